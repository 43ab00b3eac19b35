"""Calendars to subscribe to: all sessions, a category's, a museum's, and one session alone."""

from datetime import datetime, timedelta
from http import HTTPStatus

from django.db.models import Max, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import conditional
from events.calendars import Feed, changed_at, feed_calendar, fingerprint
from events.counterparts import told
from events.models import Announcement, Category, Session, SessionQuerySet, Stage
from events.museums import museum_once_at, museums_shown
from museumsite import moments
from museumsite.pages import absolute, site_name

FEED_SESSIONS = 500
FEED_PAST = timedelta(days=366)


@require_safe
def calendar_feed(request: HttpRequest) -> HttpResponse:
    at = moments.now()
    return _feed(request, Session.objects.out(at), at, "", reverse("events:calendar"))


@require_safe
def category_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    at = moments.now()
    category = get_object_or_404(Category, slug=slug)
    sessions = Session.objects.out(at).filter(announcement__category=category)
    page = f"{reverse('events:calendar')}?category={category.slug}"
    return _feed(request, sessions, at, str(category), page)


@require_safe
def museum_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    at = moments.now()
    museum = museums_shown(at).filter(slug=slug).first()
    if museum is None:
        once = museum_once_at(slug)
        if once is None:
            raise Http404
        return redirect("events:museum_calendar", once.slug, permanent=True)
    sessions = Session.objects.out(at).of_museum(museum)
    return _feed(request, sessions, at, museum.local_name, museum.get_absolute_url())


@require_safe
def session_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One session, to be put into a calendar; 410 once its announcement is withdrawn."""
    at = moments.now()
    session = get_object_or_404(_with_all_told(Session.objects.filter(pk=pk)))
    stage = session.announcement.stage(at)
    if stage == Stage.WITHDRAWN:
        return HttpResponse(status=HTTPStatus.GONE)
    if stage != Stage.PUBLISHED:
        raise Http404
    page = told(session, get_language() or "", at)
    return _answer(request, [session], at, page.name, page.url, f"session-{pk}.ics")


def _feed(
    request: HttpRequest, sessions: SessionQuerySet, at: datetime, title: str, page: str
) -> HttpResponse:
    """What of `sessions` a calendar needs: a year back, and ahead as far as there is anything.

    Of more than `FEED_SESSIONS` those that come soonest are told, then those that were last.
    """
    told_of = _with_all_told(sessions)
    coming = list(told_of.filter(ends_at__gt=at).order_by("starts_at", "pk")[:FEED_SESSIONS])
    past = told_of.filter(ends_at__lte=at, ends_at__gt=at - FEED_PAST)
    held = list(past.order_by("-starts_at", "-pk")[: FEED_SESSIONS - len(coming)])
    shown = [*reversed(held), *coming]
    return _answer(request, shown, at, title, page, "events.ics", _latest_change())


def _answer(
    request: HttpRequest,
    sessions: list[Session],
    at: datetime,
    title: str,
    page: str,
    file: str,
    changed: datetime | None = None,
) -> HttpResponse:
    """The calendar of `sessions`, or 304 before anything of it is made."""
    prefetch_related_objects(sessions, "programme")
    language = get_language() or ""
    by_session = {session: told(session, language, at) for session in sessions}
    feed = Feed(
        name=f"{title} — {site_name()}" if title else site_name(),
        description=_("Announcements of museum events and sign-up for them."),
        source=absolute(request.path),
        page=absolute(page),
    )
    changes = [changed_at(*pair) for pair in by_session.items()]
    changes += [changed] if changed else []
    version = conditional.Version(
        etag=quote_etag(fingerprint(feed, by_session)), last_modified=max(changes, default=None)
    )

    def render() -> HttpResponse:
        content = feed_calendar(feed, by_session)
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{file}"'
        return response

    return conditional.answer(request, version, render)


def _latest_change() -> datetime | None:
    """When any page was last saved: taken down or moved elsewhere, it is no row that is left."""
    saved: datetime | None = Announcement.objects.aggregate(saved=Max("updated_at"))["saved"]
    return saved


def _with_all_told(sessions: SessionQuerySet) -> SessionQuerySet:
    pages = ("announcement", "announcement__translation")
    shown = [f"{page}__{part}" for page in pages for part in ("category", "contact")]
    return sessions.for_lists().select_related(*shown)
