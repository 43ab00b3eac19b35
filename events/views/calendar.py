"""The calendar: one month at a time, as a grid of weeks or as a list of days."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from events import months
from events.models import Category, Organisation, Session, SessionQuerySet
from events.months import Month
from events.museums import museums_shown
from museumsite import moments


@dataclass(frozen=True)
class _Asked:
    """What a visitor has narrowed the calendar to."""

    categories: list[Category]
    category: Category | None
    museum: Organisation | None
    is_list: bool

    def among(self, sessions: SessionQuerySet) -> SessionQuerySet:
        if self.category:
            sessions = sessions.filter(announcement__category=self.category)
        return sessions.of_museum(self.museum) if self.museum else sessions


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The current month by the site's clock, or the next one with sessions."""
    at = moments.now()
    asked, today = _asked(request, at), _today(at)
    month = Month.of(today)
    sessions = asked.among(Session.objects.out(at))
    if not months.held_in(sessions, month).exists():
        month = months.around(sessions, month).after or month
    return _page(request, at, asked, month)


@require_safe
def calendar_month(request: HttpRequest, year: str, number: str) -> HttpResponse:
    """One month; 404 for months far from any session, so that robots do not walk for ever."""
    if number.startswith("0"):
        return redirect("events:calendar_month", year, number.lstrip("0"), permanent=True)
    at = moments.now()
    month = Month(int(year), int(number))
    known = months.first_and_last(Session.objects.out(at))
    is_near = known is not None and known[0].previous <= month <= known[1].next
    if not is_near and month != Month.of(_today(at)):
        raise Http404
    return _page(request, at, _asked(request, at), month)


def _page(request: HttpRequest, at: datetime, asked: _Asked, month: Month) -> HttpResponse:
    sessions = asked.among(Session.objects.out(at))
    held = list(months.held_in(sessions, month).for_lists()[: months.MONTH_SESSIONS + 1])
    shown = held[: months.MONTH_SESSIONS]
    return render(
        request,
        "events/calendar.html",
        {
            "at": at,
            "today": _today(at),
            "month": month,
            "around": months.around(sessions, month),
            "sessions": shown,
            "weeks": [] if asked.is_list else months.weeks_of(month, shown),
            "days": months.days_of(month, shown) if asked.is_list else [],
            "has_more": len(held) > len(shown),
            "categories": asked.categories,
            "category": asked.category,
            "museum": asked.museum,
            "is_list": asked.is_list,
        },
    )


def _asked(request: HttpRequest, at: datetime) -> _Asked:
    """What is not known is not asked for: an old link to a museum still shows the calendar."""
    held = Session.objects.out(at).filter(announcement__category=OuterRef("pk"))
    categories = list(Category.objects.filter(Exists(held)))
    slug = request.GET.get("museum", "").replace("\0", "")
    return _Asked(
        categories=categories,
        category=next((c for c in categories if c.slug == request.GET.get("category")), None),
        museum=museums_shown(at).filter(slug=slug).first() if slug else None,
        is_list=request.GET.get("view") == "list",
    )


def _today(at: datetime) -> date:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
