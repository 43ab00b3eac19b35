"""Where a registration stands, in one word and in words.

Derived from its participants' seats and from how it ended; pages, letters and the admin ask
here, so that all of them say the same. Pure: no database, no clock.
"""

from collections.abc import Iterable
from enum import StrEnum

from django.utils.translation import gettext as _

from registrations.models import Participant, Registration

_Seat, _Ending = Participant.Seat, Registration.Ending


class Standing(StrEnum):
    """The values of `data-standing` on a personal page."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    PARTLY = "partly"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    UNCONFIRMED = "unconfirmed"
    UNANSWERED = "unanswered"
    LIST_CLOSED = "list_closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_over(self) -> bool:
        return self.value in _Ending.values

    @property
    def words(self) -> str:
        """In one sentence without a full stop."""
        return _SENTENCES[self]()


_SENTENCES = {
    Standing.PENDING: lambda: _("The organisers are considering the registration"),
    Standing.CONFIRMED: lambda: _("The registration is confirmed"),
    Standing.PARTLY: lambda: _("Some have seats, the others are on the waiting list"),
    Standing.WAITING: lambda: _("The registration is on the waiting list"),
    Standing.OFFERED: lambda: _("A seat is held for you: please answer"),
    Standing.CANCELLED: lambda: _("The registration is cancelled"),
    Standing.DECLINED: lambda: _("The registration is declined"),
    Standing.UNCONFIRMED: lambda: _("The address was not confirmed in time, the seats are free"),
    Standing.UNANSWERED: lambda: _("The offered seat was not taken in time"),
    Standing.LIST_CLOSED: lambda: _("The waiting list is closed, no seat became free"),
    Standing.WITHDRAWN: lambda: _("Consent was withdrawn, the data are erased"),
}


def standing_of(registration: Registration, people: Iterable[Participant]) -> Standing:
    """Where `registration` stands, given its participants."""
    if registration.is_cancelled:
        return Standing(registration.ending)
    seats = {participant.seat for participant in people}
    if _Seat.OFFERED in seats:
        return Standing.OFFERED
    if _Seat.WAITING in seats:
        return Standing.PARTLY if _Seat.SEATED in seats else Standing.WAITING
    if _Seat.PENDING in seats and _Seat.SEATED not in seats:
        return Standing.PENDING
    return Standing.CONFIRMED


def own_standing_of(registration: Registration, participant: Participant) -> Standing:
    """Where one participant stands, whatever seats the others of the registration have."""
    if participant.seat in Participant.GIVEN_BACK and not registration.is_cancelled:
        return Standing.CANCELLED
    return standing_of(registration, [participant])
