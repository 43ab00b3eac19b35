"""What is held: its form, and its place on the announcement's page.

A session's own page is made where its sign-up is known (`registrations/admin/sessions.py`).
"""

from datetime import timedelta
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Session
from museumsite import zones
from museumsite.admin import TidyForms

WHEN: list[Any] = [("start_date", "start_time"), ("end_date", "end_time"), "zone"]
WHERE: list[Any] = ["mode", "venue"]


@cache  # each question after the machine's zones reads through its disk
def _zones_in_two_groups(language: str | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """All zones in the words of `language`, which must be the active one."""
    choices = zones.zone_choices()
    number = len(zones.ALL_RUSSIAN_ZONES)
    return [(str(_("Russia")), choices[:number]), (str(_("Elsewhere")), choices[number:])]


class SessionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """A session as staff type it: everything by the clock of its zone."""

    class Meta:
        widgets = {"zone": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "zone" in self.fields:  # not for those who may only look
            widget: Any = self.fields["zone"].widget
            widget.choices = _zones_in_two_groups(get_language())


def moves_by(form: Any) -> timedelta:
    """How much later a session begins than before, by its form, which is valid."""
    if "start_date" not in form.changed_data:
        return timedelta()
    later: timedelta = form.cleaned_data["start_date"] - form.initial["start_date"]
    return later


class SessionInline(TidyForms, admin.StackedInline):  # type: ignore[type-arg]  # not subscriptable
    """The sessions on their announcement's page: new ones are typed, the others are shown.

    One that moves or is cancelled has people who must be told, a deadline that may become
    impossible, a colleague at its sign-up: only its own page knows of them.
    """

    model = Session
    form = SessionForm
    extra = 0
    view_on_site = False
    can_delete = False
    fieldsets = [(None, {"fields": ["own_page", *WHEN, *WHERE, "title", "title_en"]})]
    readonly_fields = ["own_page"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With the announcement, whose title names a session that has none."""
        return super().get_queryset(request).select_related("announcement", "venue")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        venues: Any = formset.form.base_fields.get("venue")
        if venues is not None:
            venues.choices = list(venues.choices)  # asked for once, not once a session
        return formset

    @admin.display(description=_("Sign-up"))
    def own_page(self, session: Session) -> SafeString | str:
        """The way to the page where it is changed and sign-up is set up."""
        if not session.pk:
            return str(_("It is set up on the session's own page, once this page is saved."))
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:events_session_change", args=[session.pk]),
            _("Open the session's page: date, place, cancellation, sign-up"),
        )
