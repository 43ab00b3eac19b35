"""What a visitor has narrowed the feed to: words, category, year, museum, and other apps' filters.

`registrations` adds «only with open sign-up»: it knows this app, this app does not know it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from events.models import AnnouncementQuerySet, Category, Organisation
from events.museums import announcements_of
from events.search import Question, matching

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True)
class FeedFilter:
    """A yes or no that another app asks about announcements."""

    parameter: str  # of the feed's address, whose value is then «yes»
    label: "str | Promise"
    narrow: Callable[[AnnouncementQuerySet, datetime], AnnouncementQuerySet]


_filters: dict[str, FeedFilter] = {}


def add_filter(added: FeedFilter) -> None:
    """Offer a filter in the feed. To be called once, when the app is ready."""
    _filters[added.parameter] = added


def filters() -> list[FeedFilter]:
    """What other apps have added."""
    return list(_filters.values())


@dataclass(frozen=True)
class Chosen:
    """One choice as the page names it, and the address of the feed without it."""

    label: str
    value: str
    url_without: str


@dataclass(frozen=True)
class FeedChoices:
    """All that was chosen. Choices that do not exist are as if not made."""

    question: Question
    category: Category | None = None
    year: int | None = None
    museum: Organisation | None = None
    switched_on: tuple[FeedFilter, ...] = ()

    @classmethod
    def of(
        cls,
        asked: Mapping[str, str],
        categories: Sequence[Category],
        years: Sequence[int],
        museums: Sequence[Organisation],
    ) -> "FeedChoices":
        """The choices in the address of the feed, among those there are."""
        return cls(
            question=Question.of(asked.get("q", "")),
            category=next((c for c in categories if c.slug == asked.get("category")), None),
            year=next((year for year in years if str(year) == asked.get("year")), None),
            museum=next((m for m in museums if m.slug == asked.get("museum")), None),
            switched_on=tuple(f for f in filters() if asked.get(f.parameter) == "yes"),
        )

    def __bool__(self) -> bool:
        return bool(self.question.typed or self.are_beside_words)

    @property
    def are_beside_words(self) -> bool:
        """Whether anything but words narrows the feed."""
        return bool(self.category or self.year or self.museum or self.switched_on)

    def narrow(self, announcements: AnnouncementQuerySet, at: datetime) -> AnnouncementQuerySet:
        """Those of `announcements` that were chosen, in their order."""
        if self.category:
            announcements = announcements.filter(category=self.category)
        if self.year:
            announcements = announcements.filter(published_at__year=self.year)
        if self.museum:
            held = announcements_of(self.museum).values("pk")
            announcements = announcements.filter(pk__in=held)
        for chosen in self.switched_on:
            announcements = chosen.narrow(announcements, at)
        return matching(announcements, self.question)

    def url(self, **changes: Any) -> str:
        """The feed with these choices and `changes`; None takes one away.

        A changed choice begins again at the first page.
        """
        asked = {
            "q": self.question.typed,
            "category": self.category.slug if self.category else None,
            "year": self.year,
            "museum": self.museum.slug if self.museum else None,
            **{chosen.parameter: "yes" for chosen in self.switched_on},
            **changes,
        }
        kept = {name: value for name, value in asked.items() if value not in (None, "", 1)}
        address = reverse("events:feed")
        return f"{address}?{urlencode(kept)}" if kept else address

    def words_only(self) -> "FeedChoices":
        return FeedChoices(self.question)

    def asking(self, question: Question) -> "FeedChoices":
        """The same with other words."""
        return replace(self, question=question)

    def removable(self) -> Iterator[Chosen]:
        """Each choice with the way to take it back."""
        if self.question.typed:
            yield Chosen(_("Words"), self.question.typed, self.url(q=None))
        if self.category:
            yield Chosen(_("Category"), str(self.category), self.url(category=None))
        if self.year:
            yield Chosen(_("Year"), str(self.year), self.url(year=None))
        if self.museum:
            yield Chosen(_("Museum"), self.museum.local_name, self.url(museum=None))
        for chosen in self.switched_on:
            yield Chosen("", str(chosen.label), self.url(**{chosen.parameter: None}))
