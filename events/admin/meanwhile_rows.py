"""The same for the rows beside a form: organisers of an announcement, items of a programme."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from events import field_words
from events.admin.meanwhile_forms import as_posted, digest, hashed, typed
from events.differences import Change


@dataclass
class Met:
    """What the rows of the database hold otherwise than the form knew."""

    both: list[Change] = field(default_factory=list)
    theirs: list[Change] = field(default_factory=list)


def digests(model_admin: Any, request: HttpRequest, row: models.Model) -> dict[str, str]:
    """A hash for each kind of rows that can be changed beside `row`."""
    return {
        formset.prefix: _hash_of(formset, _saved(formset))
        for formset in _formsets(model_admin, request, row, None)
    }


def meet(
    model_admin: Any,
    request: HttpRequest,
    row: models.Model,
    posted: QueryDict,
    seen: dict[str, str],
    take: str,
) -> Met:
    """Compare the rows that were sent with those that are saved, and make them fit these.

    A row that the other has deleted is sent as a new one; one that the other has added is sent
    as deleted. Where nothing was changed here, or the other's are taken, theirs are sent.
    """
    met = Met()
    for formset in _formsets(model_admin, request, row, posted):
        name = formset.prefix
        saved, mine = _saved(formset), _sent(formset)
        saved_hash, mine_hash = _hash_of(formset, saved), _hash_of(formset, mine)
        is_new = name in seen and saved_hash != seen[name]
        takes_theirs = posted.get(f"{take}{name}") == "theirs"
        if not is_new and not takes_theirs:
            continue
        is_mine = mine_hash != seen.get(name) and not takes_theirs
        if is_mine:
            _fit(formset, posted)
        else:
            _send_saved(model_admin, request, row, formset, posted)
        if is_new and saved_hash != mine_hash:
            change = _change(formset, saved, mine) if is_mine else _change(formset, mine, saved)
            (met.both if is_mine else met.theirs).append(change)
    return met


def as_new(posted: QueryDict, owner: str) -> QueryDict:
    """Every row that was sent as one that is not saved yet: its `owner` is gone.

    `owner` is the name of a model, and that of the rows' foreign keys to it.
    """
    new = posted.copy()
    for name in posted:
        if name.endswith("-INITIAL_FORMS"):
            new[name] = "0"
            prefix = name.removesuffix("INITIAL_FORMS")
            sent = posted.get(f"{prefix}TOTAL_FORMS") or ""
            # Not more than were sent, whatever the count says.
            for number in range(min(int(sent[:9]), len(posted)) if sent.isdecimal() else 0):
                new.pop(f"{prefix}{number}-id", None)
                new.pop(f"{prefix}{number}-{owner}", None)
    return new


def _formsets(
    model_admin: Any, request: HttpRequest, row: models.Model, posted: QueryDict | None
) -> list[Any]:
    """Those whose rows may be changed here; other rows are never sent back."""
    found = []
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, row):
        if not inline.has_change_permission(request, row):
            continue
        prefix = formset_class.get_default_prefix()
        queryset = inline.get_queryset(request)
        formset = formset_class(posted, instance=row, prefix=prefix, queryset=queryset)
        if posted is None or f"{prefix}-TOTAL_FORMS" in posted:
            found.append(formset)
    return found


Row = dict[str, Any]  # raw values by the name of the field


def _names(formset: Any) -> list[str]:
    skipped = {formset.fk.name, formset.model._meta.pk.name}
    return [name for name in formset.form.base_fields if name not in skipped]


def _saved(formset: Any) -> list[Row]:
    return [_raw(formset, row) for row in formset.get_queryset()]


def _raw(formset: Any, row: models.Model) -> Row:
    fields = ((name, row._meta.get_field(name)) for name in _names(formset))
    return {
        name: field_words.raw_of(found, found.value_from_object(row))
        for name, found in fields
        if isinstance(found, models.Field)
    }


def _sent(formset: Any) -> list[Row]:
    rows = []
    for form in formset.forms:
        if not _is_left(formset, form):
            continue
        model = formset.model
        rows.append(
            {
                name: field_words.raw_of(model._meta.get_field(name), typed(form, name))
                for name in _names(formset)
            }
        )
    return rows


def _is_left(formset: Any, form: Any) -> bool:
    """Whether the row is to be there once the form is saved."""
    if form.data.get(form.add_prefix("DELETE")):
        return False
    return form.prefix in {one.prefix for one in formset.initial_forms} or form.has_changed()


def _hash_of(formset: Any, rows: list[Row]) -> str:
    blank = formset.model()
    return hashed(
        ";".join(
            sorted(",".join(digest(blank, name, raw) for name, raw in row.items()) for row in rows)
        )
    )


def _fit(formset: Any, posted: QueryDict) -> None:
    """Number the sent rows anew: those still saved first, then new ones, then the other's own."""
    key = formset.model._meta.pk.name
    there = {str(row.pk) for row in formset.get_queryset()}
    prefix = formset.prefix
    rows = []
    for number in range(formset.total_form_count()):
        start = f"{prefix}-{number}-"
        names = [name for name in posted if name.startswith(start)]
        rows.append({name.removeprefix(start): posted.pop(name) for name in names})
    kept = [row for row in rows if (row.get(key) or [""])[0] in there]
    new = [row for row in rows if row not in kept]
    named = {row[key][0] for row in kept}
    gone = [{key: [pk], "DELETE": ["on"]} for pk in sorted(there - named)]
    for row in new:
        row[key] = [""]
    for number, row in enumerate([*kept, *gone, *new]):
        for name, values in row.items():
            posted.setlist(f"{prefix}-{number}-{name}", values)
    posted[f"{prefix}-INITIAL_FORMS"] = str(len(kept) + len(gone))
    posted[f"{prefix}-TOTAL_FORMS"] = str(len(kept) + len(gone) + len(new))


def _send_saved(
    model_admin: Any, request: HttpRequest, row: models.Model, formset: Any, posted: QueryDict
) -> None:
    """Send the saved rows as a browser would that has just opened the page."""
    prefix = formset.prefix
    for name in [name for name in posted if name.startswith(f"{prefix}-") and "_FORMS" not in name]:
        if "__prefix__" not in name:
            del posted[name]
    untouched = next(
        one for one in _formsets(model_admin, request, row, None) if one.prefix == prefix
    )
    forms = untouched.initial_forms
    for form in forms:
        for name in form.fields:
            if name != "DELETE":
                as_posted(form, name, posted)
    posted[f"{prefix}-INITIAL_FORMS"] = posted[f"{prefix}-TOTAL_FORMS"] = str(len(forms))


def _change(formset: Any, before: list[Row], after: list[Row]) -> Change:
    model = formset.model
    meant: list[Any] = []
    for row in [*before, *after]:
        meant += field_words.rows_meant(model, row)
    names = field_words.names_for(meant)
    words = ["\n".join(_words(model, row, names) for row in rows) for rows in (before, after)]
    label = capfirst(str(model._meta.verbose_name_plural))
    return Change(formset.prefix, label, words[0], words[1], is_text=True)


def _words(model: type[models.Model], row: Row, names: field_words.Names) -> str:
    told = (field_words.in_words(model, name, raw, names) for name, raw in row.items())
    return ", ".join(words for words in told if words)
