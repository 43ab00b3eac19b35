"""The desk does what the rules say, whatever is done in whatever order (design.md, 2 to 4).

Hypothesis takes walks through all verbs of the desk, the clock and the rules themselves; a
plain model (`desk_model.py`) walks along. After each step both must agree on everything that
a person could notice: refusals, seats, queues, standings, letters, the state. The walks are
the same each time; `DESK_WALKS=2000` takes that many new ones.
"""

import os
from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from registrations import desk
from registrations.models import Intake, Participant, Purpose
from tests.desk_model import Model
from tests.desk_walk import (
    HALL,
    ONLINE,
    Walk,
    mostly,
    names,
    seldom,
    some_modes,
    step,
    yes_or_no,
)
from tests.make import make_application, noon

WALKS = int(os.environ.get("DESK_WALKS", 0))
# A walk that fails after many steps takes minutes to shorten: DESK_SHORTEN=no shows it as it was.
PHASES = [Phase.generate] if os.environ.get("DESK_SHORTEN") == "no" else list(Phase)

a_number = st.integers(0, 30)
a_day = st.integers(14, 30)

# What may become of the rules while people sign up.
RULES = {
    "capacity": st.sampled_from([None, 0, 1, 2, 3, 4, 5, 6]),
    "online_capacity": st.sampled_from([None, 0, 1, 2, 3, 4]),
    "has_waiting_list": mostly,
    "needs_approval": seldom,
    "offers_from_days": st.sampled_from([None, 40, 25]),
    "address_check_hours": st.sampled_from([None, None, 3]),
    "museum_limit": st.sampled_from([None, None, 2, 5]),
    "promote_until_date": st.sampled_from([None, date(2024, 8, 18), date(2024, 8, 28)]),
    "participants_limit": st.integers(3, 5),
    "deadline_date": st.integers(13, 31).map(lambda day: date(2024, 8, day)),
}
SESSION = {
    "is_cancelled": seldom,
    "mode": st.sampled_from(["hybrid", "in_person", "online"]),
    "start_date": st.integers(1, 25).map(lambda day: date(2024, 9, day)),
}


class Desk(Walk):
    """The steps: each is taken in the model and at the desk."""

    # --- Signing up

    @step(
        often=4,
        modes=some_modes,
        accepts_fewer=yes_or_no,
        accepts_waiting=mostly,
        museum=st.sampled_from(["", "", "Первый музей"]),
        grace=a_number,
    )
    def sign_up(self, modes, accepts_fewer, accepts_waiting, museum, grace):
        given = grace if grace < len(self.model.graces) else None
        self.submit(modes, museum, accepts_fewer, accepts_waiting, grace=given)

    @step(modes=some_modes, accepts_fewer=yes_or_no, beyond_rules=yes_or_no)
    def enter_by_hand(self, modes, accepts_fewer, beyond_rules):
        entry = desk.Entry(self.staff, "по телефону", beyond_rules)
        self.submit(modes, "", accepts_fewer, False, entry=entry)

    # --- Correcting

    @step(
        often=3,
        number=a_number,
        stays=st.lists(mostly, min_size=6, max_size=6),
        turns=st.lists(seldom, min_size=6, max_size=6),
        added=st.one_of(st.just([]), some_modes),
        accepts_fewer=yes_or_no,
        accepts_waiting=mostly,
        by_staff=seldom,
    )
    def correct(self, number, stays, turns, added, **answers):
        if self.keys:
            living = [n for n in range(len(self.keys)) if self.model.parties[n].people] or [0]
            which = living[number % len(living)]
            known = self.model.parties[which].people
            kept = [
                (person, _other(person.mode) if turns[i % 6] else person.mode)
                for i, person in enumerate(known)
                if stays[i % 6]
            ]
            self.correct_as(which, known, kept, added, **answers)

    @step(number=a_number)
    def open_another_tab(self, number):
        if self.keys:
            which = number % len(self.keys)
            self.tabs.append((which, list(self.model.parties[which].people)))

    @step(tab=a_number, added=st.one_of(st.just([]), some_modes))
    def send_what_another_tab_shows(self, tab, added):
        if self.tabs:
            which, known = self.tabs[tab % len(self.tabs)]
            kept = [(person, person.mode) for person in known]
            answers = {"accepts_fewer": False, "accepts_waiting": True, "by_staff": True}
            self.correct_as(which, known, kept, added, **answers)

    # --- What people do on their pages

    @step(
        often=4,
        verb=st.sampled_from(
            [
                "confirm_address",
                "accept_offer",
                "accept_offer",
                "turn_down_offer",
                "cancel",
                "cancel",
            ]
        ),
        number=a_number,
    )
    def on_the_personal_page(self, verb, number):
        likely = {
            "confirm_address": lambda party: party.check_until,
            "accept_offer": lambda party: party.all("offered"),
            "turn_down_offer": lambda party: party.all("offered"),
            "cancel": lambda party: party.all("seated"),
        }
        at_desk = getattr(desk, verb)
        self.both_of(
            number, getattr(Model, verb), lambda row: at_desk(registration=row), likely[verb]
        )

    @step(number=a_number, mode=st.sampled_from([HALL, ONLINE]))
    def switch(self, number, mode):
        self.both_of(
            number,
            lambda model, party: model.switch(party, mode),
            lambda row: desk.switch(registration=row, mode=mode),
            lambda party: party.all("waiting"),
        )

    @step(number=a_number, which=a_number, all_of_them=seldom)
    def withdraw_consent(self, number, which, all_of_them):
        if all_of_them:
            at_desk = desk.withdraw_consent
            self.both_of(number, Model.withdraw, lambda row: at_desk(registration=row))
            return
        if living := [n for n in range(len(self.keys)) if self.model.parties[n].people]:
            chosen = living[number % len(living)]
            people = self.model.parties[chosen].people
            place = which % len(people)
            row = Participant.objects.get(pk=people[place].row)
            self.both(
                lambda model: model.take_off(model.parties[chosen], place),
                lambda: desk.take_off_participant(participant=row),
            )

    # --- What colleagues decide

    @step(often=2, number=a_number, is_yes=mostly)
    def decide(self, number, is_yes):
        in_model, at_desk = (
            (Model.approve, desk.approve) if is_yes else (Model.decline, desk.decline)
        )
        self.both_of(
            number,
            in_model,
            lambda row: at_desk(registration=row, staff=self.staff),
            lambda party: party.all("pending"),
        )

    @step(number=a_number, beyond_rules=yes_or_no)
    def promote_by_hand(self, number, beyond_rules):
        self.both_of(
            number,
            lambda model, party: model.promote(party, beyond_rules=beyond_rules),
            lambda row: desk.promote(
                registration=row, staff=self.staff, reason="ждут давно", beyond_rules=beyond_rules
            ),
            lambda party: party.all("waiting"),
        )

    @step(what=st.sampled_from(["again", "records", "time", "grace"]), number=a_number, day=a_day)
    def what_moves_nobody(self, what, number, day):
        if what == "again":
            self.both_of(number, lambda model, party: None, self._send_the_same_form_again)
        elif what == "records":
            self.both_of(number, Model.set_museum, self._put_the_records_right)
        elif what == "time":
            arguments = {"until": noon(day), "staff": self.staff, "reason": "болеют"}
            self.both_of(
                number,
                lambda model, party: model.allow_corrections(party, noon(day)),
                lambda row: desk.allow_corrections(registration=row, **arguments),
            )
        else:
            self.both(lambda model: model.give_grace(noon(day)), lambda: self._give_grace(day))

    def _send_the_same_form_again(self, row):
        form = make_application(3, form_key=row.form_key, accepts_waiting=True)
        assert not desk.submit(intake=self.intake, application=form).is_new

    def _put_the_records_right(self, row):
        desk.set_organisation(registration=row, organisation=self.museum, staff=self.staff)
        desk.dismiss_repeat(registration=row, staff=self.staff)
        desk.withdraw_one_consent(registration=row, purpose=Purpose.NEWS)

    def _give_grace(self, day):
        desk.give_grace(
            intake=self.intake,
            for_whom=f"Смирнова {next(names)}",  # the same again would be a double click
            until_date=date(2024, 8, day),
            until_time=time(12),
            reason="болела",
            staff=self.staff,
        )

    @step(often=2, changes=st.fixed_dictionaries({}, optional=RULES))
    def change_rules(self, changes):
        changed = Intake.objects.get(pk=self.intake.pk)
        for field, value in changes.items():
            setattr(changed, field, value)
        self.is_replayed &= "promote_until_date" not in changes  # a replay knows the last one
        self.set_rules(changed, list(changes))

    @step(changes=st.fixed_dictionaries({}, optional=SESSION))
    def change_the_session(self, changes):
        session = Intake.objects.get(pk=self.intake.pk).session
        for field, value in changes.items():
            setattr(session, field, value)
        session.save()
        self.is_replayed &= not changes  # the history has no line of these
        self.set_rules(self.intake, [])

    # --- The clock

    @step(
        often=3,
        until=st.sampled_from(["hours", "offers", "offers", "addresses", "list", "deadline"]),
        hours=st.sampled_from([1, 4, 6, 24]),
    )
    def time_goes_by(self, until, hours):
        """Some hours, or up to the very moment at which something changes by itself."""
        people = [person for party in self.model.parties for person in party.people]
        ahead = {
            "hours": [self.model.now + timedelta(hours=hours)],
            "offers": [person.offered_until for person in people if person.offered_until],
            "addresses": [party.check_until for party in self.model.parties if party.check_until],
            "list": [self.model.rules.list_ends],
            "deadline": [self.model.rules.closes],
        }
        coming = [moment for moment in ahead[until] if moment > self.model.now]
        if coming:
            self.model.now = min(coming) - timedelta(seconds=1)  # each step takes one

    @step(number=a_number)
    def the_clock_looks(self, number):
        self.both(Model.lapse_offers, lambda: desk.lapse_offers(intake=self.intake))
        self.both(Model.close_waiting_list, lambda: desk.close_waiting_list(intake=self.intake))
        self.both_of(
            number,
            Model.lapse_unconfirmed,
            lambda row: desk.lapse_unconfirmed(registration=row),
            lambda party: party.check_until,
        )


def _other(mode):
    return ONLINE if mode == HALL else HALL


@pytest.mark.django_db
def test_the_desk_follows_the_rules_whatever_is_done_in_whatever_order():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=WALKS or 25,
            stateful_step_count=40,
            derandomize=not WALKS,
            database=None,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
