"""Replaying the history of an intake, and what must hold at every step of it (design.md, 4).

`story_of` reads what the database holds, inside the site; `check` needs nothing but that
story, so that a test in another process can ask. The history alone is replayed: seats and
queues are compared with the rows at the end.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from registrations.models import HistoryLine, Intake, Kind, Letter, Participant, Registration

Story = dict[str, Any]
Claim = tuple[int, int]  # (number in the queue, registration)
_MOVING_UP = {"promoted", "offered"}
_BY_HAND = {"promoted_by_hand"}


def story_of(intake: Intake) -> Story:
    """The history of an intake in the order of its keys, and the seats as they are now."""
    people = Participant.objects.filter(registration__intake=intake)
    letters = Letter.objects.filter(registration__intake=intake, participant=None)
    return {
        "limits": intake.limits(),
        # From then on nobody moves up, though seats may be free.
        "moves_until": "" if intake.session.is_cancelled else intake.promotes_until.isoformat(),
        "lines": [
            {
                "registration": line.registration_id,
                "verb": line.verb,
                "at": line.at.isoformat(),
                "seats": line.seats,
                "waiting": line.waiting,
                **line.details,
            }
            for line in HistoryLine.objects.filter(intake=intake).order_by("pk")
        ],
        "accepts_fewer": dict(
            Registration.objects.filter(intake=intake).values_list("pk", "accepts_fewer")
        ),
        "people": list(people.values("registration", "mode", "seat", "queue_number")),
        "positions": [
            [letter.registration_id, letter.queued_at.isoformat(), letter.facts["position"]]
            for letter in letters.filter(kind=Kind.WAITING)
        ],
    }


def check(story: Story) -> Counter[str]:
    """Replay `story`; an `AssertionError` names the first step that broke a rule.

    The answer is how often each verb happened: a test can tell that something did.
    """
    replay = _Replay.at_the_beginning(story)
    lines = list(enumerate(story["lines"]))
    assert [line["at"] for _, line in lines] == sorted(line["at"] for _, line in lines), (
        "the clock went back: somebody wrote without the lock"
    )
    # What one transaction did carries one moment: seats may be free only within it.
    for at, step in groupby(lines, key=lambda numbered: numbered[1]["at"]):
        for is_moving_up, part in groupby(step, key=lambda numbered: _is_moving_up(numbered[1])):
            if is_moving_up:
                replay.move_up(list(part))
            else:
                for number, line in part:
                    replay.take(number, line)
        if at < story["moves_until"]:
            replay.nobody_waits_for_a_free_seat()
    replay.agrees_with(story["people"])
    return Counter(line["verb"] for _, line in lines)


def _is_moving_up(line: dict[str, Any]) -> bool:
    return line["verb"] in _MOVING_UP


@dataclass
class _Room:
    capacity: int | None
    taken: int = 0
    queue: dict[Claim, int] = field(default_factory=dict)  # in order, how many people each

    @property
    def left(self) -> float:
        return float("inf") if self.capacity is None else self.capacity - self.taken


@dataclass
class _Replay:
    rooms: dict[str, _Room]
    accepts_fewer: dict[int, bool]
    positions: dict[tuple[int, str], int]
    now: str = ""

    @classmethod
    def at_the_beginning(cls, story: Story) -> "_Replay":
        changes = [line["limits"] for line in story["lines"] if "limits" in line]
        limits = changes[0][0] if changes else story["limits"]
        fewer = {int(pk): value for pk, value in story["accepts_fewer"].items()}
        for line in story["lines"]:
            if "accepts_fewer" in line.get("fields", ()) and line["registration"]:
                fewer[line["registration"]] ^= True  # the line says that it changed
        positions = {(pk, at): position for pk, at, position in story["positions"]}
        return cls({mode: _Room(limit) for mode, limit in limits.items()}, fewer, positions)

    def take(self, number: int, line: dict[str, Any]) -> None:
        """One step that is not the list's own moving up."""
        self.now = f"line {number}: {line}"
        if "limits" in line:
            for mode, limit in line["limits"][1].items():
                self._room(mode).capacity = limit
        if "accepts_fewer" in line.get("fields", ()) and line["registration"]:
            self.accepts_fewer[line["registration"]] ^= True
        for mode, (seats, _waiting) in line.get("rooms", {}).items():
            room = self._room(mode)
            is_free_to_pass = line.get("beyond_rules") or line["verb"] in _BY_HAND
            if seats > 0 and not is_free_to_pass:
                assert not room.queue, f"passed those who wait; {self.now}"
        self._count(line)
        self._check_position(line)

    def move_up(self, numbered: list[tuple[int, dict[str, Any]]]) -> None:
        """Everybody whom one step moved up: the heads of the queues, with nobody left out."""
        self.now = f"lines {numbered}"
        moved: dict[str, Counter[Claim]] = {}
        for _number, line in numbered:
            for mode, claims in line.get("queue", {}).items():
                claim_of = {(int(key), line["registration"]): -n for key, n in claims.items()}
                moved.setdefault(mode, Counter()).update(claim_of)
        for mode, claims in moved.items():
            self._check_heads(self._room(mode).queue, claims)
        for _number, line in numbered:
            self._count(line)

    def nobody_waits_for_a_free_seat(self) -> None:
        for mode, room in self.rooms.items():
            if room.queue and room.left > 0:
                (_, registration), people = next(iter(room.queue.items()))
                fits = people <= room.left or self.accepts_fewer[registration]
                assert not fits, f"the head of {mode} waits while seats are free; {self.now}"

    def agrees_with(self, people: Iterable[dict[str, Any]]) -> None:
        """The rows say what the history came to, and no two claims share a number."""
        taken: Counter[str] = Counter()
        queues: dict[str, Counter[Claim]] = {mode: Counter() for mode in self.rooms}
        for person in people:
            if person["seat"] in {"seated", "offered"}:
                taken[person["mode"]] += 1
            elif person["seat"] == "waiting":
                queues[person["mode"]][person["queue_number"], person["registration"]] += 1
        for mode, room in self.rooms.items():
            assert room.taken == taken[mode], f"{mode}: {room.taken} by history, {taken[mode]} rows"
            assert list(room.queue.items()) == sorted(queues[mode].items()), mode

    def _room(self, mode: str) -> _Room:
        """A way to attend that the session did not offer at first has no limit yet."""
        return self.rooms.setdefault(mode, _Room(None))

    def _check_heads(self, queue: dict[Claim, int], moved: Counter[Claim]) -> None:
        heads = list(queue.items())[: len(moved)]
        assert {claim for claim, _ in heads} == set(moved), f"not the heads; {self.now}"
        for claim, people in heads[:-1]:
            assert moved[claim] == people, f"a part, though others behind moved up; {self.now}"
        claim, people = heads[-1]
        is_part = moved[claim] < people
        assert not is_part or self.accepts_fewer[claim[1]], f"would not be divided; {self.now}"

    def _count(self, line: dict[str, Any]) -> None:
        assert sum(seats for seats, _ in line.get("rooms", {}).values()) == line["seats"]
        for mode, (seats, waiting) in line.get("rooms", {}).items():
            room, claims = self._room(mode), line.get("queue", {}).get(mode, {})
            room.taken += seats
            is_within = seats <= 0 or room.left >= 0 or line.get("beyond_rules")
            assert room.taken >= 0, self.now
            assert is_within, f"{room.taken} of {room.capacity} in {mode}; {self.now}"
            assert sum(claims.values()) == waiting, self.now
            for key, step in claims.items():
                self._queue(room, (int(key), line["registration"]), step)

    def _queue(self, room: _Room, claim: Claim, step: int) -> None:
        if claim not in room.queue:
            last = max((number for number, _ in room.queue), default=0)
            assert claim[0] > last, f"number {claim[0]} after {last}; {self.now}"
            room.queue[claim] = 0
        room.queue[claim] += step
        assert room.queue[claim] >= 0, self.now
        if room.queue[claim] == 0:
            del room.queue[claim]

    def _check_position(self, line: dict[str, Any]) -> None:
        """The position a letter names is the place in the queue, counted from one."""
        told = self.positions.get((line["registration"], line["at"]))
        if told is None or line["waiting"] <= 0:
            return
        # Who waits for two rooms at once is told the place in one of them.
        places = {
            [registration for _, registration in self.rooms[mode].queue].index(line["registration"])
            for mode, (_, waiting) in line["rooms"].items()
            if waiting > 0
        }
        assert told - 1 in places, f"told {told}; {self.now}"
