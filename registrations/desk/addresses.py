"""The check of the contact person's address: asked for, confirmed, or run out."""

from datetime import datetime, timedelta

from museumsite import moments
from registrations import refusals
from registrations.desk.ending import end
from registrations.desk.record import remember
from registrations.desk.seats import SeatPlan
from registrations.desk.signing_up import tell_standing
from registrations.models import HistoryLine, Intake, Kind, Registration
from registrations.turns import turn_at


def restart_address_check(
    registration: Registration, intake: Intake, at: datetime, *, by_staff: bool
) -> None:
    """A new address is not confirmed yet, and nothing has come back from it; not saved."""
    registration.bounced_at = registration.address_confirmed_at = None
    registration.address_check_until = None
    if intake.address_check_hours and not by_staff:
        registration.address_check_until = at + timedelta(hours=intake.address_check_hours)


def confirm_address(*, registration: Registration) -> Registration:
    """The address is right: the seats stay. Twice is once. Raises `NotNow` when it is over, `Busy`.

    Only now is it told where the registration stands, and participants with addresses of
    their own are written to.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if registration.is_cancelled:
            raise refusals.NotNow
        if not registration.awaits_address:
            return registration
        registration.address_confirmed_at = at
        registration.save(update_fields=["address_confirmed_at"])
        remember(locked, registration, HistoryLine.Verb.ADDRESS_CONFIRMED, at)
        people = list(registration.participants.living())
        tell_standing(registration, people, at, SeatPlan.of(locked, at))
    return registration


def lapse_unconfirmed(*, registration: Registration) -> bool:
    """Free the seats of a registration whose address was not confirmed in time; whether it did.

    A cancelled session has no seats to free.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        until = registration.address_check_until
        is_late = until is not None and at >= until
        if locked.session.is_cancelled or not (registration.awaits_address and is_late):
            return False
        end(
            SeatPlan.of(locked, at),
            registration,
            Registration.Ending.UNCONFIRMED,
            HistoryLine.Verb.ADDRESS_LAPSED,
            Kind.ADDRESS_LAPSED,
            by_clock=True,
        )
    return True
