"""Why a form was not accepted: each reason once, with its kind words (design.md, rule 6)."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.state import State, StateName


class Refused(Exception):
    """What was asked for did not happen. The page keeps everything that was typed."""

    outcome = "invalid"  # the value of `data-outcome`
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    retry_after: int | None = None  # seconds
    may_try_again = True  # whether the same form can still succeed

    @property
    def sentence(self) -> str:
        """What happened and what to do, in the reader's language."""
        raise NotImplementedError


class Invalid(Refused):
    """A field is wrong; the form says which."""

    @property
    def sentence(self) -> str:
        return _("Please correct the fields named below. Everything you typed is kept.")


class FilledByRobot(Refused):
    """The field that people do not see was filled in: by a robot, or by an eager browser."""

    @property
    def sentence(self) -> str:
        return _(
            "Your browser filled in a field that must stay empty. We have emptied it:"
            " please send the form once more."
        )


class StaleForm(Refused):
    """The hidden key of the form is missing, damaged or of another form."""

    @property
    def sentence(self) -> str:
        return _("The form came damaged. We have mended it: please send it once more.")


class NoCookie(Refused):
    """The browser did not send the cookie that protects the form."""

    status = HTTPStatus.FORBIDDEN

    @property
    def sentence(self) -> str:
        return _(
            "Your browser did not send the cookie that protects this form. Please send the form"
            " once more; if this page comes back, allow cookies for this site."
        )


class Late(Refused):
    outcome = "late"
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _(
            "Sign-up closed before your form arrived, and we could not accept it."
            " What you typed is kept below: you can copy it and write to the organisers."
        )


class SessionCancelled(Late):
    @property
    def sentence(self) -> str:
        return _("The session is cancelled, so we could not accept your form.")


class TakenDown(Late):
    """The announcement was taken down while the form was being filled in."""

    @property
    def sentence(self) -> str:
        return _("The announcement has been taken down, so we could not accept your form.")


class Early(Refused):
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _("Sign-up has not opened yet, so we could not accept your form.")


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


class Busy(Refused):
    """The lock was not to be had in time: too many people at once."""

    outcome = "busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    retry_after = 10

    @property
    def sentence(self) -> str:
        return _(
            "A great many people are signing up right now, and your turn did not come in time."
            " Nothing is lost: wait a little and press the button again."
        )


class Limited(Refused):
    """Too many forms from one address, or one sent faster than a person can type."""

    outcome = "limited"
    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    @property
    def sentence(self) -> str:
        return ngettext(
            "Too many forms came from your network in a short time."
            " Nothing is lost: press the button again in %(number)d second.",
            "Too many forms came from your network in a short time."
            " Nothing is lost: press the button again in %(number)d seconds.",
            self.retry_after or 0,
        ) % {"number": self.retry_after}


class TooFast(Limited):
    @property
    def sentence(self) -> str:
        return _(
            "The form came back faster than a person can fill it in."
            " Nothing is lost: please press the button once more."
        )


class Over(Refused):
    """The session has ended: there is nothing left to cancel."""

    outcome = "late"
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _("The session is over: there is nothing left to cancel.")


def for_state(state: State) -> Refused | None:
    """Why nobody at all can sign up in this state; None when somebody can."""
    match state.name:
        case StateName.OPEN:
            return None
        case StateName.SOON:
            return Early()
        case StateName.FULL:
            return Full(seats_left=0)
        case StateName.CLOSED:
            return Late()
        case StateName.CANCELLED:
            return SessionCancelled()
