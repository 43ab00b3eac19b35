"""The page of one announcement, and what stands in its place when there is none to see."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events import counterparts
from events.models import Announcement, AnnouncementQuerySet, Session
from events.others import others_like
from events.previews import Preview
from museumsite import languages, moments

OTHER_EVENTS = 6


@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """One announcement with its sessions; a draft for staff who may see it."""
    at = moments.now()
    found = _for_page().filter(slug=slug).first()
    once = Announcement.objects.filter(former_slugs__slug=slug).first() if found is None else None
    if once is not None and once.is_published(at):
        return redirect(once, permanent=True)
    asked_for = found or once
    if asked_for is not None and asked_for.was_taken_down(at):
        return render(request, "events/taken_down.html", status=HTTPStatus.GONE)
    if found is not None and found.is_published(at):
        told = found.told_in(get_language() or "", at)
        if told is not found:
            return redirect(told)  # not for ever: the counterpart may be withdrawn again
        languages.say(request, counterparts.page_text(found, at))
        return page_of(request, found, at)
    # Asked where there is nothing, too: `Vary: Cookie` would tell a draft from an empty address.
    may_preview = request.user.has_perm("events.view_announcement")
    if found is None or not may_preview:
        raise Http404
    response = page_of(request, found, at, Preview(is_out=False))
    add_never_cache_headers(response)
    return response


def page_of(
    request: HttpRequest, shown: Announcement, at: datetime, preview: Preview | None = None
) -> HttpResponse:
    """The page of `shown` as it looks at the moment `at`; `preview` says that it is one."""
    language = get_language() or settings.LANGUAGE_CODE
    return render(
        request,
        "events/announcement.html",
        {
            "at": at,
            "announcement": shown,
            "organisers": shown.organisers_in_order(),
            "sessions": _sessions_of(shown, at, is_preview=preview is not None),
            "other_events": others_like(shown, language=language, at=at, number=OTHER_EVENTS),
            "preview": preview,
            "only_in": _only_in(shown, at),
        },
    )


def _sessions_of(shown: Announcement, at: datetime, *, is_preview: bool) -> list[Session]:
    """What the page tells the dates of; nothing that is told nowhere else yet, or no more."""
    original = shown.translation_of
    if original is not None and not is_preview and not original.is_published(at):
        return []
    return list(shown.sessions_shown().for_lists().prefetch_related("programme"))


def _only_in(shown: Announcement, at: datetime) -> str:
    """In words, that the text is not in the language of the page around it; mostly empty."""
    language = get_language() or ""
    is_told = shown.told_in(language, at).language == language
    return "" if is_told else languages.only_in_words(shown.language)


def announcement_for_preview(pk: int) -> Announcement | None:
    """The announcement with what its page shows, published or not."""
    return _for_page().filter(pk=pk).first()


def _for_page() -> AnnouncementQuerySet:
    pages = ("translation", "translation_of")
    unread = [f"{page}__{column}" for page in pages for column in ("body", "search_text")]
    return Announcement.objects.select_related(
        "category", "cover", "contact__organisation", *pages
    ).defer("search_text", *unread)
