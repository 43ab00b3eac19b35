"""Looking at a page before visitors do: by oneself, and by links that are sent to others."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from events import previews
from events.admin.announcements.urls import previews_url
from events.models import Announcement, PreviewLink
from events.views.announcement import announcement_for_preview, page_of
from museumsite import moments, zones
from museumsite.admin import MinuteField, colleague, year_is_meant
from museumsite.moments import moment_of

if TYPE_CHECKING:
    from museumsite.admin import MuseumModelAdmin

_DAYS = {1: gettext_lazy("a day"), 7: gettext_lazy("a week"), 30: gettext_lazy("a month")}


class MomentForm(forms.Form):
    """Which moment to look at: by the site's own clock, nothing for now."""

    day = forms.DateField(
        label=gettext_lazy("As it will look on"),
        required=False,
        validators=[year_is_meant],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Empty: as it looks now."),
    )
    time = MinuteField(
        label=gettext_lazy("Time"), required=False, help_text=gettext_lazy("Empty: at noon.")
    )

    def clean(self) -> dict[str, Any]:
        """With `moment`, None for now."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        day: date | None = typed.get("day")
        if day is None and typed.get("time") and not self.errors:
            self.add_error("day", ValidationError(_("Say on which day, too."), code="no_day"))
        if day is not None and not self.errors:
            wall_time = typed.get("time") or time(12)
            try:
                typed["moment"] = moment_of(day, wall_time, ZoneInfo(settings.TIME_ZONE))
            except ValidationError as error:
                self.add_error("time", error)
        return typed


class LinkForm(MomentForm):
    """A link for somebody else: how long it works, and what it shows."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("The link works for"), coerce=int, choices=list(_DAYS.items()), initial=7
    )


def look_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: int
) -> HttpResponse:
    """The page itself, as visitors will see it now or at the moment asked for."""
    at = moments.now()
    announcement = announcement_for_preview(object_id)
    if announcement is None:
        raise Http404
    if not model_admin.has_view_permission(request, announcement):
        raise PermissionDenied
    asked = MomentForm(request.GET)
    if not asked.is_valid():
        return _page(model_admin, request, announcement, at, asked=asked)
    shown_at: datetime | None = asked.cleaned_data.get("moment")
    about = previews.Preview(is_out=announcement.is_published(at), shown_at=shown_at)
    with translation.override(announcement.language):
        response = page_of(request, announcement, shown_at or at, about)
    add_never_cache_headers(response)
    return response


def previews_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: int
) -> HttpResponse:
    """Choose a moment to look at, make a link for somebody else, see which links still work."""
    announcement = get_object_or_404(Announcement, pk=object_id)
    if not model_admin.has_view_permission(request, announcement):
        raise PermissionDenied
    at = moments.now()
    if request.method != "POST":
        return _page(model_admin, request, announcement, at)
    if not request.user.has_perm("events.add_previewlink"):
        raise PermissionDenied
    typed = LinkForm(request.POST, auto_id="link_%s")
    if not typed.is_valid():
        return _page(model_admin, request, announcement, at, typed=typed)
    secret = previews.make_link(
        announcement,
        shown_at=typed.cleaned_data.get("moment"),
        expires_at=at + timedelta(days=typed.cleaned_data["days"]),
        staff=colleague(request),
    )
    # Shown at once and never again: a redirect would have to keep the secret somewhere.
    with translation.override(announcement.language):
        address = f"{settings.SITE_URL}{reverse('events:preview', args=[secret])}"
    response = _page(model_admin, request, announcement, at, new_address=address)
    response["Referrer-Policy"] = "strict-origin"
    return response


def revoke_view(
    model_admin: "MuseumModelAdmin", request: HttpRequest, object_id: int, link_pk: int
) -> HttpResponse:
    """Call a link back: whoever follows it finds nothing from now on."""
    return _revoked(request, model_admin, object_id, link_pk)


@require_POST
def _revoked(
    request: HttpRequest, model_admin: "MuseumModelAdmin", object_id: int, link_pk: int
) -> HttpResponse:
    if not request.user.has_perm("events.delete_previewlink"):
        raise PermissionDenied
    announcement = get_object_or_404(Announcement, pk=object_id)
    PreviewLink.objects.filter(pk=link_pk, announcement=announcement).delete()
    model_admin.message_user(request, _("The link does not work any more."), messages.SUCCESS)
    return HttpResponseRedirect(previews_url(announcement))


def _page(
    model_admin: "MuseumModelAdmin",
    request: HttpRequest,
    announcement: Announcement,
    at: datetime,
    *,
    asked: MomentForm | None = None,
    typed: LinkForm | None = None,
    new_address: str = "",
) -> TemplateResponse:
    living = announcement.preview_links.living(at).select_related("staff")
    response = TemplateResponse(
        request,
        "admin/events/announcement/previews.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": _("Preview"),
            "subtitle": announcement.title,
            "opts": model_admin.opts,
            "original": announcement,
            "asked": asked or MomentForm(),
            "typed": typed or LinkForm(auto_id="link_%s"),
            "clock": zones.in_words(settings.TIME_ZONE, at),
            "links": living,
            "new_address": new_address,
            "may_add": request.user.has_perm("events.add_previewlink"),
            "may_revoke": request.user.has_perm("events.delete_previewlink"),
        },
    )
    add_never_cache_headers(response)
    return response
