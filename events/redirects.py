"""Addresses of an old site lead to the pages that took their place.

The rows are `django.contrib.redirects`, edited in the admin. Its own middleware compares
the whole address with the query string, so a link from a mailing («?utm_source=…») or one
without the last slash would miss; ours compares the path.
"""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri

_NUMBERED = {"p", "page_id", "attachment_id"}  # how WordPress asks for a thing by its number


class OldAddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # «/?p=12» is the home page here, and was an article there.
        path = path_of(request.get_full_path()) if request.path == "/" else ""
        if path and (answer := moved(path)):
            return answer
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in {"GET", "HEAD"}:
            return response
        return moved(request.path) or response


def path_of(address: str) -> str:
    """The path of an old site's `address` as redirects keep it: unquoted, without its last slash.

    «/?p=12» where a number is the whole address, as WordPress writes its short links; empty for
    the home page itself.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = unquote(parts.path).replace("\0", "").rstrip("/")
    if path:
        return f"/{path.lstrip('/')}"
    key, _equals, number = parts.query.partition("&")[0].partition("=")
    is_short = key in _NUMBERED and number.isascii() and number.isdecimal() and len(number) < 20
    return f"/?p={number}" if is_short else ""


def moved(path: str) -> HttpResponse | None:
    """Where `path` leads now: a permanent redirect, «gone» when staff left the new address empty.

    None when no redirect is known. Cyrillic paths are found typed either way.
    """
    bare = path.replace("\0", "").rstrip("/")
    candidates = {bare, f"{bare}/", iri_to_uri(bare), f"{iri_to_uri(bare)}/"}
    known = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=candidates).first()
    if known is None:
        return None
    return HttpResponsePermanentRedirect(known.new_path) if known.new_path else HttpResponseGone()
