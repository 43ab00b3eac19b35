"""The first step: a form becomes a registration."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from events.models import Announcement
from museumsite import moments
from registrations import refusals
from registrations.desk import rows
from registrations.desk.applications import Answered, Application, Entry, Submitted
from registrations.desk.record import Moves, remember, tell
from registrations.desk.seats import SeatPlan
from registrations.models import (
    Consent,
    Grace,
    HistoryLine,
    Intake,
    Kind,
    Participant,
    Registration,
)
from registrations.state import state_of
from registrations.turns import turn_at

Seat = Participant.Seat


def submit(
    *,
    intake: Intake,
    application: Application,
    grace: Grace | None = None,
    entry: Entry | None = None,
) -> Submitted:
    """Sign up, or find that this very form has signed up already.

    1. Before the lock: the rows, with their secret links.
    2. Under it: the same form sent again is the same registration, whatever the hour.
    3. The clock is read after the wait: who waits past the deadline is late.
    4. Seats are counted in a statement of its own, in participants.
    5. Registration, participants, answers, consents, history and letters are written together.

    `grace` moves the deadline for this one form; `entry` is a colleague's who types for
    somebody. Raises a `Refused` (`Late`, `Early`, `Full`, `WouldWait`, `MuseumFull`,
    `ChoiceFull`, `TooMany`, `NotOffered`, `SessionCancelled`, `TakenDown`, `GraceUsed`,
    `Busy`); then nothing was written.
    """
    registration = rows.new_registration(intake, application)
    people = [rows.new_participant(person) for person in application.people]
    accepts_waiting = application.accepts_waiting or entry is not None
    beyond_rules = entry is not None and entry.beyond_rules

    with turn_at(intake.pk) as locked:
        earlier = Registration.objects.filter(form_key=application.form_key).first()
        if earlier:
            return Submitted(earlier, is_new=False)
        at = moments.now_under_lock()
        plan = SeatPlan.of(locked, at)
        moves = Moves()
        if locked.session.is_cancelled:
            raise refusals.SessionCancelled
        if not beyond_rules:
            require_open(plan, closes_no_earlier_than=_unused_until(grace))
            rows.require_size(len(people), locked.participants_limit)
            rows.require_museum_room(locked, registration, newcomers=len(people))
        if locked.needs_approval and entry is None:
            plan.await_approval(people, moves)
        else:
            plan.claim(
                people,
                moves,
                accepts_fewer=registration.accepts_fewer,
                accepts_waiting=accepts_waiting,
                beyond_rules=beyond_rules,
            )
        _write(registration, people, application, locked, entry, at)
        if grace:
            Grace.objects.filter(pk=grace.pk).update(registration=registration)
        remember(
            locked,
            registration,
            HistoryLine.Verb.ENTERED if entry else HistoryLine.Verb.SUBMITTED,
            at,
            moves=moves,
            staff=entry.staff if entry else None,
            reason=entry.reason if entry else "",
            beyond_rules=beyond_rules,
        )
        tell_standing(registration, people, at, plan)
    return Submitted(registration)


def require_open(plan: SeatPlan, *, closes_no_earlier_than: datetime | None = None) -> None:
    """Refuse unless the state says that forms are taken now; one person may have more time."""
    session = plan.intake.session
    published = Announcement.objects.published(plan.at).filter(pk=session.announcement_id)
    if not published.exists():
        raise refusals.TakenDown
    facts = plan.facts
    if closes_no_earlier_than:
        facts = facts.closing_no_earlier_than(closes_no_earlier_than)
    refusal = refusals.for_state(state_of(facts, plan.at))
    if refusal:
        raise refusal


def tell_standing(
    registration: Registration, people: Sequence[Participant], at: datetime, plan: SeatPlan
) -> None:
    """The letter about where a registration stands now: received, offered, waiting, confirmed.

    Until a wanted confirmation of the address has come, only that is asked for.
    """
    if registration.awaits_address:
        tell(registration, Kind.ADDRESS_CHECK, at)
        return
    seats = {person.seat for person in people}
    if Seat.PENDING in seats:
        tell(registration, Kind.RECEIVED, at, people)
        return
    if Seat.OFFERED in seats:
        offered = [person for person in people if person.seat == Seat.OFFERED]
        tell(registration, Kind.OFFERED, at, offered)
        return
    waiting = [person for person in people if person.seat == Seat.WAITING]
    if waiting:
        position = plan.position_of(waiting[0])
        seated = len(people) - len(waiting)
        tell(registration, Kind.WAITING, at, people, position=position, seated=seated)
        return
    tell(registration, Kind.CONFIRMED, at, people)


def _unused_until(grace: Grace | None) -> datetime | None:
    """Until when this grace holds, as it is under the lock. Raises `GraceUsed`."""
    if grace is None:
        return None
    fresh = Grace.objects.get(pk=grace.pk)
    if fresh.registration_id:
        raise refusals.GraceUsed
    return fresh.until


def _write(
    registration: Registration,
    people: list[Participant],
    application: Application,
    intake: Intake,
    entry: Entry | None,
    at: datetime,
) -> None:
    registration.submitted_at = at
    registration.is_possible_repeat = rows.is_possible_repeat(registration, people)
    registration.entered_by = entry.staff if entry else None
    if intake.address_check_hours and entry is None:
        registration.address_check_until = at + timedelta(hours=intake.address_check_hours)
    registration.save(force_insert=True)
    for participant in people:
        participant.registration = registration
    Participant.objects.bulk_create(people)
    answered: list[tuple[Participant | None, Answered]] = [
        (None, answer) for answer in application.answers
    ]
    answered += [
        (participant, answer)
        for participant, person in zip(people, application.people, strict=True)
        for answer in person.answers
    ]
    rows.write_answers(registration, answered)
    Consent.objects.bulk_create(
        rows.consents(registration, application.consent_text_ids, at, application.address)
    )
