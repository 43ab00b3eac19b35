"""To whom the wave that is on still has to go, and its letters.

Whoever signed up, or was told of the seat, after the wave's moment is not in it: that letter
said it all. Contact persons are written to for all of their registration, participants with
addresses of their own for themselves.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from museumsite import moments
from registrations import letters
from registrations.clockwork.waves import DAYS_BEFORE_NAMES, SORTS, Sort, Wave
from registrations.models import Intake, Kind, Letter, Participant, Registration
from registrations.models.intake_checks import LONGEST_REMINDER_DAYS
from registrations.turns import turn_at

_FARTHEST = timedelta(days=LONGEST_REMINDER_DAYS + 2)
# Whoever was told one of these after a wave's moment knows what the wave would say.
_SAYS_AS_MUCH = (Kind.CONFIRMED, Kind.PARTICIPANT, Kind.PROMOTED, Kind.APPROVED, Kind.CHANGED)


def due(at: datetime) -> Sequence[tuple[str, int]]:
    """Sorts and intakes with somebody to write to: a query for the intakes, one for each sort."""
    today = at.date()
    names_near = Q(
        names_until_date__gte=today - timedelta(days=2),
        names_until_date__lte=today + timedelta(days=DAYS_BEFORE_NAMES + 2),
    )
    intakes = list(
        Intake.objects.filter(
            Q(session__starts_at__lte=at + _FARTHEST) | names_near,
            session__starts_at__gt=at,
            session__is_cancelled=False,
        )
        .select_related("session")
        .order_by("session__starts_at", "pk")
    )
    found: list[tuple[str, int]] = []
    for name, sort in SORTS.items():
        waves = {intake.pk: sort.current(intake, at) for intake in intakes}
        on = {pk: wave for pk, wave in waves.items() if wave}
        if on:
            found += [(name, pk) for pk in _with_somebody(sort, on)]
    return found


def send(key: tuple[str, int]) -> int:
    """Queue the letters of the wave that is on, to everybody at once; how many."""
    name, intake_pk = key
    sort = SORTS[name]
    with turn_at(intake_pk) as locked:
        at = moments.now_under_lock()
        wave = None if locked.session.is_cancelled else sort.current(locked, at)
        if wave is None:
            return 0
        rows = _to_contacts(sort, wave, locked, at) + _to_participants(sort, wave, locked, at)
        Letter.objects.bulk_create(rows)
    return len(rows)


def _to_contacts(sort: Sort, wave: Wave, intake: Intake, at: datetime) -> list[Letter]:
    people = Participant.objects.filter(sort.people).order_by("pk")
    registrations = (
        _registrations(sort, **_values_of(wave))
        .filter(intake=intake)
        .prefetch_related(Prefetch("participants", people, to_attr="concerned"))
        .order_by("pk")
    )
    return [
        letters.row(
            registration,
            sort.kind,
            at,
            occasion=wave.occasion,
            people=[person.pk for person in registration.__dict__["concerned"]],
        )
        for registration in registrations
    ]


def _to_participants(sort: Sort, wave: Wave, intake: Intake, at: datetime) -> list[Letter]:
    participants = (
        _participants(sort, **_values_of(wave))
        .filter(registration__intake=intake)
        .select_related("registration")
        .order_by("pk")
    )
    return [
        letters.row(
            participant.registration,
            sort.kind,
            at,
            participant=participant,
            occasion=f"{wave.occasion}-p{participant.pk}",
            people=[participant.pk],
        )
        for participant in participants
    ]


def _values_of(wave: Wave) -> dict[str, Value]:
    return {"wave_occasion": Value(wave.occasion), "wave_moment": Value(wave.moment)}


def _with_somebody(sort: Sort, waves: dict[int, Wave]) -> list[int]:
    """Those of the intakes in which somebody is still to be written to, in one query."""
    occasion = Case(
        *(When(pk=pk, then=Value(wave.occasion)) for pk, wave in waves.items()),
        output_field=CharField(),
    )
    moment = Case(
        *(When(pk=pk, then=Value(wave.moment)) for pk, wave in waves.items()),
        output_field=DateTimeField(),
    )
    of_wave = {
        "wave_occasion": OuterRef("occasion_of_wave"),
        "wave_moment": OuterRef("moment_of_wave"),
    }
    registrations = _registrations(sort, **of_wave).filter(intake=OuterRef("pk"))
    participants = _participants(sort, **of_wave).filter(registration__intake=OuterRef("pk"))
    return list(
        Intake.objects.filter(pk__in=waves)
        .annotate(occasion_of_wave=occasion, moment_of_wave=moment)
        .filter(Exists(registrations) | Exists(participants))
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _registrations(sort: Sort, **of_wave: Value | OuterRef) -> QuerySet[Registration]:
    """Whose contact person is still to be written to."""
    told = Letter.objects.filter(registration=OuterRef("pk"))
    since = told.filter(
        participant__isnull=True,
        kind__in=_SAYS_AS_MUCH,
        queued_at__gte=OuterRef("wave_moment"),
    )
    return (
        sort.registrations()
        .annotate(**of_wave)
        .filter(
            _address_is_known(""),
            ~Exists(told.filter(occasion=OuterRef("wave_occasion"))),
            ~Exists(since),
            submitted_at__lt=F("wave_moment"),
        )
    )


def _participants(sort: Sort, **of_wave: Value | OuterRef) -> QuerySet[Participant]:
    """Who with an address of their own is still to be written to."""
    told = Letter.objects.filter(registration=OuterRef("registration"))
    occasion = Concat(OuterRef("wave_occasion"), Value("-p"), Cast(OuterRef("pk"), CharField()))
    since = told.filter(
        participant=OuterRef("pk"), kind__in=_SAYS_AS_MUCH, queued_at__gte=OuterRef("wave_moment")
    )
    return (
        sort.participants()
        .exclude(email="")
        .exclude(email=F("registration__email"))
        .annotate(**of_wave)
        .filter(
            _address_is_known("registration__"),
            ~Exists(told.filter(occasion=occasion)),
            ~Exists(since),
            registration__cancelled_at__isnull=True,
            registration__submitted_at__lt=F("wave_moment"),
        )
    )


def _address_is_known(prefix: str) -> Q:
    """Until the address is confirmed, where that is asked for, nothing else is written."""
    return Q(**{f"{prefix}address_check_until__isnull": True}) | Q(
        **{f"{prefix}address_confirmed_at__isnull": False}
    )
