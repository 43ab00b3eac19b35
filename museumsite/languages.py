"""The language of a page follows from its address alone: `/en/…` is English, the rest Russian.

Django's LocaleMiddleware also listens to a cookie and to Accept-Language, and says so in
`Vary`; then a cache in front would keep a copy of every page for every browser's wishes
(design.md, rule 10).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _


class LanguageByAddressMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


@dataclass(frozen=True)
class PageText:
    """The text of one page: what it is written in, and where it is told in each language."""

    language: str
    addresses: dict[str, str]  # by language, from the root of the site


def say(request: HttpRequest, text: PageText) -> None:
    """Let the head of the page and its switch of languages know of `text`.

    Pages that say nothing speak every language, each under its own prefix.
    """
    request.page_text = text  # type: ignore[attr-defined]  # ours


def text_of(request: HttpRequest) -> PageText | None:
    return getattr(request, "page_text", None)


def only_in_words(language: str) -> str:
    """That a text has no counterpart, in the language that is active."""
    if language == "ru":
        return _("This text is in Russian only")
    return _("This text is in English only")
