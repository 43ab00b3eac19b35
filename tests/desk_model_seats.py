"""The seats and the queues of the desk's plain model: lists and dictionaries, no database.

`desk_model.py` makes the verbs of them. It knows nothing of the desk's code: a queue is a list
of claims, a claim is a list of people, a refusal is a name.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import inf

WITHOUT_CONFIRMATION = {"address_check", "offered"}  # letters to an address not confirmed yet


class Refusal(Exception):
    """A step the rules do not allow; its only argument is the name of the desk's refusal."""


@dataclass(eq=False)
class Person:
    mode: str
    seat: str = "none"  # none, pending, seated, offered, waiting
    offered_until: datetime | None = None
    row: int = 0  # the key of its row, once it has been compared with one


@dataclass(eq=False)
class Party:
    """A registration: `people` are those who have not left it."""

    museum: str
    people: list[Person]
    accepts_fewer: bool = False
    ending: str = ""
    check_until: datetime | None = None
    grace_until: datetime | None = None
    last_offer: str = ""
    letters: list[str] = field(default_factory=list)  # to the contact person, by kind

    def all(self, seat: str) -> list[Person]:
        return [person for person in self.people if person.seat == seat]

    @property
    def standing(self) -> str:
        seats = {person.seat for person in self.people}
        if self.ending:
            return self.ending
        if "offered" in seats:
            return "offered"
        if "waiting" in seats:
            return "partly" if "seated" in seats else "waiting"
        return "pending" if "pending" in seats and "seated" not in seats else "confirmed"

    def tell(self, kind: str) -> None:
        awaits_address = self.check_until and not self.ending
        if not awaits_address or kind in WITHOUT_CONFIRMATION:
            self.letters.append(kind)


@dataclass
class Rules:
    opens: datetime
    closes: datetime
    starts: datetime
    ends: datetime
    list_ends: datetime
    capacity: dict[str, int | None]  # by the ways to attend that there are
    has_list: bool = False
    needs_approval: bool = False
    offers_from: timedelta | None = None  # before the start
    offer_hours: int = 48
    check_hours: int | None = None
    party_limit: int = 5
    museum_limit: int | None = None
    is_cancelled: bool = False


@dataclass
class Seats:
    """Who has what, and what may become of it."""

    rules: Rules
    now: datetime
    parties: list[Party] = field(default_factory=list)
    queues: dict[str, list[tuple[Party, list[Person]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    graces: list[tuple[datetime, bool]] = field(default_factory=list)  # until when; is used

    # --- Questions

    def taken(self, mode: str) -> int:
        everybody = [person for party in self.parties for person in party.people]
        return sum(p.mode == mode and p.seat in {"seated", "offered"} for p in everybody)

    def free(self, mode: str) -> float:
        if mode not in self.rules.capacity:
            return 0
        limit = self.rules.capacity[mode]
        return inf if limit is None else max(0, limit - self.taken(mode))

    def free_for_newcomers(self, mode: str) -> float:
        return 0 if self.queues[mode] else self.free(mode)

    @property
    def list_moves(self) -> bool:
        return self.now < self.rules.list_ends and not self.rules.is_cancelled

    def state(self, more_time: datetime | None = None) -> tuple[str, datetime | None]:
        rules = self.rules
        closes = max(rules.closes, more_time or rules.closes)
        if rules.is_cancelled:
            return "cancelled", None
        if self.now >= closes:
            return "closed", None
        if self.now < rules.opens:
            return "soon", rules.opens
        if any(self.free_for_newcomers(mode) > 0 for mode in rules.capacity):
            return "open", closes
        if rules.has_list and self.list_moves:
            return "waiting", min(closes, rules.list_ends)
        return "full", closes

    def may_correct(self, party: Party) -> bool:
        until = max(self.rules.starts, party.grace_until or self.rules.starts)
        return not party.ending and not self.rules.is_cancelled and self.now < until

    # --- What may refuse

    def _unused(self, grace: int | None) -> datetime | None:
        if grace is None:
            return None
        until, is_used = self.graces[grace]
        if is_used:
            raise Refusal("GraceUsed")
        return until

    def _require_open(self, more_time: datetime | None) -> None:
        names = {
            "cancelled": "SessionCancelled",
            "closed": "Late",
            "soon": "Early",
            "full": "Full",
        }
        state, _until = self.state(more_time)
        if state in names:
            raise Refusal(names[state])

    def _require_size(self, people: int, most: int) -> None:
        if not 1 <= people <= most:
            raise Refusal("TooMany")

    def _require_museum_room(self, party: Party, newcomers: int) -> None:
        colleagues = [other for other in self.parties if other.museum == party.museum]
        known = sum(len(other.people) for other in colleagues)
        if self.rules.museum_limit is not None and known + newcomers > self.rules.museum_limit:
            raise Refusal("MuseumFull")

    def _require_offered(self, modes: Iterable[str]) -> None:
        if not set(modes) <= set(self.rules.capacity):
            raise Refusal("NotOffered")

    # --- What becomes of seats

    def _apply(self, people: list[Person]) -> None:
        self._require_offered(person.mode for person in people)
        for person in people:
            person.seat = "pending"

    def _claim(
        self,
        party: Party,
        people: list[Person],
        *,
        accepts_fewer: bool,
        accepts_waiting: bool,
        beyond_rules: bool = False,
    ) -> None:
        self._require_offered(person.mode for person in people)
        seated: list[Person] = []
        waiting: dict[str, list[Person]] = {}
        for mode in dict.fromkeys(person.mode for person in people):
            group = [person for person in people if person.mode == mode]
            free = self.free_for_newcomers(mode)
            fits = len(group) if beyond_rules or free >= len(group) else 0
            if not fits and accepts_fewer and self.rules.has_list:
                fits = int(free)
            seated += group[:fits]
            if group[fits:]:
                waiting[mode] = group[fits:]
        if waiting and not (self.rules.has_list and self.now < self.rules.list_ends):
            raise Refusal("Full")
        if waiting and not accepts_waiting:
            raise Refusal("WouldWait")
        self._seat(seated)
        for mode, group in waiting.items():
            self.queues[mode].append((party, group))
            for person in group:
                person.seat = "waiting"

    def _seat(self, people: list[Person]) -> None:
        for person in people:
            person.seat, person.offered_until = "seated", None

    def _switch(self, party: Party, person: Person, mode: str) -> None:
        self._require_offered([mode])
        if person.seat != "pending":
            if self.free_for_newcomers(mode) < 1:
                raise Refusal("Full")
            self._leave_queue([person])
            self._seat([person])
        person.mode = mode

    def _release(self, party: Party, people: list[Person]) -> None:
        self._leave_queue(people)
        party.people = [person for person in party.people if person not in people]

    def _give_back(self, party: Party, people: list[Person], ending: str, kind: str) -> None:
        self._release(party, people)
        if not party.people:
            party.ending = ending
        party.tell("corrected" if kind == "cancelled" and party.people else kind)

    def _leave_queue(self, people: list[Person]) -> None:
        for mode, queue in self.queues.items():
            staying = [(party, [p for p in claim if p not in people]) for party, claim in queue]
            self.queues[mode] = [(party, claim) for party, claim in staying if claim]

    def move_up(self) -> None:
        """Seats go to the head of each queue, and to nobody behind it before the head has all."""
        moved: list[Party] = []
        for mode in self.rules.capacity:
            while self.list_moves and self.queues[mode] and self.free(mode) > 0:
                party, claim = self.queues[mode][0]
                free = self.free(mode)
                if free < len(claim) and not party.accepts_fewer:
                    break
                people = claim if free >= len(claim) else claim[: int(free)]
                self._leave_queue(people)
                self._offer_or_seat(people)
                moved += [party] if party not in moved else []
        for party in moved:
            party.tell("offered" if self._asks_first else "promoted")

    @property
    def _asks_first(self) -> bool:
        before = self.rules.offers_from
        return before is not None and self.now >= self.rules.starts - before

    def _offer_or_seat(self, people: list[Person]) -> None:
        self._seat(people)
        if self._asks_first:
            until = self.now + timedelta(hours=self.rules.offer_hours)
            for person in people:
                person.seat, person.offered_until = "offered", min(until, self.rules.list_ends)

    def _tell_standing(self, party: Party) -> None:
        seats = {person.seat for person in party.people}
        if party.check_until:
            party.tell("address_check")
        elif "pending" in seats:
            party.tell("received")
        elif "offered" in seats:
            party.tell("offered")
        else:
            party.tell("waiting" if "waiting" in seats else "confirmed")
