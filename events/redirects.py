"""Addresses of an old site lead to the pages that took their place.

The rows are `django.contrib.redirects`, edited in the admin. Its own middleware compares
the whole address with the query string, so a link from a mailing («?utm_source=…») or one
without the last slash would miss; ours compares the path.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.http import HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect
from django.utils.encoding import iri_to_uri


class OldAddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in {"GET", "HEAD"}:
            return response
        return moved(request.path) or response


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
