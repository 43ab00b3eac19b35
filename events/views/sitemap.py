"""The sitemap, and what robots are asked not to walk through."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from events import sitemaps
from events.feed_choices import filters
from museumsite import moments
from museumsite.pages import absolute

_XML = "application/xml; charset=utf-8"
_AN_HOUR = 3600  # seconds
_MOST_FILES = 50_000  # that an index may name; no database skips as many rows as one may ask for
# Of the feed's filters one alone is a page worth finding; their products are endless. Its own
# links name the search first, then category, year, museum.
_FILTERS = ("year", "museum", "view")


@cache_control(max_age=_AN_HOUR, public=True)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or the index of the files they are in."""
    at = moments.now()
    number = sitemaps.count_files(at)
    if number == 1:
        return _file(request, 1)
    files = [absolute(reverse("sitemap_file", args=[one])) for one in range(1, number + 1)]
    return render(request, "sitemap_index.xml", {"files": files}, content_type=_XML)


@cache_control(max_age=_AN_HOUR, public=True)
@require_safe
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:
    """One file of a large sitemap."""
    return _file(request, number)


@cache_control(max_age=_AN_HOUR, public=True)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may not visit. Forms and secret links carry noindex, unnamed."""
    closed = [f"{prefix}{reverse('admin:index')}" for prefix in ("", "/en")]
    endless = (*_FILTERS, *(added.parameter for added in filters()))
    closed += ["/*?q=", "/*&q=", *(f"/*&{name}=" for name in endless)]
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        "",
        f"Sitemap: {absolute(reverse('sitemap'))}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _file(request: HttpRequest, number: int) -> HttpResponse:
    is_possible = 1 <= number <= _MOST_FILES
    addresses = list(sitemaps.addresses(number, moments.now())) if is_possible else []
    if not addresses:
        raise Http404
    return render(request, "sitemap.xml", {"addresses": addresses}, content_type=_XML)
