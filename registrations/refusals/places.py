"""Not enough seats: of the session, of a museum, of an answer to choose."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.refusals.refused import Refused


class Full(Refused):
    outcome = "full"
    status = HTTPStatus.CONFLICT

    def __init__(self, seats_left: int) -> None:
        super().__init__(seats_left)
        self.seats_left = seats_left

    @property
    def sentence(self) -> str:
        if self.seats_left == 0:
            return _(
                "The last seats were taken while you were filling in the form."
                " What you typed is kept: if somebody cancels, you can send it again."
            )
        return ngettext(
            "Only %(number)d seat is left, fewer than you asked for."
            " Take some participants off and send the form again.",
            "Only %(number)d seats are left, fewer than you asked for."
            " Take some participants off and send the form again.",
            self.seats_left,
        ) % {"number": self.seats_left}


class WouldWait(Refused):
    """Seats ran out while the form was being filled in; one can wait, if one agrees to."""

    outcome = "waiting"
    status = HTTPStatus.CONFLICT

    def __init__(self, *, seats_left: int, position: int) -> None:
        super().__init__(seats_left, position)
        self.seats_left = seats_left
        self.position = position

    @property
    def sentence(self) -> str:
        if self.seats_left == 0:
            words = _(
                "The last seats were taken while you were filling in the form. You can wait:"
                " your number in the queue would be %(position)d. Send the form again to join"
                " the waiting list."
            )
        else:
            words = ngettext(
                "Only %(number)d seat is left, fewer than you asked for. You can wait for seats"
                " for all, and your number in the queue would be %(position)d; or tick that"
                " fewer seats will do; or take some participants off.",
                "Only %(number)d seats are left, fewer than you asked for. You can wait for seats"
                " for all, and your number in the queue would be %(position)d; or tick that"
                " fewer seats will do; or take some participants off.",
                self.seats_left,
            )
        return words % {"number": self.seats_left, "position": self.position}


class NotOffered(Refused):
    """The session is no longer held in this way."""

    @property
    def sentence(self) -> str:
        return _("One can no longer take part in this way. Please choose the other one.")


class MuseumFull(Refused):
    """The museum would send more people than the intake allows."""

    outcome = "full"
    status = HTTPStatus.CONFLICT

    def __init__(self, *, limit: int, left: int) -> None:
        super().__init__(limit, left)
        self.limit = limit
        self.left = left

    @property
    def sentence(self) -> str:
        limit = ngettext(
            "No more than %(number)d person from one museum can sign up.",
            "No more than %(number)d people from one museum can sign up.",
            self.limit,
        ) % {"number": self.limit}
        if self.left == 0:  # words inside an f-string are not found by who gathers translations
            nothing = _("Your museum has no places left.")
            return f"{limit} {nothing}"
        left = ngettext(
            "For your museum %(number)d place is left.",
            "For your museum %(number)d places are left.",
            self.left,
        ) % {"number": self.left}
        return f"{limit} {left}"


class ChoiceFull(Refused):
    """An answer that was chosen has no places left."""

    outcome = "full"
    status = HTTPStatus.CONFLICT

    def __init__(self, question_id: int, choice: str, left: int, choice_id: int = 0) -> None:
        super().__init__(question_id, choice, left, choice_id)
        self.question_id = question_id
        self.choice_id = choice_id
        self.choice = choice
        self.left = left

    @property
    def sentence(self) -> str:
        if self.left == 0:
            return _("“%(choice)s” has no places left. Please choose another answer.") % {
                "choice": self.choice
            }
        return ngettext(
            "“%(choice)s” has only %(number)d place left, fewer than you chose it for.",
            "“%(choice)s” has only %(number)d places left, fewer than you chose it for.",
            self.left,
        ) % {"choice": self.choice, "number": self.left}
