"""The programme on its session's page: a row for each item, typed from left to right."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from events.admin.sessions import SessionForm
from events.models import ProgrammeItem, Session
from events.programme_lines import items_in
from museumsite.admin import TidyRows
from museumsite.fields import LinesField

EMPTY_ROWS = 5  # to begin with; a button adds more
_COLUMNS = ["day", "starts", "ends", "title", "speaker", "kind"]


def moves_by(form: Any) -> timedelta:
    """How much later a session begins than before, by its form, which is valid."""
    if "start_date" not in form.changed_data:
        return timedelta()
    later: timedelta = form.cleaned_data["start_date"] - form.initial["start_date"]
    return later


class ProgrammeItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable
    """An item that goes along when its session is moved on the same page."""

    session_moves_by = timedelta()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day = cleaned.get("day")
        if day and self.instance.pk and "day" not in self.changed_data:
            cleaned["day"] = day + self.session_moves_by
        return cleaned


class TypesProgramme(SessionForm):
    """A session whose programme may also be pasted, as text."""

    programme_lines = LinesField(
        label=_("programme, a line for each item"),
        required=False,
        max_length=50_000,
        widget=AdminTextareaWidget({"rows": 8}),
        help_text=_(
            "“10:00–11:30 Title | Speaker (business)”; a date on a line of its own begins a day."
            " A table copied from a text program works, too. The lines are added to the rows below."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text, first = cleaned.get("programme_lines"), cleaned.get("start_date")
        last = cleaned.get("end_date") or first
        if text and first and last and first <= last:
            try:
                cleaned["programme_items"] = items_in(
                    text, Session(start_date=first, end_date=last)
                )
            except ValidationError as error:
                self.add_error("programme_lines", error)
        return cleaned


def add_pasted(form: TypesProgramme) -> None:
    """Save the items that were pasted; the session is saved already."""
    for item in form.cleaned_data.get("programme_items", []):
        item.session = form.instance
        item.save()


class ProgrammeFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]  # not subscriptable
    def full_clean(self) -> None:
        moves_by = self._session_moves_by()
        rows: list[Any] = self.forms
        for row in rows:
            row.session_moves_by = moves_by
        super().full_clean()

    def _session_moves_by(self) -> timedelta:
        """How much later the session begins than the one in the database."""
        typed = self.instance.start_date
        known = Session.objects.filter(pk=self.instance.pk).values_list("start_date", flat=True)
        kept = known.first() if self.is_bound and typed and self.instance.pk else None
        return typed - kept if kept else timedelta()


class ProgrammeInline(TidyRows):
    model = ProgrammeItem
    form = ProgrammeItemForm
    formset = ProgrammeFormSet
    classes = ["programme-rows"]

    class Media:
        css = {"all": ["css/admin_programme.css"]}
        js = [forms.Script("js/programme_rows.js", type="module")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ProgrammeItem]:
        return super().get_queryset(request).select_related("session__announcement")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """On a phone the columns become lines, and the words above them are gone."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in {"title", "speaker"}:
            field.widget.attrs["placeholder"] = capfirst(field.label)
        return field

    def get_fields(self, request: HttpRequest, obj: Session | None = None) -> Any:
        """Without a column of days where there is one day and nothing strays from it."""
        if obj is None or obj.last_date != obj.start_date:
            return _COLUMNS
        return _COLUMNS if obj.programme.exclude(day=None).exists() else _COLUMNS[1:]

    def get_extra(self, request: HttpRequest, obj: Session | None = None, **kwargs: Any) -> int:
        return EMPTY_ROWS if obj is None or not obj.programme.exists() else 1
