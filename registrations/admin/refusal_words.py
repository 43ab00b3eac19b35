"""What the desk refused, said to a colleague: the refusals' own words are for participants."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations import refusals


def refusal_words(refusal: refusals.Refused) -> str:
    """What happened and what can be done, in a sentence or two."""
    match refusal:
        case refusals.OfferGone():
            return refusal.sentence
        case refusals.NotNow():
            return _("There is nothing to decide here any more. Perhaps a colleague was faster.")
        case refusals.Busy():
            return _("Many people are signing up at this moment. Press the button again.")
        case refusals.SessionCancelled():
            return _("The session is cancelled.")
        case refusals.TakenDown():
            return _("The announcement has been taken down.")
        case refusals.GraceUsed():
            return refusal.sentence
        case refusals.Late():
            return _("Sign-up is closed.")
        case refusals.Early():
            return _("Sign-up has not opened yet.")
        case refusals.Full(seats_left=0):
            return _("No seats are free.")
        case refusals.Full():
            return ngettext(
                "Only %(number)d seat is free, fewer than are asked for.",
                "Only %(number)d seats are free, fewer than are asked for.",
                refusal.seats_left,
            ) % {"number": refusal.seats_left}
    return refusal.sentence
