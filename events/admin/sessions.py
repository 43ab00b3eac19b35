"""What is held: its form, and its place on the announcement's page.

A session's own page is made where its sign-up is known (`registrations/admin/sessions.py`).
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Session
from events.programme import move_programme
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


def _zone_in_words(session: Session) -> str:
    return zones.in_words(session.zone, session.starts_at)


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


class SessionOfAnnouncementForm(SessionForm):
    """The same beside its announcement, where the sign-up is not at hand.

    Another zone moves the moments of the sign-up and may make a typed time impossible: only
    the session's own page can show and mend that.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "zone" in self.fields:
            field: Any = self.fields["zone"]
            field.disabled = True
            field.widget.choices = [(self.instance.zone, _zone_in_words(self.instance))]
            field.help_text = _(
                "It is changed on the session's own page, together with its sign-up."
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            self.instance.pk
            and not self.errors
            and {"start_date", "end_date"} & set(self.changed_data)
        ):
            self._check_programme(cleaned["start_date"], cleaned["end_date"])
        return cleaned

    def _check_programme(self, first: date, last: date | None) -> None:
        """A session that becomes shorter must not leave items of its programme behind."""
        by = moves_by(self)
        items = self.instance.programme.exclude(day=None)
        if any(not first <= item.day + by <= (last or first) for item in items):
            words = _(
                "The programme has items on days on which the session would not be held."
                " Change them first, on the session's own page."
            )
            self.add_error("end_date", ValidationError(words, code="programme"))


class SessionFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    def save_existing(self, form: Any, obj: Session, commit: bool = True) -> Session:
        """With its programme: items with days of their own go along."""
        session: Session = super().save_existing(form, obj, commit)
        if commit:
            move_programme(session, by=moves_by(form))
        return session


class SessionInline(TidyForms, admin.StackedInline):  # type: ignore[type-arg]  # not subscriptable
    model = Session
    form = SessionOfAnnouncementForm
    formset = SessionFormSet
    extra = 0
    view_on_site = False
    can_delete = False  # deleted on its own page, which knows whether anybody has signed up
    fieldsets = [(None, {"fields": ["own_page", *WHEN, *WHERE, "title"]})]
    readonly_fields = ["own_page"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        """With the announcement, whose title names a session that has none."""
        return super().get_queryset(request).select_related("announcement")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        venues: Any = formset.form.base_fields.get("venue")
        if venues is not None:
            venues.choices = list(venues.choices)  # asked for once, not once a session
        return formset

    @admin.display(description=_("Sign-up"))
    def own_page(self, session: Session) -> SafeString | str:
        """The way to the page where sign-up is set up."""
        if not session.pk:
            return str(_("It is set up on the session's own page, once this page is saved."))
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:events_session_change", args=[session.pk]),
            _("Open the session's page: sign-up, deadline, seats"),
        )
