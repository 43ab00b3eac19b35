"""The page of one announcement."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from events.models import Announcement
from museumsite import moments

OTHER_EVENTS = 6


@require_safe
def announcement(request: HttpRequest, slug: str) -> HttpResponse:
    """One announcement with its sessions; a draft for staff who may see it."""
    at = moments.now()
    found = (
        Announcement.objects.filter(slug=slug)
        .select_related("category", "contact__organisation")
        .first()
    )
    if found is None and (current := _once_at(slug, at)):
        return redirect(current, permanent=True)
    is_preview = found is None or not found.is_published(at)
    # Asked where there is nothing, too: `Vary: Cookie` would tell a draft from an empty address.
    may_preview = is_preview and request.user.has_perm("events.view_announcement")
    if found is None or (is_preview and not may_preview):
        raise Http404
    others = Announcement.objects.published(at).exclude(pk=found.pk).newest_first()
    response = render(
        request,
        "events/announcement.html",
        {
            "at": at,
            "announcement": found,
            "organisers": found.organisers_in_order(),
            "sessions": list(found.sessions.select_related("announcement", "venue")),
            "other_events": others.for_cards()[:OTHER_EVENTS],
            "is_preview": is_preview,
        },
    )
    if is_preview:
        add_never_cache_headers(response)
    return response


def _once_at(slug: str, at: datetime) -> Announcement | None:
    """The published announcement whose address this once was."""
    return Announcement.objects.published(at).filter(former_slugs__slug=slug).first()
