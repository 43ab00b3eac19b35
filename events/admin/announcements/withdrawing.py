"""Taking pages down: asked first, with what it means for those who wait for something."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events import neighbours, publishing
from events.admin.announcements.urls import change_url
from events.models import Announcement
from museumsite import moments
from museumsite.admin import colleague

if TYPE_CHECKING:
    from museumsite.admin import MuseumModelAdmin

CONFIRMED = "confirmed"  # the field of the page that asks


def withdraw_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: str
) -> HttpResponse:
    """Ask about one page, then take it down."""
    announcement = get_object_or_404(Announcement, pk=object_id)
    if not model_admin.has_change_permission(request, announcement):
        raise PermissionDenied
    at = moments.now()
    if not announcement.is_published(at):
        words = _("The page is not published: there is nothing to take down.")
        model_admin.message_user(request, words, messages.INFO)
    elif request.method != "POST":
        return ask_to_withdraw(model_admin, request, [announcement], at)
    else:
        withdraw_all(model_admin, request, [announcement], at)
    return HttpResponseRedirect(change_url(announcement))


def ask_to_withdraw(
    model_admin: "MuseumModelAdmin",
    request: HttpRequest,
    announcements: Sequence[Announcement],
    at: datetime,
) -> HttpResponse:
    """The page that says what will happen, from the form of one or the list of many."""
    return TemplateResponse(
        request,
        "admin/events/announcement/withdraw.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Take down"),
            "opts": model_admin.opts,
            "announcements": announcements,
            "warnings": [
                words
                for warn in neighbours.withdrawal_warnings
                for words in warn(announcements, at)
            ],
            "action": request.POST.get("action", ""),
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            "back": change_url(announcements[0]) if len(announcements) == 1 else "",
        },
    )


@transaction.atomic
def withdraw_all(
    model_admin: "MuseumModelAdmin",
    request: HttpRequest,
    announcements: Sequence[Announcement],
    at: datetime,
) -> None:
    for announcement in announcements:
        publishing.as_it_is_now(announcement)
        publishing.withdraw(announcement, at=at, staff=colleague(request))
        model_admin.log_change(request, announcement, [{"changed": {"fields": ["publication"]}}])
    words = ngettext(
        "%(number)d announcement is taken down.",
        "%(number)d announcements are taken down.",
        len(announcements),
    )
    model_admin.message_user(request, words % {"number": len(announcements)}, messages.SUCCESS)
