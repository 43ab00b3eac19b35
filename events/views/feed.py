"""Everything published, newest first."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models.functions import ExtractYear
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Announcement, AnnouncementQuerySet, Category
from events.search import MAX_QUESTION_LENGTH, matching
from museumsite import moments

FEED_PAGE_SIZE = 12


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Everything published, newest first, narrowed by category, year and words."""
    at = moments.now()
    published = Announcement.objects.published(at)
    categories = list(Category.objects.all())
    years = _years_of(published)
    category = next((c for c in categories if c.slug == request.GET.get("category")), None)
    year = next((y for y in years if str(y) == request.GET.get("year")), None)
    question = request.GET.get("q", "").replace("\0", "").strip()[:MAX_QUESTION_LENGTH]

    found = published.newest_first().for_cards()
    if category:
        found = found.filter(category=category)
    if year:
        found = found.filter(published_at__year=year)
    if question:
        found = matching(found, question)
    return render(
        request,
        "events/feed.html",
        {
            "at": at,
            "page_obj": _page_of(found, request.GET.get("page")),
            "categories": categories,
            "years": years,
            "category": category,
            "year": year,
            "question": question,
        },
    )


def _years_of(published: AnnouncementQuerySet) -> list[int]:
    """The years of publication by the site's clock, the newest first."""
    year = ExtractYear("published_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    return list(
        published.annotate(year=year).order_by("-year").values_list("year", flat=True).distinct()
    )


def _page_of(found: AnnouncementQuerySet, number: str | None) -> Page[Announcement]:
    """The page a visitor asked for; a number that is none, or too large, gets the nearest."""
    return Paginator(found, FEED_PAGE_SIZE).get_page(number)
