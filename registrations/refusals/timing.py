"""Too early, too late, over, or changed meanwhile."""

from http import HTTPStatus

from django.utils.translation import gettext as _

from registrations.refusals.refused import Refused


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


class Over(Refused):
    """The session has ended: there is nothing left to cancel."""

    outcome = "late"
    status = HTTPStatus.CONFLICT
    may_try_again = False

    @property
    def sentence(self) -> str:
        return _("The session is over: there is nothing left to cancel.")


class Outdated(Refused):
    """The page was made before somebody was taken off, perhaps in another tab."""

    status = HTTPStatus.CONFLICT

    @property
    def sentence(self) -> str:
        return _(
            "The registration has changed since this page was opened, perhaps in another tab."
            " Please look at it again."
        )
