"""Seats that are offered and held for an answer."""

from django.db.models import QuerySet

from museumsite import moments
from registrations import refusals
from registrations.desk.ending import give_back
from registrations.desk.record import Moves, remember, tell
from registrations.desk.seats import SeatPlan
from registrations.models import HistoryLine, Intake, Kind, Participant, Registration
from registrations.turns import turn_at

Seat = Participant.Seat
Verb = HistoryLine.Verb


def accept_offer(*, registration: Registration) -> Registration:
    """Take the seats that are held for it. Twice is once.

    Raises `OfferGone`, `NotNow` when the session is cancelled, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if locked.session.is_cancelled:
            raise refusals.NotNow
        people = [person for person in _offered(registration) if person.is_offered_at(at)]
        if not people:
            if _last_answer(registration) == Verb.ACCEPTED:
                return registration
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
        people = list(_offered(registration))
        if people:
            give_back(
                SeatPlan.of(locked, at),
                {registration: people},
                Registration.Ending.CANCELLED,
                Verb.TURNED_DOWN,
                Kind.CANCELLED,
            )
    return registration


def lapse_offers(*, intake: Intake) -> int:
    """Give back the seats whose offers ran out; how many registrations it concerned.

    A cancelled session has no seats to give back: nothing runs out then.
    """
    with turn_at(intake.pk) as locked:
        at = moments.now_under_lock()
        people = Participant.objects.filter(seat=Seat.OFFERED, offered_until__lte=at)
        late = _by_registration(locked, people)
        if late and not locked.session.is_cancelled:
            give_back(
                SeatPlan.of(locked, at),
                late,
                Registration.Ending.UNANSWERED,
                Verb.OFFER_LAPSED,
                Kind.OFFER_LAPSED,
                by_clock=True,
            )
            return len(late)
    return 0


def close_waiting_list(*, intake: Intake) -> int:
    """Tell those who still wait that the list is closed; how many registrations it concerned.

    Does nothing before `Intake.promotes_until`, nor for a cancelled session, of which they
    know more already. Who has seats keeps them.
    """
    with turn_at(intake.pk) as locked:
        at = moments.now_under_lock()
        waiting = _by_registration(locked, Participant.objects.waiting())
        if waiting and at >= locked.promotes_until and not locked.session.is_cancelled:
            give_back(
                SeatPlan.of(locked, at),
                waiting,
                Registration.Ending.LIST_CLOSED,
                Verb.LIST_CLOSED,
                Kind.LIST_CLOSED,
                by_clock=True,
            )
            return len(waiting)
    return 0


def _offered(registration: Registration) -> QuerySet[Participant]:
    return registration.participants.filter(seat=Seat.OFFERED)


def _last_answer(registration: Registration) -> str | None:
    """What became of its latest offer."""
    answers = (Verb.ACCEPTED, Verb.TURNED_DOWN, Verb.OFFER_LAPSED)
    lines = registration.history.filter(verb__in=answers).order_by("-pk")
    return lines.values_list("verb", flat=True).first()


def _by_registration(
    intake: Intake, people: QuerySet[Participant]
) -> dict[Registration, list[Participant]]:
    found: dict[Registration, list[Participant]] = {}
    of_intake = people.filter(registration__intake=intake)
    for person in of_intake.select_related("registration").order_by("queue_number", "pk"):
        found.setdefault(person.registration, []).append(person)
    return found
