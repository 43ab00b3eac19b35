"""Who changed what in an announcement when, and one click back."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events import publishing, revision_words, revisions
from events.admin.announcements.urls import change_url
from events.differences import Change
from events.models import Announcement
from events.revisions import Kept, Note
from museumsite.admin import colleague

if TYPE_CHECKING:
    from museumsite.admin import MuseumModelAdmin

PAGE_SIZE = 20
_NOTES: dict[str, Any] = {
    Note.SAVED: gettext_lazy("saved"),
    Note.BEFORE: gettext_lazy("as it was before the first change that is kept"),
    Note.PUBLISHED: gettext_lazy("published"),
    Note.SCHEDULED: gettext_lazy("scheduled"),
    Note.UNSCHEDULED: gettext_lazy("taken back to the drafts"),
    Note.WITHDRAWN: gettext_lazy("taken down"),
    Note.BROUGHT_BACK: gettext_lazy("brought back"),
    Note.RESTORED: gettext_lazy("an earlier version restored"),
    Note.IMPORTED: gettext_lazy("imported"),
    Note.SESSION: gettext_lazy("session changed"),
}


@dataclass(frozen=True)
class Line:
    """One revision in the list."""

    pk: int
    saved_at: datetime
    who: str
    note: Any  # lazily translated
    changes: list[Change]
    is_current: bool


class _Revisions:
    """The revisions as a paginator asks for them: one more than a page, to compare the last."""

    def __init__(self, announcement: Announcement) -> None:
        self.announcement = announcement

    @cached_property
    def number(self) -> int:
        return revisions.count(self.announcement)

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, part: slice) -> list[Kept]:
        first = part.start or 0
        return revisions.page_of_history(self.announcement, first, part.stop - first + 1)


def history_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: str
) -> HttpResponse:
    """The revisions, the newest first, each with what became of the page by it."""
    announcement = model_admin.get_object(request, object_id)
    if not isinstance(announcement, Announcement):
        raise Http404
    if not model_admin.has_view_permission(request, announcement):
        raise PermissionDenied
    # Whole pages only: the list behind it gives one more than it is asked for.
    kept: Any = _Revisions(announcement)
    page: Page[Kept] = Paginator(kept, PAGE_SIZE).get_page(request.GET.get("p"))
    return TemplateResponse(
        request,
        "admin/events/announcement/history.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Who changed what"),
            "subtitle": announcement.title,
            "opts": model_admin.opts,
            "original": announcement,
            "page": page,
            "lines": _lines(list(page.object_list), is_first=page.number == 1),
            "may_restore": model_admin.has_change_permission(request, announcement),
        },
    )


def restore_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: int, revision_pk: int
) -> HttpResponse:
    """Bring an earlier version of the page back; a GET only shows the list."""
    return _restored(request, model_admin, object_id, revision_pk)


@require_POST
def _restored(
    request: HttpRequest, model_admin: "MuseumModelAdmin", object_id: int, revision_pk: int
) -> HttpResponse:
    announcement = get_object_or_404(Announcement, pk=object_id)
    if not model_admin.has_change_permission(request, announcement):
        raise PermissionDenied
    kept = revisions.kept(announcement, revision_pk)
    if kept is None:
        raise Http404
    left = publishing.restore(announcement, kept, staff=colleague(request))
    model_admin.log_change(request, announcement, [{"changed": {}}])
    words = _(
        "The earlier version is back: its text, pictures and people. Address, publication and"
        " sessions are as they were. You can undo this in the history."
    )
    model_admin.message_user(request, words, messages.SUCCESS)
    if left:
        labels = ", ".join(revision_words.label_of(name) for name in left)
        words = _("Deleted since then, so it could not be restored: %(labels)s.")
        model_admin.message_user(request, words % {"labels": labels}, messages.WARNING)
    return HttpResponseRedirect(change_url(announcement))


def _lines(found: list[Kept], *, is_first: bool) -> list[Line]:
    """The lines of one page, of which `found` has one more when there are older ones."""
    names = revision_words.names_of(found)
    lines = []
    for index, kept in enumerate(found[:PAGE_SIZE]):
        older = found[index + 1] if index + 1 < len(found) else None
        lines.append(
            Line(
                kept.pk,
                kept.saved_at,
                (kept.staff.get_full_name() or kept.staff.get_username()) if kept.staff else "",
                _NOTES.get(kept.note, kept.note) if older or kept.note else _("created"),
                revision_words.changes(older, kept, names) if older else [],
                is_first and index == 0,
            )
        )
    return lines
