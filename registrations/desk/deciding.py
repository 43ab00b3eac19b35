"""What colleagues decide: approve, decline, promote by hand, rules, more time."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User

from museumsite import moments
from registrations import refusals
from registrations.desk.ending import give_back
from registrations.desk.record import Moves, remember, tell
from registrations.desk.seats import SeatPlan
from registrations.models import HistoryLine, Intake, Kind, Participant, Registration
from registrations.turns import turn_at

Seat = Participant.Seat
Verb = HistoryLine.Verb


def approve(*, registration: Registration, staff: User) -> Registration:
    """Give an applicant seats, or a place on the waiting list when there are none.

    Twice is once. Raises `Full` when there is neither, `NotNow` when it is over or the session
    is cancelled, `NotOffered` when it is no longer held in that way, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if registration.is_cancelled or locked.session.is_cancelled:
            raise refusals.NotNow
        people = list(registration.participants.filter(seat=Seat.PENDING))
        if not people:
            return registration
        plan, moves = SeatPlan.of(locked, at), Moves()
        plan.claim(people, moves, accepts_fewer=registration.accepts_fewer, accepts_waiting=True)
        moves.save()
        registration.approved_at = at
        registration.save(update_fields=["approved_at"])
        remember(locked, registration, Verb.APPROVED, at, moves=moves, staff=staff)
        waiting = [person for person in people if person.seat == Seat.WAITING]
        position = plan.position_of(waiting[0]) if waiting else None
        seated = len(people) - len(waiting)
        tell(registration, Kind.APPROVED, at, people, position=position, seated=seated)
    return registration


def decline(*, registration: Registration, staff: User, words: str = "") -> Registration:
    """Say no to an applicant, with a colleague's words in the letter. Twice is once.

    Of a registration that has seats already, only those who were added since are declined.
    Raises `NotNow` when there is nothing to decide any more, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if registration.ending == Registration.Ending.DECLINED:
            return registration
        pending = list(registration.participants.filter(seat=Seat.PENDING))
        if registration.is_cancelled or not pending:
            raise refusals.NotNow
        registration.declined_words = words
        registration.save(update_fields=["declined_words"])
        give_back(
            SeatPlan.of(locked, at),
            {registration: pending},
            Registration.Ending.DECLINED,
            Verb.DECLINED,
            Kind.DECLINED,
            staff=staff,
        )
    return registration


def promote(
    *, registration: Registration, staff: User, reason: str, beyond_rules: bool = False
) -> Registration:
    """Move all of a waiting registration up by hand, past those before it; recorded.

    Needs free seats unless `beyond_rules`: then the limit is passed, for the reason given.
    Raises `Full`, `NotNow` when nobody of it waits, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        people = list(registration.participants.filter(seat=Seat.WAITING))
        if not people or locked.session.is_cancelled:
            raise refusals.NotNow
        plan, moves = SeatPlan.of(locked, at), Moves()
        for participant in people:
            room = plan.facts.room(participant.mode)
            if not beyond_rules and (room is None or room.left == 0):
                raise refusals.Full(0)
            plan.place(participant, moves, Seat.SEATED)
        moves.save()
        remember(
            locked,
            registration,
            Verb.PROMOTED_BY_HAND,
            at,
            moves=moves,
            staff=staff,
            reason=reason,
            beyond_rules=beyond_rules,
        )
        tell(registration, Kind.PROMOTED, at, people)
        # Whoever held the line may have been taken out of it.
        plan.pass_on_freed_seats()
    return registration


def set_rules(*, intake: Intake, fields: Sequence[str], staff: User) -> Intake:
    """Write the rules named in `fields` from `intake`, validated, over the locked row.

    Raising the capacity, or anything else that frees seats, moves the waiting list up at
    once; lowering it below what is taken removes nobody. Also called when the session itself
    has changed, with no fields: its moments are derived again. Raises `Busy`.
    """
    with turn_at(intake.pk) as locked:
        at = moments.now_under_lock()
        before = locked.limits()
        for field in fields:
            setattr(locked, field, getattr(intake, field))
        locked.save()
        after = locked.limits()
        details = {"limits": [before, after]} if before != after else {}
        if fields or details:
            names = sorted(fields)
            remember(locked, None, Verb.RULES_CHANGED, at, staff=staff, fields=names, **details)
        SeatPlan.of(locked, at).pass_on_freed_seats()
    return locked


def allow_corrections(
    *, registration: Registration, until: datetime, staff: User, reason: str
) -> Registration:
    """More time for one registration to correct itself, and to add people if there are seats.

    `until` is a UTC instant. Raises `NotNow` when the registration is over, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        if registration.is_cancelled:
            raise refusals.NotNow
        at = moments.now_under_lock()
        registration.grace_until = until
        registration.save(update_fields=["grace_until"])
        remember(locked, registration, Verb.GRACE_GIVEN, at, staff=staff, reason=reason)
    return registration
