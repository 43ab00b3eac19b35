"""Announcements: a page that reads like a form for a colleague, a list that says what is out."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.admin.sessions import SessionInline
from events.models import Announcement, Organiser, Session
from events.publishing import save_announcement
from events.search import matching
from museumsite import moments, zones
from museumsite.admin import (
    MomentChangeList,
    MuseumModelAdmin,
    TidyRows,
    moment_of_list,
)
from museumsite.templatetags.wording import local_moment, publication_day

PUBLISH = "_publish"  # the button that saves and publishes
_NAMED_TWICE = gettext_lazy("This organisation is named twice. Leave it once.")


def state_words(announcement: Announcement, at: datetime) -> str:
    """How it stands at `at`: «черновик», «запланировано на 13 августа 2024, 12:00» …"""
    if announcement.published_at is None:
        return _("draft")
    if announcement.is_published(at):
        return _("published")
    return _("scheduled for %(moment)s") % {
        "moment": local_moment(announcement.published_at, settings.TIME_ZONE)
    }


class OrganiserFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    def get_unique_error_message(self, unique_check: Any) -> str:
        """Django's own names the database's columns."""
        return str(_NAMED_TWICE)


class OrganiserForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    class Meta:
        error_messages = {NON_FIELD_ERRORS: {"unique_together": _NAMED_TWICE}}


class OrganiserInline(TidyRows):
    model = Organiser
    form = OrganiserForm
    formset = OrganiserFormSet
    fields = ["organisation", "position"]
    autocomplete_fields = ["organisation"]
    extra = 0


class AnnouncementForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    class Meta:
        widgets = {"lead": AdminTextareaWidget(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "published_at" in self.fields:  # not for those who may only look
            clock = _("Date and time are typed %(clock)s.") % {
                "clock": zones.in_words(settings.TIME_ZONE, moments.now())
            }
            field = self.fields["published_at"]
            field.help_text = f"{field.help_text} {clock}"


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("draft", gettext_lazy("drafts")),
            ("scheduled", gettext_lazy("scheduled")),
            ("published", gettext_lazy("published")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> Any:
        at = moments.now()
        match self.value():
            case "draft":
                return queryset.filter(published_at__isnull=True)
            case "scheduled":
                return queryset.filter(published_at__gt=at)
            case "published":
                return queryset.filter(published_at__lte=at)
        return queryset


class AnnouncementList(MomentChangeList):
    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        return super().get_queryset(request, *args, **kwargs).defer("body", "search_text")


@admin.register(Announcement)
class AnnouncementAdmin(MuseumModelAdmin):
    form = AnnouncementForm
    inlines = [OrganiserInline, SessionInline]
    autocomplete_fields = ["contact"]
    readonly_fields = ["former_addresses"]
    fieldsets = [
        (None, {"fields": ["title", "category", "lead", "body"]}),
        (gettext_lazy("Publication"), {"fields": ["published_at"]}),
        (gettext_lazy("Contact person"), {"fields": ["contact"]}),
        (gettext_lazy("Cover"), {"fields": ["cover"]}),
        (
            gettext_lazy("Page address"),
            {"fields": ["slug", "former_addresses"], "classes": ["collapse"]},
        ),
    ]
    list_display = ["title", "state", "publication_date", "category", "page"]
    list_select_related = ["category"]
    list_filter = [StateFilter, "category"]
    date_hierarchy = "published_at"
    search_fields = ["title"]  # opens the search box; `get_search_results` answers it
    search_help_text = gettext_lazy("Words of the title, the lead or the text, in any form.")
    actions = ["publish_now"]

    # --- The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[MomentChangeList]:
        return AnnouncementList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By Russian words in any of their forms, as visitors search."""
        return matching(queryset, search_term), False  # type: ignore[arg-type]  # it is ours

    @admin.display(description=gettext_lazy("state"), ordering="published_at")
    def state(self, announcement: Announcement) -> str:
        return state_words(announcement, moment_of_list(announcement))

    @admin.display(description=gettext_lazy("date"), ordering="published_at")
    def publication_date(self, announcement: Announcement) -> str:
        return publication_day(announcement.published_at)

    @admin.display(description=gettext_lazy("page"))
    def page(self, announcement: Announcement) -> SafeString:
        is_out = announcement.is_published(moment_of_list(announcement))
        return format_html(
            '<a href="{}">{}</a>',
            announcement.get_absolute_url(),
            _("view on site") if is_out else _("preview"),
        )

    @admin.action(description=gettext_lazy("Publish now"), permissions=["change"])
    def publish_now(self, request: HttpRequest, queryset: QuerySet[Announcement]) -> None:
        at = moments.now()
        waiting = [announcement for announcement in queryset if not announcement.is_published(at)]
        with transaction.atomic():
            for announcement in waiting:
                announcement.published_at = at.replace(second=0, microsecond=0)
                save_announcement(announcement)
                self.log_change(request, announcement, [{"changed": {"fields": ["publication"]}}])
        if waiting:
            words = ngettext(
                "%(number)d announcement is published.",
                "%(number)d announcements are published.",
                len(waiting),
            )
            self.message_user(request, words % {"number": len(waiting)}, messages.SUCCESS)
        else:
            self.message_user(request, _("All of them were published already."), messages.INFO)

    # --- The page of one

    @admin.display(description=gettext_lazy("former addresses"))
    def former_addresses(self, announcement: Announcement) -> SafeString | str:
        slugs = announcement.former_slugs.order_by("slug").values_list("slug", flat=True)
        addresses = ((reverse("events:announcement", args=[slug]),) for slug in slugs)
        return format_html_join(SafeString("<br>"), "{}", addresses) if announcement.pk else ""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        original = context.get("original")
        is_out = original is not None and original.is_published(moments.now())
        may_save = self.has_change_permission(request, original)
        context["publish_button"] = PUBLISH if may_save and not is_out else ""
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Announcement, form: Any, change: bool) -> None:
        at = moments.now()
        if PUBLISH in request.POST and not obj.is_published(at):
            # To the minute, as it is typed: the form shows it again without seconds.
            obj.published_at = at.replace(second=0, microsecond=0)
        save_announcement(obj)
        if not obj.is_published(at):
            # A form that is saved looks like an announcement that is out: say when it is not.
            where = capfirst(state_words(obj, at))
            self.message_user(
                request, _("%(state)s: visitors do not see it yet.") % {"state": where}
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        for row in formset.new_objects:
            if isinstance(row, Session):
                self.message_user(request, _session_needs_sign_up(row), messages.INFO)


def _session_needs_sign_up(session: Session) -> SafeString:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("The session is saved. Its sign-up is set up on its own page, by a registrar."),
        reverse("admin:events_session_change", args=[session.pk]),
        _("Open the session's page: sign-up, deadline, seats"),
    )
