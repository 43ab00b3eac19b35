"""Seats that are offered and held for an answer."""

from collections.abc import Sequence

from django.contrib.auth.models import User

from museumsite import moments
from registrations import refusals
from registrations.desk.ending import end
from registrations.desk.record import Moves, remember, tell
from registrations.desk.seats import SeatPlan
from registrations.models import HistoryLine, Intake, Kind, Participant, Registration
from registrations.turns import turn_at

Seat = Participant.Seat
Verb = HistoryLine.Verb


def accept_offer(*, registration: Registration) -> Registration:
    """Take the seats that are held for it. Twice is once. Raises `OfferGone`, `Busy`."""
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        people = _offered(registration)
        if not people and registration.participants.filter(seat=Seat.SEATED).exists():
            return registration
        if not people or not all(person.is_offered_at(at) for person in people):
            raise refusals.OfferGone
        plan, moves = SeatPlan.of(locked, at), Moves()
        for participant in people:
            plan.place(participant, moves, Seat.SEATED)
        moves.save()
        remember(locked, registration, Verb.ACCEPTED, at, moves=moves)
        tell(registration, Kind.CONFIRMED, at, people)
    return registration


def turn_down_offer(*, registration: Registration) -> Registration:
    """Give the offered seats back; they go on to the next. Raises `Busy`. Twice is once."""
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        people = _offered(registration)
        if people:
            plan = SeatPlan.of(locked, at)
            _give_back(plan, registration, people, Verb.TURNED_DOWN, Kind.CANCELLED)
    return registration


def lapse_offers(*, intake: Intake) -> int:
    """Give back the seats whose offers ran out; how many registrations it concerned."""
    with turn_at(intake.pk) as locked:
        at = moments.now_under_lock()
        plan = SeatPlan.of(locked, at)
        late = Registration.objects.filter(
            intake=locked, participants__seat=Seat.OFFERED, participants__offered_until__lte=at
        ).distinct()
        registrations = list(late)
        for registration in registrations:
            people = [person for person in _offered(registration) if not person.is_offered_at(at)]
            _give_back(
                plan, registration, people, Verb.OFFER_LAPSED, Kind.OFFER_LAPSED, by_clock=True
            )
    return len(registrations)


def close_waiting_list(*, intake: Intake) -> int:
    """Tell those who still wait that the list is closed; how many registrations it concerned.

    Does nothing before `Intake.promotes_until`. Who has seats already keeps them.
    """
    with turn_at(intake.pk) as locked:
        at = moments.now_under_lock()
        if at < locked.promotes_until:
            return 0
        plan = SeatPlan.of(locked, at)
        waiting = Registration.objects.filter(
            intake=locked, participants__seat=Seat.WAITING
        ).distinct()
        registrations = list(waiting)
        for registration in registrations:
            people = list(registration.participants.filter(seat=Seat.WAITING))
            _give_back(
                plan, registration, people, Verb.LIST_CLOSED, Kind.LIST_CLOSED, by_clock=True
            )
    return len(registrations)


_ENDINGS = {
    Verb.TURNED_DOWN: Registration.Ending.CANCELLED,
    Verb.OFFER_LAPSED: Registration.Ending.UNANSWERED,
    Verb.LIST_CLOSED: Registration.Ending.LIST_CLOSED,
}


def _give_back(
    plan: SeatPlan,
    registration: Registration,
    people: Sequence[Participant],
    verb: HistoryLine.Verb,
    kind: Kind,
    *,
    by_clock: bool = False,
    staff: User | None = None,
) -> None:
    """Release `people`; when nobody of the registration is left, it is over."""
    others = registration.participants.living().exclude(pk__in=[person.pk for person in people])
    if not others.exists():
        end(plan, registration, _ENDINGS[verb], verb, kind, by_clock=by_clock, staff=staff)
        return
    moves = Moves()
    for participant in people:
        plan.place(participant, moves, Seat.RELEASED)
    moves.save()
    remember(plan.intake, registration, verb, plan.at, moves=moves, by_clock=by_clock, staff=staff)
    tell(registration, kind, plan.at, people)
    plan.pass_on_freed_seats()


def _offered(registration: Registration) -> list[Participant]:
    return list(registration.participants.filter(seat=Seat.OFFERED))
