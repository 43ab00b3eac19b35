"""What every answer behind a secret link carries, the 404 and the redirect to the last slash too.

Under `/r/` lie registrations, under `/preview/` pages before their time.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

_SECRET_PATH = re.compile(r"/(?:[a-z]{2}/)?(?:r|preview)/")


def is_secret(path: str) -> bool:
    """Whether `path` is, or may be, a key to what lies behind it."""
    return _SECRET_PATH.match(path) is not None


class SecretPagesMiddleware:
    """Kept by nobody, found by no search engine, named to no other site (design.md, rule 7)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if is_secret(request.path_info):
            response["Cache-Control"] = "no-store, private"
            response["X-Robots-Tag"] = "noindex, nofollow"
            # `no-referrer` would make browsers send `Origin: null`, and every form would fail.
            response["Referrer-Policy"] = "strict-origin"
        return response
