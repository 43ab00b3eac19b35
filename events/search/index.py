"""What of an announcement is searched, and how its search columns are kept true.

An announcement derives the columns of its own words whenever it is saved. What is searched of
its people, museums and places stands in other tables: whoever changes those calls `reindex`.
Both read in batches, so their memory does not grow with the site; `rebuild` mends everything.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet

from events import rich_text
from events.search import vocabulary
from events.search.words import line

COLUMNS = ("search_title", "search_lead", "search_text", "search_people")
_BATCH = 200  # announcements
_OWN = ("title", "lead", "body", "author")


def own_columns(title: str, lead: str, body: str, author: str) -> dict[str, str]:
    """The columns that follow from an announcement's own row; `body` is HTML."""
    return {
        "search_title": line([title]),
        "search_lead": line([lead]),
        "search_text": line([rich_text.plain(body), author]),
    }


def reindex(announcements: QuerySet[Any]) -> None:
    """Bring people, museums and places of these announcements up to date for the search.

    To be called after they have changed, in the same transaction where there is one.
    """
    model = announcements.model
    for keys in _batches(announcements):
        people = related_texts(keys)
        with transaction.atomic():
            kept = model.objects.filter(pk__in=keys).values_list("pk", "search_people")
            for pk, search_people in kept:
                wanted = line(people[pk])
                if wanted != search_people:
                    model.objects.filter(pk=pk).update(search_people=wanted)
            vocabulary.learn(text for texts in people.values() for text in texts)


def index_saved(announcement: Any) -> None:
    """Know the words of an announcement that was just saved, and what belongs to it by now."""
    own = (announcement.title, announcement.lead, announcement.author)
    vocabulary.learn([*own, rich_text.plain(announcement.body)])
    reindex(type(announcement).objects.filter(_and_translation(announcement)))


def rebuild() -> Iterator[int]:
    """Make every search column and the vocabulary anew; how many are done, batch by batch."""
    model = apps.get_model("events", "Announcement")
    vocabulary.forget()
    done = 0
    for keys in _batches(model.objects.all()):
        people = related_texts(keys)
        with transaction.atomic():
            rows = list(model.objects.filter(pk__in=keys).values("pk", *_OWN, *COLUMNS))
            for row in rows:
                own = {name: row[name] for name in _OWN}
                wanted = {**own_columns(**own), "search_people": line(people[row["pk"]])}
                if any(row[name] != value for name, value in wanted.items()):
                    model.objects.filter(pk=row["pk"]).update(**wanted)
                texts = [row["title"], row["lead"], rich_text.plain(row["body"]), row["author"]]
                vocabulary.learn([*texts, *people[row["pk"]]])
        done += len(rows)
        yield done


def related_texts(keys: Iterable[int]) -> dict[int, list[str]]:
    """What is searched of other tables by announcement: four queries for any number of `keys`.

    A translation is found by what is kept at the original, as its page shows it.
    """
    keys = list(keys)
    announcements = apps.get_model("events", "Announcement").objects.filter(pk__in=keys)
    texts: dict[int, list[str]] = {pk: [] for pk in keys}
    pages_of: dict[int, list[int]] = defaultdict(list)  # by where their sessions are kept
    contact = ("contact__name", "contact__position", "contact__organisation__name")
    for pk, original, *words in announcements.values_list("pk", "translation_of", *contact):
        for kept_at in {pk, original or pk}:
            pages_of[kept_at].append(pk)
        texts[pk] += words
    kept = [*_organisers(pages_of), *_sessions(pages_of), *_programme(pages_of)]
    for kept_at, *words in kept:
        for pk in pages_of[kept_at]:
            texts[pk] += words
    return {pk: [word for word in words if word] for pk, words in texts.items()}


def _and_translation(announcement: Any) -> Q:
    """An announcement and the page that shows its sessions in the other language."""
    return Q(pk=announcement.pk) | Q(translation_of=announcement.pk)


def showing(**rows: Any) -> Q:
    """The announcements on whose pages an organisation, contact, venue or session is named.

    For `Announcement.objects.filter`: `showing(venue=venue)`, `showing(venue__in=venues)`.
    """
    paths = {
        "organisation": ("organisers", "translation_of__organisers", "contact__organisation"),
        "contact": ("contact",),
        "venue": ("sessions__venue", "translation_of__sessions__venue"),
        "session": ("sessions", "translation_of__sessions"),
    }
    found = Q()
    for named, row in rows.items():
        kind, _, lookup = named.partition("__")
        for path in paths[kind]:
            found |= Q(**{f"{path}__{lookup or 'exact'}": row})
    return found


def _organisers(keys: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    organisers = apps.get_model("events", "Organiser").objects.filter(announcement__in=list(keys))
    words = ("organisation__name", "organisation__name_en", "organisation__city")
    yield from organisers.order_by("position", "pk").values_list("announcement", *words)


def _sessions(keys: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    sessions = apps.get_model("events", "Session").objects.filter(announcement__in=list(keys))
    words = (
        "title",
        "title_en",
        "venue__name",
        "venue__name_en",
        "venue__city",
        "venue__city_en",
    )
    yield from sessions.order_by("starts_at", "pk").values_list("announcement", *words)


def _programme(keys: Iterable[int]) -> Iterator[tuple[Any, ...]]:
    items = apps.get_model("events", "ProgrammeItem").objects
    in_order = items.filter(session__announcement__in=list(keys)).order_by("pk")
    yield from in_order.values_list("session__announcement", "speaker", "title")


def _batches(announcements: QuerySet[Any]) -> Iterator[list[int]]:
    """Their keys, a few hundred at a time; each announcement once, however it was found."""
    last = 0
    in_order = announcements.order_by("pk").values_list("pk", flat=True).distinct()
    while keys := list(in_order.filter(pk__gt=last)[:_BATCH]):
        yield keys
        last = keys[-1]
