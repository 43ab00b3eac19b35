"""Two colleagues on one page: the second to save is warned, sees the difference, loses nothing.

The form remembers, as short hashes, what its fields held when it was opened. When it comes back
and the database holds something else, nothing is saved: the page comes again with everything
typed. What only the other has changed is put into the form; what both have changed stays as
typed, with the choice to take the other's. Whoever saves once more has seen it and means it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from events import field_words
from events.admin import meanwhile_rows
from events.admin.meanwhile_forms import as_posted, digest, digests_from, digests_in_form, typed
from events.differences import Change
from museumsite.admin import MuseumModelAdmin

SEEN = "seen"  # the hidden field with what was there when the form was opened
TAKE = "take-"  # and the name of a field: «mine» or «theirs»
_MEETING = "meeting"  # the attribute by which a request remembers what it met


@dataclass
class Meeting:
    """What the database holds otherwise than the form knew when it was opened."""

    # Changed by both: from what is saved to what is typed here.
    both: list[Change] = field(default_factory=list)
    # Changed by the other alone: from what was here to what is saved, which the form has now.
    theirs: list[Change] = field(default_factory=list)
    colleague: str = ""
    saved_at: datetime | None = None
    is_deleted: bool = False

    def __bool__(self) -> bool:
        return bool(self.both or self.theirs or self.is_deleted)


class SeesOthersChanges(MuseumModelAdmin):
    """A model's form that never overwrites silently what a colleague has saved meanwhile."""

    change_form_template = "admin/watched_form.html"

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """Inside the transaction of the change, so that nothing comes between look and save."""
        if request.method == "POST" and object_id is not None and SEEN in request.POST:
            row = self._locked(request, object_id)
            if row is None and self.has_add_permission(request):
                # Deleted meanwhile: what was typed is offered as a new one, not thrown away.
                request.__dict__[_MEETING] = Meeting(is_deleted=True)
                posted = meanwhile_rows.as_new(request.POST, str(self.opts.model_name))
                request.POST = posted  # type: ignore[assignment]  # it may be changed: no harm
                object_id = None
                form_url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_add")
                extra_context = {**(extra_context or {}), "meeting": request.__dict__[_MEETING]}
            elif row is not None and self.has_change_permission(request, row):
                request.__dict__[_MEETING] = self._meet(request, row)
        response: HttpResponse = super()._changeform_view(  # type: ignore[misc]  # Django's own name
            request, object_id, form_url, extra_context
        )
        return response

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form that is not valid as long as the difference has not been seen."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        meeting: Meeting | None = request.__dict__.get(_MEETING)
        if not meeting:
            return form
        words = _warning(meeting)

        class Warned(form):  # type: ignore[misc]  # made a moment ago
            def clean(self) -> Any:
                cleaned = super().clean()
                self.add_error(None, ValidationError(words, "meanwhile"))
                return cleaned

        return Warned

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        if row is not None and self.has_change_permission(request, row):
            # What is saved now, whatever the form shows: the next answer is compared with it.
            fresh = self.model._default_manager.get(pk=row.pk) if request.method == "POST" else row
            form = context["adminform"].form
            rows = meanwhile_rows.digests(self, request, fresh)
            context["seen"] = digests_in_form(form, fresh, rows)
            context["meeting"] = request.__dict__.get(_MEETING)
        return super().render_change_form(request, context, *args, **kwargs)

    def _locked(self, request: HttpRequest, object_id: str) -> models.Model | None:
        """The row as it is saved, kept from others until this request is answered."""
        try:
            key = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        # By its key alone: what it is joined with need not wait.
        rows = self.model._base_manager.select_for_update()
        found: models.Model | None = rows.filter(pk=key).first()
        return found

    def _meet(self, request: HttpRequest, row: models.Model) -> Meeting:
        """Compare what was sent with what is saved, and put into the former what is not its own."""
        seen = digests_from(request.POST.get(SEEN, ""))
        posted = request.POST.copy()
        names = flatten_fieldsets(self.get_fieldsets(request, row))
        form_class = self.get_form(request, row, change=True, fields=names)
        mine_form, their_form = form_class(posted, request.FILES, instance=row), None
        both: list[tuple[str, Any, Any]] = []
        theirs: list[tuple[str, Any, Any]] = []
        for name, model_field in _watched(mine_form, row):
            saved = field_words.raw_of(model_field, model_field.value_from_object(row))
            mine = field_words.raw_of(model_field, typed(mine_form, name))
            is_new = name in seen and digest(row, name, saved) != seen[name]
            is_mine = digest(row, name, mine) != seen.get(name)
            takes_theirs = posted.get(f"{TAKE}{name}") == "theirs"
            if not takes_theirs and (not is_new or _are_equal(row, name, mine, saved)):
                continue
            if takes_theirs or not is_mine:
                their_form = their_form or form_class(instance=row)
                as_posted(their_form, name, posted)
            if is_new:
                (both if is_mine and not takes_theirs else theirs).append((name, mine, saved))
        row_changes = meanwhile_rows.meet(self, request, row, posted, seen, TAKE)
        request.POST = posted  # type: ignore[assignment]  # with the other's values beside one's own
        return self._told(row, both, theirs, row_changes)

    def _told(
        self,
        row: models.Model,
        both: list[tuple[str, Any, Any]],
        theirs: list[tuple[str, Any, Any]],
        rows: "meanwhile_rows.Met",
    ) -> Meeting:
        model = type(row)
        meant: list[Any] = []
        for name, mine, saved in [*both, *theirs]:
            for raw in (mine, saved):
                meant += field_words.rows_meant(model, {name: raw})
        names = field_words.names_for(meant)
        from_saved = (field_words.change(model, n, saved, mine, names) for n, mine, saved in both)
        to_saved = (field_words.change(model, n, mine, saved, names) for n, mine, saved in theirs)
        meeting = Meeting(
            both=[*(change for change in from_saved if change), *rows.both],
            theirs=[*(change for change in to_saved if change), *rows.theirs],
        )
        if meeting:
            meeting.colleague, meeting.saved_at = _last_hand(row)
        return meeting


def _watched(form: Any, row: models.Model) -> list[tuple[str, Any]]:
    """The fields of the row that the form may change, by their names."""
    found: list[tuple[str, Any]] = []
    for name, form_field in form.fields.items():
        try:
            model_field = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        is_column = isinstance(model_field, models.Field)
        # Of a disabled field a browser sends nothing, and of a file only a new one.
        if is_column and not form_field.disabled and not isinstance(model_field, models.FileField):
            found.append((name, model_field))
    return found


def _are_equal(row: models.Model, name: str, one: Any, other: Any) -> bool:
    return digest(row, name, one) == digest(row, name, other)


def _last_hand(row: models.Model) -> tuple[str, datetime | None]:
    """Who saved the row last in the admin, and when."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
    )
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    if last is None:
        return "", None
    return last.user.get_full_name() or last.user.get_username(), last.action_time


def _warning(meeting: Meeting) -> str:
    if meeting.is_deleted:
        return _(
            "Nothing is saved: this was deleted meanwhile. Below is everything you typed;"
            " save it to make it anew."
        )
    return _(
        "Nothing is saved yet: a colleague has saved this page after you opened it."
        " See the difference above, choose, and save once more."
    )
