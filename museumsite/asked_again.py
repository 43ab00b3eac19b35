"""An answer that browsers would keep for ever, and that a colleague here can take back."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What may be kept without a word about it (RFC 9110, section 15.1), and Chromium keeps with no
# end. A withdrawn page is brought back, an address is changed and changed again.
_KEPT_FOR_EVER = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.PERMANENT_REDIRECT,
    HTTPStatus.GONE,
}


class AskedAgainMiddleware:
    """«Moved» and «gone» are asked about at every visit; a view that says otherwise is heard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code in _KEPT_FOR_EVER:
            response.headers.setdefault("Cache-Control", "no-cache")
        return response
