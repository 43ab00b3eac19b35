"""Addresses of an old site lead to the pages that took their place.

The rows are `django.contrib.redirects`, edited in the admin. Its own middleware compares
the whole address with the query string, so a link from a mailing («?utm_source=…») or one
without the last slash would miss; ours compares the path.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.encoding import iri_to_uri

from events import missed
from museumsite import moments

_NUMBERED = {"p", "page_id", "attachment_id"}  # how WordPress asks for a thing by its number
# «/news/detail.php?ID=15»: other systems say «id». Not «yclid» and its like, which count clicks.
_NAMED_BY_NUMBER = re.compile(r"(?:^|&)((?:\w+_)?id)=([0-9]{1,19})(?=&|$)", re.IGNORECASE)


class OldAddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # «/?p=12» is the home page here, and was an article there.
        path = path_of(request.get_full_path()) if request.path == "/" else ""
        if path and (answer := moved(request, path)):
            return answer
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in {"GET", "HEAD"}:
            return response
        if answer := moved(request, path_of(request.get_full_path()), request.path):
            return answer
        # A page without its last slash is redirected to on the way out.
        if request.method == "GET" and not is_valid_path(f"{request.path}/"):
            missed.note(request.path, moments.now())
        return response


def path_of(address: str) -> str:
    """The path of an old site's `address` as redirects keep it: unquoted, without its last slash.

    What a query says goes, but for the number of a thing where that is its whole address: «/?p=12»
    of WordPress, «/news/detail.php?ID=15» of others. Empty for the home page itself.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).replace("\0", "").strip("/")
    if path:
        number = _NAMED_BY_NUMBER.search(parts.query)
        return f"/{path}?{number[1]}={number[2]}" if number else f"/{path}"
    key, _equals, number_there = parts.query.partition("&")[0].partition("=")
    is_number = number_there.isascii() and number_there.isdecimal() and len(number_there) < 20
    return f"/?p={number_there}" if key in _NUMBERED and is_number else ""


def moved(request: HttpRequest, *paths: str) -> HttpResponse | None:
    """Where the first known of `paths` leads now: a permanent redirect, or a page that says «gone».

    None when no redirect is known. Cyrillic paths are found typed either way, in one query.
    """
    spellings = [spelling for path in paths for spelling in _spellings(path)]
    known = {
        row.old_path: row
        for row in Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=spellings)
    }
    row = next((known[spelling] for spelling in spellings if spelling in known), None)
    if row is None:
        return None
    if not row.new_path:  # as staff left it
        return render(request, "events/taken_down.html", status=HTTPStatus.GONE)
    return HttpResponsePermanentRedirect(row.new_path)


def _spellings(path: str) -> list[str]:
    bare = path.replace("\0", "").rstrip("/")
    quoted = iri_to_uri(bare)
    return list(dict.fromkeys((bare, f"{bare}/", quoted, f"{quoted}/"))) if bare else []
