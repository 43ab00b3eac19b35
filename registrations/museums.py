"""A museum that somebody typed, found in the directory however it was spelt."""

from events.models import Organisation
from museumsite.wording import folded

MOST_SUGGESTED = 300  # more names than that would be heavier than the rest of the page
_MOST_COMPARED = 10_000  # far more museums than there are; the query is bounded all the same


def suggestions() -> list[str]:
    """The names a form offers while one types; none when there are too many, in one query."""
    names = list(Organisation.objects.values_list("name", flat=True)[: MOST_SUGGESTED + 1])
    return names if len(names) <= MOST_SUGGESTED else []


def organisation_named(museum: str) -> int | None:
    """The key of the organisation with this name, compared folded; None when there is none."""
    wanted = folded(museum)
    known = Organisation.objects.order_by("pk").values_list("pk", "name")[:_MOST_COMPARED]
    return next((pk for pk, name in known if folded(name) == wanted), None)
