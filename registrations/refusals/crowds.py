"""Too many people at once, or too much from one address."""

from http import HTTPStatus

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registrations.refusals.refused import Refused


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
            " Nothing is lost: press the button again in %(number)d minute.",
            "Too many forms came from your network in a short time."
            " Nothing is lost: press the button again in %(number)d minutes.",
            self.minutes,
        ) % {"number": self.minutes}

    @property
    def minutes(self) -> int:
        """To wait, whole and at least one."""
        return max(1, -(-(self.retry_after or 0) // 60))


class TooManyGuesses(Limited):
    """Too many links that open nothing came from one address."""

    @property
    def sentence(self) -> str:
        return ngettext(
            "Too many addresses that lead nowhere were tried from your network."
            " Please come back in %(number)d minute.",
            "Too many addresses that lead nowhere were tried from your network."
            " Please come back in %(number)d minutes.",
            self.minutes,
        ) % {"number": self.minutes}


class TooManyFiles(Limited):
    """More bytes of files came from one address than a class of people would send."""

    @property
    def sentence(self) -> str:
        return ngettext(
            "Too many files came from your network in a short time."
            " Please choose the files again in %(number)d minute: everything else is kept.",
            "Too many files came from your network in a short time."
            " Please choose the files again in %(number)d minutes: everything else is kept.",
            self.minutes,
        ) % {"number": self.minutes}


class TooFast(Limited):
    @property
    def sentence(self) -> str:
        return _(
            "The form came back faster than a person can fill it in."
            " Nothing is lost: please press the button once more."
        )
