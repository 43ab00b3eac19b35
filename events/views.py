"""What a visitor reads. Public pages open no session and set no cookie (design.md, rule 10)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from events.models import Announcement, AnnouncementQuerySet, Category, Session
from events.search import MAX_QUESTION_LENGTH, matching
from museumsite import moments

HOME_SESSIONS = 6
HOME_ANNOUNCEMENTS = 6
OTHER_EVENTS = 6
FEED_PAGE_SIZE = 12


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is coming, and what was published lately."""
    at = moments.now()
    coming = Session.objects.upcoming(at).select_related("announcement", "venue")
    latest = Announcement.objects.published(at).newest_first().for_cards()
    return render(
        request,
        "events/home.html",
        {"at": at, "coming": coming[:HOME_SESSIONS], "latest": latest[:HOME_ANNOUNCEMENTS]},
    )


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


@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """One announcement with its sessions; a draft for staff who may see it."""
    at = moments.now()
    found = (
        Announcement.objects.filter(slug=slug)
        .select_related("category", "contact__organisation")
        .first()
    )
    if found is None and (current := _once_at(slug, at)):
        return redirect(current, permanent=True)
    is_preview = found is None or not found.is_published(at)
    # Asked where there is nothing, too: `Vary: Cookie` would tell a draft from an empty address.
    may_preview = is_preview and request.user.has_perm("events.view_announcement")
    if found is None or (is_preview and not may_preview):
        raise Http404
    others = Announcement.objects.published(at).exclude(pk=found.pk).newest_first()
    response = render(
        request,
        "events/announcement.html",
        {
            "at": at,
            "announcement": found,
            "organisers": found.organisers_in_order(),
            "sessions": list(found.sessions.select_related("announcement", "venue")),
            "other_events": others.for_cards()[:OTHER_EVENTS],
            "is_preview": is_preview,
        },
    )
    if is_preview:
        add_never_cache_headers(response)
    return response


def _once_at(slug: str, at: datetime) -> Announcement | None:
    """The published announcement whose address this once was."""
    return Announcement.objects.published(at).filter(former_slugs__slug=slug).first()


def _years_of(published: AnnouncementQuerySet) -> list[int]:
    """The years of publication by the site's clock, the newest first."""
    year = ExtractYear("published_at", tzinfo=ZoneInfo(settings.TIME_ZONE))
    return list(
        published.annotate(year=year).order_by("-year").values_list("year", flat=True).distinct()
    )


def _page_of(found: AnnouncementQuerySet, number: str | None) -> Page[Announcement]:
    """The page a visitor asked for; a number that is none, or too large, gets the nearest."""
    return Paginator(found, FEED_PAGE_SIZE).get_page(number)
