"""Museums: all that have something to read, and the page of each."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import Session
from events.museums import announcements_of, museum_once_at, museums_shown
from museumsite import moments

MUSEUMS_PAGE_SIZE = 200
MUSEUM_SESSIONS = 6
MUSEUM_PAGE_SIZE = 12


@require_safe
def museums(request: HttpRequest) -> HttpResponse:
    """All of them by their cities, in the order of the alphabet; those without a city last."""
    at = moments.now()
    without_city = Case(When(city="", then=1), default=0)
    found = museums_shown(at).defer("about").order_by(without_city, "city", "name", "pk")
    page = Paginator(found, MUSEUMS_PAGE_SIZE).get_page(request.GET.get("page"))
    coming = Session.objects.upcoming(at).order_by().filter(is_cancelled=False)
    numbers = coming.filter(announcement__organisers__in=[museum.pk for museum in page])
    numbers_by_museum = numbers.values_list("announcement__organisers").annotate(Count("pk"))
    return render(
        request, "events/museums.html", {"page_obj": page, "coming": dict(numbers_by_museum)}
    )


@require_safe
def museum(request: HttpRequest, slug: str) -> HttpResponse:
    """Who they are, what they are preparing, what they have published."""
    at = moments.now()
    found = museums_shown(at).filter(slug=slug).first()
    if found is None:
        once = museum_once_at(slug)
        if once is None:
            raise Http404
        return redirect(once, permanent=True)
    language = get_language() or ""
    coming = Session.objects.upcoming(at).of_museum(found).for_lists()
    published = announcements_of(found).published(at).for_readers_of(language, at)
    pages = Paginator(published.newest_first().for_cards(), MUSEUM_PAGE_SIZE)
    return render(
        request,
        "events/museum.html",
        {
            "at": at,
            "museum": found,
            "coming": list(coming[:MUSEUM_SESSIONS]),
            "page_obj": pages.get_page(request.GET.get("page")),
        },
    )
