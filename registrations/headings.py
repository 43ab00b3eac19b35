"""What stands at the top of a personal page: in one line, and in the sentences below it."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Session
from registrations.holders import Holder
from registrations.models import Participant
from registrations.queue import Turn
from registrations.standing import Standing


def heading_of(
    holder: Holder, standing: Standing, turns: Sequence[Turn], *, is_offer_open: bool
) -> str:
    """Where it stands, in one line without a full stop."""
    if holder.registration.intake.session.is_cancelled and not standing.is_over:
        return _("The session is cancelled")
    if holder.registration.awaits_address and not holder.participant:
        return _("Please confirm your e-mail address")
    if standing is Standing.OFFERED and not is_offer_open:
        return Standing.UNANSWERED.words  # the clock is about to say so
    if standing is Standing.WAITING and len(turns) == 1:
        return _("On the waiting list, number %(place)d") % {"place": turns[0].place}
    if holder.participant:
        return _own_heading(holder.participant, standing)
    return standing.words


def _own_heading(participant: Participant, standing: Standing) -> str:
    if participant.seat in Participant.GIVEN_BACK:
        return _("You have no seat")
    if standing is Standing.CONFIRMED:
        return _("You have a seat")
    if standing is Standing.OFFERED:
        return _("A seat is held for you")
    return standing.words


def turn_words(turn: Turn, session: Session) -> str:
    """«В зале: № 3 в очереди, впереди 5 человек»; the way to attend only where there are two."""
    place = _("number %(place)d in the queue") % {"place": turn.place}
    before = _("nobody is before you")
    if turn.people_before:
        before = ngettext(
            "%(number)d person is before you",
            "%(number)d people are before you",
            turn.people_before,
        ) % {"number": turn.people_before}
    words = f"{place}, {before}"
    if turn.people > 1:
        together = ngettext("%(number)d of you waits", "%(number)d of you wait", turn.people) % {
            "number": turn.people
        }
        words = f"{words}; {together}"
    if session.mode == Session.Mode.HYBRID:
        return f"{_room(turn.mode)}: {words}"
    return words[0].upper() + words[1:]


def _room(mode: str) -> str:
    return _("Online") if mode == Participant.Mode.ONLINE else _("In the hall")
