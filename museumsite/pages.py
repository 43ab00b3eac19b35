"""Pages about the site itself, its errors, and what every template knows of the site."""

from typing import Any

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from museumsite import languages


def site_name() -> str:
    """The site's name, as the operator set it or ours in the reader's language."""
    return settings.SITE_NAME or _("Museum events")


def absolute(address: str) -> str:
    """`address` of this site as letters and programs elsewhere need it."""
    return f"{settings.SITE_URL}{address}"


def about_site() -> dict[str, str]:
    """What pages and letters alike say of the site and who answers for it."""
    return {
        "name": site_name(),
        "url": settings.SITE_URL,
        "operator_name": settings.OPERATOR_NAME,
        "operator_address": settings.OPERATOR_ADDRESS,
        "operator_email": settings.OPERATOR_EMAIL,
    }


def site(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `site`, worked out only by the templates that name it."""
    return {
        "site": SimpleLazyObject(lambda: {**about_site(), "languages": _languages(request)}),
    }


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """The same page in each language; in words, in that language, when its text has none."""
    return [_language(request, code) for code, _name in settings.LANGUAGES]


def _language(request: HttpRequest, code: str) -> dict[str, Any]:
    text = languages.text_of(request)
    url = text.addresses.get(code) if text else None
    lacks_text = text is not None and code not in text.addresses
    with translation.override(code):
        note = languages.only_in_words(text.language) if text and lacks_text else ""
    return {
        "code": code,
        "label": {"ru": "Русский", "en": "English"}.get(code, code),
        "url": url or translate_url(request.get_full_path(), code),
        "is_current": code == get_language(),
        "note": note,
    }


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, from the templates the site itself uses."""
    return render(request, "styleguide.html")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400 in the site's look. A wrong Host header leaves nothing to build addresses from."""
    return render(request, "400.html", status=400)
