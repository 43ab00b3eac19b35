"""Everything published, newest first, narrowed by words and filters."""

from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.bounded import page_of
from events.feed_choices import FeedChoices, filters
from events.models import Announcement, AnnouncementQuerySet, Category
from events.museums import museums_holding
from events.periods import years_of
from events.search import Question, matching, ranked
from events.search.marks import excerpts
from events.search.suggestions import suggestion
from museumsite import moments

MOST_MUSEUMS = 1_000  # in the list of them; the words of a museum's name find it, too


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Everything published, in the reader's language where there is one, narrowed by choices."""
    at = moments.now()
    language = get_language() or settings.LANGUAGE_CODE
    published = Announcement.objects.published(at)
    readable = published.for_readers_of(language, at)
    categories = _categories_with(published, request.GET.get("category", ""))
    museums = list(museums_holding(at)[:MOST_MUSEUMS])
    years = years_of(published)
    choices = FeedChoices.of(request.GET, categories, years, museums)
    found = choices.narrow(readable, at)
    question = choices.question
    in_order = ranked(found, question) if question else found.newest_first()
    page = page_of(in_order.for_cards(), found, request.GET.get("page"))
    context = {
        "at": at,
        "page_obj": page,
        "categories": categories,
        "museums": museums,
        "years": years,
        "choices": choices,
        "question": question,
        "filters": filters(),
        "excerpts": excerpts(page.object_list, question) if question else {},
    }
    if not page.object_list:
        context |= _ways_on(choices, published, language, at)
    return render(request, "events/feed.html", context)


def _categories_with(published: AnnouncementQuerySet, asked: str) -> list[Category]:
    """Those of what is published, and the one that was asked for: it may be empty for now."""
    is_used = Exists(published.filter(category=OuterRef("pk")))
    return list(Category.objects.filter(is_used | Q(slug=asked.replace("\0", ""))))


def _ways_on(
    choices: FeedChoices, published: AnnouncementQuerySet, language: str, at: datetime
) -> dict[str, object]:
    """What to offer to who found nothing: fewer choices, other words, the other language."""
    question = choices.question
    if not question:
        return {}
    readable = published.for_readers_of(language, at)
    if choices.are_beside_words and matching(readable, question).exists():
        return {"found_by_words_only": True}
    for other, _name in settings.LANGUAGES:
        elsewhere = published.for_readers_of(other, at)
        if other != language and matching(elsewhere, question).exists():
            return {"found_in": other}
    for kept in dict.fromkeys([choices, choices.words_only()]):

        def finds(meant: Question, kept: FeedChoices = kept) -> bool:
            return kept.asking(meant).narrow(readable, at).exists()

        if words := suggestion(question, finds):
            return {"suggestion": words, "suggestion_url": kept.url(q=words)}
    return {}
