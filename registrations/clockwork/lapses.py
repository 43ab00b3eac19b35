"""What was held for somebody only until a moment: given back by the desk's verbs."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from registrations import desk
from registrations.models import Intake, Participant, Registration
from registrations.unfinished import addresses_unconfirmed

_NOT_CANCELLED = {"registration__intake__session__is_cancelled": False}


def intakes_with_late_offers(at: datetime) -> Sequence[int]:
    """Intakes with a seat offered to somebody whose time to answer is over."""
    late = Participant.objects.filter(
        seat=Participant.Seat.OFFERED, offered_until__lte=at, **_NOT_CANCELLED
    )
    return _intakes_of(late)


def lapse_offers(intake_pk: int) -> int:
    return desk.lapse_offers(intake=Intake.objects.get(pk=intake_pk))


def intakes_with_closing_lists(at: datetime) -> Sequence[int]:
    """Intakes where somebody still waits though nobody moves up any more.

    The condition is that of `Intake.promotes_until`, for a query.
    """
    is_over = Q(registration__intake__promote_until__lte=at) | Q(
        registration__intake__session__starts_at__lte=at
    )
    waiting = Participant.objects.filter(is_over, seat=Participant.Seat.WAITING, **_NOT_CANCELLED)
    return _intakes_of(waiting)


def close_waiting_list(intake_pk: int) -> int:
    return desk.close_waiting_list(intake=Intake.objects.get(pk=intake_pk))


def registrations_unconfirmed(at: datetime) -> Sequence[int]:
    """Registrations whose address was to be confirmed by now."""
    late = addresses_unconfirmed().filter(
        address_check_until__lte=at, intake__session__is_cancelled=False
    )
    return list(late.order_by("address_check_until", "pk").values_list("pk", flat=True))


def lapse_unconfirmed(registration_pk: int) -> int:
    registration = Registration.objects.get(pk=registration_pk)
    return int(desk.lapse_unconfirmed(registration=registration))


def _intakes_of(people: QuerySet[Participant]) -> Sequence[int]:
    return list(people.order_by().values_list("registration__intake", flat=True).distinct())
