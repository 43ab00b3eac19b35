"""A page that visitors do not see yet, for whoever was sent the link to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events import previews
from events.views.announcement import announcement_for_preview, page_of
from museumsite import moments


@require_safe
def preview(request: HttpRequest, secret: str) -> HttpResponse:
    """The announcement behind the link; a 404 that is always the same when there is none.

    That nobody keeps it, finds it or learns its address from it: `museumsite/secret_pages.py`.
    """
    at = moments.now()
    link = previews.living_link(secret, at)
    shown = announcement_for_preview(link.announcement_id) if link else None
    if link is None or shown is None:
        raise Http404
    about = previews.Preview(
        is_out=shown.is_published(at), shown_at=link.shown_at, works_until=link.expires_at
    )
    return page_of(request, shown, link.shown_at or at, about)
