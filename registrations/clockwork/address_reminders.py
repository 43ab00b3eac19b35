"""At half time: the address is not confirmed yet. Once to an address."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from museumsite import moments
from registrations import letters
from registrations.models import Kind, Letter, Registration
from registrations.turns import turn_at
from registrations.unfinished import addresses_unconfirmed


def due(at: datetime) -> Sequence[int]:
    """Registrations whose check has reached its half."""
    return list(_due(at).order_by("address_check_until", "pk").values_list("pk", flat=True))


def remind(registration_pk: int) -> int:
    """Queue the reminder, if it is still wanted under the intake's lock."""
    intake_pk = Registration.objects.values_list("intake", flat=True).get(pk=registration_pk)
    with turn_at(intake_pk):
        at = moments.now_under_lock()
        registration = _due(at).filter(pk=registration_pk).first()
        if registration is None or registration.address_check_until is None:
            return 0
        occasion = f"address-reminder-{registration.address_check_until:%Y-%m-%dT%H:%M:%S}"
        letters.queue(registration, Kind.ADDRESS_REMINDER, at, occasion=occasion)
    return 1


def _due(at: datetime) -> QuerySet[Registration]:
    reminded = Letter.objects.filter(
        registration=OuterRef("pk"), kind=Kind.ADDRESS_REMINDER, to=OuterRef("email")
    )
    awaited = addresses_unconfirmed().filter(
        ~Exists(reminded), address_check_until__gt=at, intake__session__is_cancelled=False
    )
    hours = awaited.order_by().values_list("intake__address_check_hours", flat=True).distinct()
    # Half of the time is left, or less; one condition for each length of a check in use.
    is_half_over = Q(pk__in=[])
    for length in filter(None, hours):
        is_half_over |= Q(
            intake__address_check_hours=length,
            address_check_until__lte=at + timedelta(hours=length) / 2,
        )
    return awaited.filter(is_half_over)
