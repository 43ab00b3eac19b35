"""Places in the queue, as people count them: from one, without gaps."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from registrations.models import Participant

# The place of each claim, by intake, mode and the number under which the claim waits.
Places = dict[tuple[int, str, int | None], int]


def places_in_queue(intake_ids: Iterable[int]) -> Places:
    """Who stands where in these intakes' waiting lists, in one query."""
    claims = (
        Participant.objects.waiting()
        .filter(registration__intake__in=set(intake_ids))
        .order_by("registration__intake", "mode", "queue_number")
        .values_list("registration__intake", "mode", "queue_number")
        .distinct()
    )
    places: Places = {}
    last: dict[tuple[int, str], int] = defaultdict(int)
    for intake_id, mode, number in claims:
        last[intake_id, mode] += 1
        places[intake_id, mode, number] = last[intake_id, mode]
    return places


@dataclass(frozen=True)
class Turn:
    """Where one claim waits: its mode, how many wait in it, its place from one, who is before."""

    mode: str
    people: int
    place: int
    people_before: int


def turns_of(intake_id: int, people: Iterable[Participant]) -> list[Turn]:
    """Where those of `people` who wait stand, the first claim first.

    One query, and none when nobody waits; its cost to the site does not grow with the list.
    """
    claims = Counter(
        (person.queue_number, person.mode)
        for person in people
        if person.seat == Participant.Seat.WAITING and person.queue_number is not None
    )
    if not claims:
        return []
    before: dict[str, Count] = {}
    for index, (number, mode) in enumerate(sorted(claims)):
        earlier = Q(mode=mode, queue_number__lt=number)
        before[f"claims_{index}"] = Count("queue_number", distinct=True, filter=earlier)
        before[f"people_{index}"] = Count("pk", filter=earlier)
    waiting = Participant.objects.waiting().filter(registration__intake=intake_id).order_by()
    counted = waiting.aggregate(**before)
    return [
        Turn(mode, claims[number, mode], counted[f"claims_{index}"] + 1, counted[f"people_{index}"])
        for index, (number, mode) in enumerate(sorted(claims))
    ]


def claims_waiting(intake_id: int) -> dict[str, int]:
    """How many claims wait for each way to attend, in one query: a newcomer is the next one."""
    waiting = Participant.objects.waiting().filter(registration__intake=intake_id).order_by()
    counted = waiting.values("mode").annotate(claims=Count("queue_number", distinct=True))
    return dict(counted.values_list("mode", "claims"))
