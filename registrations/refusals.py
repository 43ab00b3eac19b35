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


class MoreQuestions(Refused):
    """The answers have opened questions that the page had not shown."""

    @property
    def sentence(self) -> str:
        return _(
            "Your answers have opened more questions. Please answer them and send the form once"
            " more: everything you typed is kept."
        )


class ProbableSlip(Refused):
    """An address looks mistyped; nobody but the person can say."""

    @property
    def sentence(self) -> str:
        return _(
            "There may be a slip in an e-mail address. Please look: letters go there and nowhere"
            " else. Everything you typed is kept."
        )


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


class TooManyGuesses(Limited):
    """Too many links that open nothing came from one address."""

    @property
    def sentence(self) -> str:
        minutes = -(-(self.retry_after or 0) // 60)
        return ngettext(
            "Too many addresses that lead nowhere were tried from your network."
            " Please come back in %(number)d minute.",
            "Too many addresses that lead nowhere were tried from your network."
            " Please come back in %(number)d minutes.",
            minutes,
        ) % {"number": minutes}


class TooFast(Limited):
    @property
    def sentence(self) -> str:
        return _(
            "The form came back faster than a person can fill it in."
            " Nothing is lost: please press the button once more."
        )


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


class NotTicked(Refused):
    """The box beside a consent was left empty."""

    @property
    def sentence(self) -> str:
        return _("To agree, tick the box beside the text of the consent.")


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
        if self.left == 0:
            return f"{limit} {_('Your museum has no places left.')}"
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


class TooMany(Refused):
    """More people than one registration takes, or nobody at all."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most

    @property
    def sentence(self) -> str:
        return ngettext(
            "One registration takes %(number)d participant at the most, and one at least.",
            "One registration takes %(number)d participants at the most, and one at least.",
            self.most,
        ) % {"number": self.most}


class GraceUsed(Refused):
    """A personal link signs up once."""

    outcome = "late"
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _("This personal link has been used already: one can sign up by it once.")


class NotNow(Refused):
    """Over, or past the moment until which participants change things by themselves."""

    outcome = "late"
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _("This can no longer be changed here. Please ask the contact person.")


class OfferGone(NotNow):
    @property
    def sentence(self) -> str:
        return _("The seat was held for you until the named hour, and has gone on to the next.")


class Outdated(Refused):
    """The page was made before somebody was taken off, perhaps in another tab."""

    status = HTTPStatus.CONFLICT

    @property
    def sentence(self) -> str:
        return _(
            "The registration has changed since this page was opened, perhaps in another tab."
            " Please look at it again."
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
        case StateName.OPEN | StateName.WAITING:
            return None
        case StateName.SOON:
            return Early()
        case StateName.FULL:
            return Full(seats_left=0)
        case StateName.CLOSED:
            return Late()
        case StateName.CANCELLED:
            return SessionCancelled()
