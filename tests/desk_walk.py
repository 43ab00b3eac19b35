"""Walking the desk and its plain model hand in hand: how a step is taken, what must hold after.

`test_desk_model.py` says which steps there are.
"""

from collections import Counter
from contextlib import contextmanager
from copy import deepcopy
from datetime import timedelta
from itertools import count

from django.contrib.auth.models import User
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from events.models import Organisation
from museumsite import moments
from registrations import desk, refusals
from registrations.models import Grace, Intake, Letter, Participant, Registration
from registrations.standing import standing_of
from registrations.state import state_of
from tests import replay
from tests.desk_model import Model, Party, Person, Refusal, Rules
from tests.make import (
    AT,
    make_announcement,
    make_application,
    make_contact_person,
    make_intake,
    make_session,
)

HALL, ONLINE = "in_person", "online"

a_mode = st.sampled_from([HALL, HALL, ONLINE])
# Mostly small: a large delegation at the head holds the line, and little happens behind it.
some_modes = st.sampled_from([1, 1, 1, 2, 2, 4]).flatmap(
    lambda people: st.lists(a_mode, min_size=people, max_size=people)
)
yes_or_no = st.booleans()
mostly = st.sampled_from([True, True, True, False])
seldom = st.sampled_from([False, False, False, True])
names = count(1)


@contextmanager
def undone_afterwards():
    """A transaction inside the test's own that the desk's durable ones may stand in."""
    with transaction.atomic() as _nothing:
        transaction.get_connection().atomic_blocks[-1]._from_testcase = True
        yield
        transaction.set_rollback(True)


def step(*, often=1, **arguments):
    """A method that is a step of the walk, with strategies for its arguments."""

    def marked(method):
        method.often, method.arguments = often, st.fixed_dictionaries(arguments)
        return method

    return marked


class Walk(RuleBasedStateMachine):
    """One intake from its opening to the session's end."""

    def __init__(self):
        super().__init__()
        self.world = undone_afterwards()
        self.world.__enter__()
        self.keys: list[int] = []  # of the registrations, in the order of `model.parties`
        self.is_replayed = True
        self.tabs: list[tuple[int, list[Person]]] = []

    def teardown(self):
        try:
            if hasattr(self, "intake") and self.is_replayed:
                replay.check(replay.story_of(Intake.objects.get(pk=self.intake.pk)))
        finally:
            self.world.__exit__(None, None, None)

    @initialize(
        mode=st.sampled_from(["in_person", "hybrid", "hybrid", "online"]),
        rules=st.fixed_dictionaries(
            {
                "capacity": st.integers(1, 4),
                "online_capacity": st.integers(1, 3),
                "has_waiting_list": mostly,
                "needs_approval": seldom,
                "offers_from_days": st.sampled_from([None, 40, 40, 25]),
                "address_check_hours": st.sampled_from([None, None, 3]),
                "museum_limit": st.sampled_from([None, None, None, 4]),
            }
        ),
        first=st.lists(st.tuples(some_modes, yes_or_no), min_size=4, max_size=8),
    )
    def open_sign_up(self, mode, rules, first):
        self.staff = User.objects.create(username="registrar")
        self.museum = Organisation.objects.create(name="Музей Победы")
        session = make_session(make_announcement(), mode=mode)
        self.intake = make_intake(session, participants_limit=4, offer_hours=5, **rules)
        self.model = Model(Rules(AT, AT, AT, AT, AT, {}), AT)
        self.read_rules(self.model)
        for modes, accepts_fewer in first:
            self.submit(modes, "", accepts_fewer, True)

    @rule(data=st.data())
    def go_on(self, data):
        """One rule for all steps: of many rules Hypothesis leaves out half in each walk."""
        steps = [
            name
            for name, method in vars(type(self)).items()
            for _ in range(getattr(method, "often", 0))
        ]
        name = data.draw(st.sampled_from(steps))
        method = getattr(self, name)
        method(**data.draw(method.arguments))

    # --- The same step in the model and at the desk

    def both(self, in_model, at_desk):
        self.model.now += timedelta(seconds=1)  # so that each transaction has its own moment
        trial = deepcopy(self.model)
        try:
            in_model(trial)
            expected = "done"
        except Refusal as refusal:
            expected = refusal.args[0]
        with moments.stopped_at(self.model.now):
            try:
                at_desk()
                answer = "done"
            except refusals.Refused as refused:
                answer = type(refused).__name__
        assert answer == expected
        if answer == "done":
            self.model = trial

    def both_of(self, number, in_model, at_desk, likely=lambda party: True):
        """A step of one registration: mostly one for which it makes sense, if there is any."""
        if not self.keys:
            return
        numbers = range(len(self.keys))
        sensible = [n for n in numbers if likely(self.model.parties[n])]
        chosen = sensible if sensible and number % 5 else numbers
        which = chosen[number % len(chosen)]
        row = Registration.objects.get(pk=self.keys[which])
        self.both(lambda model: in_model(model, model.parties[which]), lambda: at_desk(row))

    def read_rules(self, model):
        """What the model has to know of the rules as staff have typed them."""
        intake = Intake.objects.select_related("session").get(pk=self.intake.pk)
        days = intake.offers_from_days
        limits = {HALL: intake.capacity, ONLINE: intake.online_capacity}
        if intake.session.mode != "hybrid":
            limits = {intake.session.mode: intake.capacity}
        model.rules = Rules(
            opens=intake.opens_at,
            closes=intake.closes_at,
            starts=intake.session.starts_at,
            ends=intake.session.ends_at,
            list_ends=intake.promotes_until,
            capacity=limits,
            has_list=intake.has_waiting_list,
            needs_approval=intake.needs_approval,
            offers_from=None if days is None else timedelta(days=days),
            offer_hours=intake.offer_hours,
            check_hours=intake.address_check_hours,
            party_limit=intake.participants_limit,
            museum_limit=intake.museum_limit,
            is_cancelled=intake.session.is_cancelled,
        )

    # --- Steps with more to them

    def _offered(self, mode):
        """This mode, or for all but a third museum's people the one that there is."""
        known = list(self.model.rules.capacity)
        return mode if mode in known or next(names) % 8 == 0 else known[0]

    def submit(self, modes, museum, accepts_fewer, accepts_waiting, *, grace=None, entry=None):
        museum = museum or f"Музей {next(names)}"
        modes = [self._offered(mode) for mode in modes]
        form = make_application(
            [desk.Person(f"Участник {next(names)}", "", mode) for mode in modes],
            museum=museum,
            accepts_fewer=accepts_fewer,
            accepts_waiting=accepts_waiting,
        )
        given = None if grace is None else Grace.objects.order_by("pk")[grace]

        def in_model(model):
            people = [Person(mode) for mode in modes]
            model.submit(
                Party(museum, people, accepts_fewer),
                accepts_waiting=accepts_waiting,
                grace=grace,
                by_staff=entry is not None,
                beyond_rules=entry is not None and entry.beyond_rules,
            )

        def at_desk():
            submitted = desk.submit(intake=self.intake, application=form, grace=given, entry=entry)
            self.keys.append(submitted.registration.pk)

        self.both(in_model, at_desk)

    def correct_as(self, which, known, kept, added, *, by_staff, **answers):
        rows = {person.row for person in known}

        def in_model(model, party):
            people = {person.row: person for person in party.people}
            may = not party.ending and (by_staff or model.may_correct(party))
            if may and rows != set(people):
                raise Refusal("Outdated")
            modes = {people[person.row]: mode for person, mode in kept if person.row in people}
            newcomers = [Person(mode) for mode in added]
            model.correct(party, modes, newcomers, by_staff=by_staff, **answers)

        def at_desk(row):
            contact = make_contact_person(
                museum=row.museum, organisation_id=row.organisation_id, email=row.email
            )
            people = [desk.Person("Новое имя", "", mode, pk=person.row) for person, mode in kept]
            people += [desk.Person("", "", mode) for mode in added]
            desk.correct(
                registration=row,
                correction=desk.Correction(contact, people, known_ids=rows, **answers),
                staff=self.staff if by_staff else None,
            )

        row = Registration.objects.get(pk=self.keys[which])
        self.both(lambda model: in_model(model, model.parties[which]), lambda: at_desk(row))

    def set_rules(self, changed, fields):
        self.model.now += timedelta(seconds=1)
        with moments.stopped_at(self.model.now):
            desk.set_rules(intake=changed, fields=fields, staff=self.staff)
        self.read_rules(self.model)
        self.model.move_up()

    # --- What must hold after each step

    @invariant()
    def both_agree(self):
        if not hasattr(self, "model"):
            return
        registrations = Registration.objects.in_bulk(self.keys)
        people: dict[int, list[Participant]] = {key: [] for key in self.keys}
        for row in Participant.objects.filter(registration__in=self.keys).living().order_by("pk"):
            people[row.registration_id].append(row)
        letters: dict[int, Counter[str]] = {key: Counter() for key in self.keys}
        of_contacts = Letter.objects.filter(registration__in=self.keys, participant=None)
        for key, kind in of_contacts.values_list("registration", "kind"):
            letters[key][kind] += 1
        for key, party in zip(self.keys, self.model.parties, strict=True):
            rows = people[key]
            assert [(row.mode, row.seat, row.offered_until) for row in rows] == [
                (person.mode, person.seat, person.offered_until) for person in party.people
            ]
            for row, person in zip(rows, party.people, strict=True):
                person.row = row.pk
            assert standing_of(registrations[key], rows) == party.standing
            assert letters[key] == Counter(party.letters)
        for mode in (HALL, ONLINE):
            self._queues_agree(mode, [row for rows in people.values() for row in rows])
        self._states_agree()

    def _queues_agree(self, mode, rows):
        waiting = [row for row in rows if row.mode == mode and row.seat == "waiting"]
        claims: dict[int, list[int]] = {}
        for row in sorted(waiting, key=lambda row: (row.queue_number, row.pk)):
            claims.setdefault(row.queue_number, []).append(row.pk)
        queue = [[person.row for person in claim] for _party, claim in self.model.queues[mode]]
        assert list(claims.values()) == queue

    def _states_agree(self):
        intake = Intake.objects.select_related("session").get(pk=self.intake.pk)
        facts = intake.facts()
        state = state_of(facts, self.model.now)
        assert (state.name, state.until) == self.model.state()
        for room in facts.rooms:
            assert room.taken == self.model.taken(room.mode)
            assert room.left == (None if room.capacity is None else self.model.free(room.mode))
