"""Corrections: other names, more people, fewer, the other way to attend."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from museumsite import moments
from registrations import refusals
from registrations.desk import rows
from registrations.desk.addresses import restart_address_check
from registrations.desk.applications import Answered, Correction
from registrations.desk.record import (
    Moves,
    has_own_address,
    remember,
    tell,
    tell_participants,
)
from registrations.desk.seats import SeatPlan
from registrations.desk.signing_up import require_open, tell_standing
from registrations.models import (
    Consent,
    HistoryLine,
    Intake,
    Kind,
    Letter,
    Participant,
    Registration,
)
from registrations.turns import turn_at

Seat = Participant.Seat


def may_correct(registration: Registration, intake: Intake, at: datetime) -> bool:
    """Whether participants may correct by themselves: not over, and in time."""
    until = max(filter(None, [intake.corrects_until, registration.grace_until]))
    return not registration.is_cancelled and not intake.session.is_cancelled and at < until


def correct(
    *, registration: Registration, correction: Correction, staff: User | None = None
) -> Registration:
    """Make a registration what `correction` says.

    Fewer people and other names are allowed while `may_correct`. More people are a new claim:
    deadline and seats apply to them as to anybody, and freed seats go to the waiting list
    first. The other way to attend needs a free seat there. Raises `NotNow`, `Outdated`, `Late`,
    `Full`, `WouldWait`, `MuseumFull`, `ChoiceFull`, `TooMany`, `NotOffered`, `Busy`; then
    nothing has changed.
    """
    added_rows = {
        number: rows.new_participant(person)
        for number, person in enumerate(correction.people)
        if person.pk is None
    }
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if registration.is_cancelled or not (staff or may_correct(registration, locked, at)):
            raise refusals.NotNow
        step = _Step(registration, SeatPlan.of(locked, at), correction, staff)
        step.take_off()
        step.describe()
        step.admit([added_rows[number] for number in sorted(added_rows)])
        step.write_answers()
        step.finish()
    return registration


class _Step:
    """One correction under the lock, in the order in which it must happen."""

    def __init__(
        self,
        registration: Registration,
        plan: SeatPlan,
        correction: Correction,
        staff: User | None,
    ) -> None:
        self.registration = registration
        self.plan = plan
        self.correction = correction
        self.staff = staff
        self.known = {row.pk: row for row in registration.participants.living()}
        self.added: list[Participant] = []
        self.readdressed: list[Participant] = []
        self.moves = Moves()
        self.changed: set[str] = set()
        self.earlier_museum = registration.museum_key
        self.awaited_address = registration.awaits_address
        kept = {person.pk for person in correction.people if person.pk is not None}
        if not kept <= set(self.known):
            raise refusals.Outdated  # another tab has taken somebody off meanwhile
        if correction.known_ids is not None and set(correction.known_ids) != set(self.known):
            raise refusals.Outdated  # or added somebody, who must not go unseen
        most = max(plan.intake.participants_limit, len(self.known))
        rows.require_size(len(correction.people), most)
        self.removed = [row for pk, row in self.known.items() if pk not in kept]

    def take_off(self) -> None:
        """Seats freed here go to the waiting list before anybody new of this registration."""
        if not self.removed:
            return
        freed = Moves()
        for participant in self.removed:
            del self.known[participant.pk]
            self.plan.place(participant, freed, Seat.TAKEN_OFF)
        # Who is written to is told, so that nobody travels in vain; of the others nothing stays.
        told = [row for row in self.removed if has_own_address(row, self.registration)]
        rows.forget_participants([row for row in self.removed if row not in told])
        Moves(moved=told).save()
        self._remember(freed, removed=len(self.removed))
        tell_participants(self.registration, told, self.plan.at, Kind.CANCELLED)
        self.plan.pass_on_freed_seats()
        for fresh in Participant.objects.filter(pk__in=self.known):
            self.known[fresh.pk] = fresh  # the head of the list may have been this registration

    def describe(self) -> None:
        """Other names and addresses, and the other way to attend."""
        self.changed.update(rows.set_contact(self.registration, self.correction.contact))
        if self.registration.accepts_fewer != self.correction.accepts_fewer:
            self.registration.accepts_fewer = self.correction.accepts_fewer
            self.changed.add("accepts_fewer")
        renamed = []
        for person in self.correction.people:
            row = self.known.get(person.pk or 0)
            if row is None:
                continue
            if row.email != person.email:
                self.readdressed.append(row)
            if rows.describe(row, person):
                renamed.append(row)
            if row.mode != person.mode:
                self.changed.add("mode")
                self.plan.switch(row, self.moves, person.mode)
        if renamed:
            self.changed.add("participants")
            fields = ["name", "name_key", "position", "email", "link_seed", "secret_hash"]
            Participant.objects.bulk_update(renamed, fields)
        if self.readdressed:
            # Whoever reads the new address agrees anew, and gets no letter that was on its way
            # to the old one: it would take the new link there.
            Consent.objects.filter(participant__in=self.readdressed).in_force().update(
                withdrawn_at=self.plan.at
            )
            Letter.objects.filter(participant__in=self.readdressed, sent_at=None).delete()

    def admit(self, added: list[Participant]) -> None:
        """People added later are a claim like any other's."""
        self.added = added
        self._require_museum_room()
        if not added:
            return
        require_open(self.plan, closes_no_earlier_than=self.registration.grace_until)
        if self.plan.intake.needs_approval and self.staff is None:
            self.plan.await_approval(added, self.moves)
            return
        self.plan.claim(
            added,
            self.moves,
            accepts_fewer=self.correction.accepts_fewer,
            accepts_waiting=self.correction.accepts_waiting or self.staff is not None,
        )

    def write_answers(self) -> None:
        for participant in self.added:
            participant.registration = self.registration
        Participant.objects.bulk_create(self.added)
        newcomers = iter(self.added)
        people = [
            next(newcomers) if person.pk is None else self.known[person.pk]
            for person in self.correction.people
        ]
        answered: list[tuple[Participant | None, Answered]] = [
            (None, answer) for answer in self.correction.answers
        ]
        answered += [
            (participant, answer)
            for participant, person in zip(people, self.correction.people, strict=True)
            for answer in person.answers
        ]
        rows.write_answers(self.registration, answered)
        if self.added or not self.changed.isdisjoint({"email", "participants"}):
            # Not for another telephone: a colleague may have found that it is no repeat.
            repeated = rows.is_possible_repeat(self.registration, people)
            self.registration.is_possible_repeat = repeated

    def finish(self) -> None:
        """Write the rest, its history and its letters, and pass on what a switch has freed."""
        registration, at = self.registration, self.plan.at
        is_new_address = "email" in self.changed
        if is_new_address:
            restart_address_check(registration, self.plan.intake, at, by_staff=bool(self.staff))
        registration.save()
        self.moves.save()
        self._remember(self.moves, fields=sorted(self.changed), added=len(self.added))
        self.plan.pass_on_freed_seats()
        people = list(registration.participants.living())
        if is_new_address and (registration.awaits_address or self.awaited_address):
            tell_standing(registration, people, at, self.plan)
            return
        tell(registration, Kind.CORRECTED, at, people)
        tell_participants(registration, [*self.added, *self.readdressed], at)

    def _require_museum_room(self) -> None:
        """People who are added are a museum's newcomers; so is everybody when it is another's."""
        kept, newcomers = len(self.known), len(self.added)
        if self.registration.museum_key != self.earlier_museum:
            kept, newcomers = 0, kept + newcomers
        rows.require_museum_room(
            self.plan.intake, self.registration, newcomers=newcomers, kept=kept
        )

    def _remember(self, moves: Moves, **details: Any) -> None:
        remember(
            self.plan.intake,
            self.registration,
            HistoryLine.Verb.CORRECTED,
            self.plan.at,
            moves=moves,
            staff=self.staff,
            **details,
        )


def switch(*, registration: Registration, mode: str) -> Registration:
    """All who wait for the other way to attend take seats in this one: «Участвовать онлайн».

    When nobody waits, nothing changes. Raises `Full` when not all of them find seats, `NotNow`,
    `NotOffered`, `Busy`.
    """
    with turn_at(registration.intake_id) as locked:
        registration = Registration.objects.get(pk=registration.pk)
        at = moments.now_under_lock()
        if not may_correct(registration, locked, at):
            raise refusals.NotNow
        plan, moves = SeatPlan.of(locked, at), Moves()
        people = [
            person
            for person in registration.participants.living()
            if person.seat == Seat.WAITING and person.mode != mode
        ]
        if not people:
            return registration
        plan.require_seats(mode, len(people))
        for participant in people:
            plan.switch(participant, moves, mode)
        moves.save()
        remember(locked, registration, HistoryLine.Verb.CORRECTED, at, moves=moves, fields=["mode"])
        plan.pass_on_freed_seats()
        tell(registration, Kind.CONFIRMED, at, people)
    return registration
