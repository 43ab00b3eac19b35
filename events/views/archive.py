"""The archive: years with their numbers, a year with its months, a month with all of it."""

from datetime import datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.bounded import PAGE_SIZE
from events.models import Announcement, AnnouncementQuerySet
from events.months import Month
from events.periods import month_after, month_before, numbers_by_month, within
from museumsite import moments


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Every year in which something was published, with the months of each."""
    years: dict[int, dict[Month, int]] = {}
    for month, number in numbers_by_month(_readable(moments.now())).items():
        years.setdefault(month.year, {})[month] = number
    shown = [(year, sum(months.values()), months) for year, months in years.items()]
    return render(request, "events/archive.html", {"years": shown})


@require_safe
def archive_year(request: HttpRequest, year: str) -> HttpResponse:
    """The months of one year in which something was published."""
    published = _readable(moments.now())
    first, last = Month(int(year), 1), Month(int(year), 12)
    months = numbers_by_month(within(published, first, last))
    if not months:
        raise Http404
    before = month_before(published, first)
    after = month_after(published, last)
    return render(
        request,
        "events/archive_year.html",
        {
            "year": first.year,
            "months": months,
            "number": sum(months.values()),
            "year_before": before.year if before else None,
            "year_after": after.year if after else None,
        },
    )


@require_safe
def archive_month(request: HttpRequest, year: str, number: str) -> HttpResponse:
    """All that was published in one month, the newest first, in pages."""
    if number.startswith("0"):
        return redirect("events:archive_month", year, number.lstrip("0"), permanent=True)
    published, month = _readable(moments.now()), Month(int(year), int(number))
    found = within(published, month, month).newest_first().for_cards()
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    if not page.object_list:
        raise Http404
    return render(
        request,
        "events/archive_month.html",
        {
            "month": month,
            "page_obj": page,
            "month_before": month_before(published, month),
            "month_after": month_after(published, month),
        },
    )


def _readable(at: datetime) -> AnnouncementQuerySet:
    """What is out at `at`, in the reader's language where there is one."""
    language = get_language() or settings.LANGUAGE_CODE
    return Announcement.objects.published(at).for_readers_of(language, at)
