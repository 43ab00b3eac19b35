"""What became of a page between two of its revisions, in words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models

from events import field_words
from events.differences import Change
from events.field_words import Raw
from events.models import Announcement, Organisation, Organiser, Session
from events.revisions import FIELDS, SESSION_FIELDS, Kept, Snapshot


def changes(before: Kept, after: Kept, names: field_words.Names) -> list[Change]:
    """What became of the page between two revisions, in words."""
    found = changes_of_fields(before.snapshot.fields, after.snapshot.fields, names)
    organisers = change_of_organisers(before.snapshot.organisers, after.snapshot.organisers, names)
    found += [organisers] if organisers else []
    return found + _changes_of_sessions(before.snapshot.sessions, after.snapshot.sessions, names)


def changes_of_fields(
    before: dict[str, Raw], after: dict[str, Raw], names: field_words.Names
) -> list[Change]:
    """In the order of the form, fields the model has no more at the end."""
    order = [name for name in FIELDS if name in {*before, *after}]
    order += sorted({*before, *after} - set(order))
    found = (
        field_words.change(Announcement, name, before.get(name), after.get(name), names)
        for name in order
        if name in before and name in after
    )
    return [change for change in found if change]


def change_of_organisers(
    before: Sequence[int], after: Sequence[int], names: field_words.Names
) -> Change | None:
    if list(before) == list(after):
        return None
    words = [
        "; ".join(field_words.named(Organisation, key, names) for key in keys)
        for keys in (before, after)
    ]
    label = str(Organiser._meta.verbose_name_plural).capitalize()
    return Change("organisers", label, words[0], words[1])


def label_of(name: str) -> str:
    """What the form calls a field, or the organisers."""
    if name == "organisers":
        return str(Organiser._meta.verbose_name_plural)
    return str(getattr(Announcement._meta.get_field(name), "verbose_name", name))


def names_of(several: Iterable[Kept]) -> dict[str, dict[int, str]]:
    """What everything is called that the revisions point at: today, or when it was last known."""
    several = list(several)
    wanted: list[tuple[type[models.Model], Any]] = []
    for one in several:
        wanted += _pointed_at(one.snapshot)
    names: dict[str, dict[int, str]] = {}
    for one in several:
        for label, known in one.names.items():
            names.setdefault(label, {}).update(known)
    for label, known in field_words.names_for(wanted).items():
        names.setdefault(label, {}).update(known)
    return names


def _changes_of_sessions(
    before: dict[int, dict[str, Raw]], after: dict[int, dict[str, Raw]], names: field_words.Names
) -> list[Change]:
    found: list[Change] = []
    label = str(Session._meta.verbose_name).capitalize()
    for key in sorted({*before, *after}):
        old, new = before.get(key, {}), after.get(key, {})
        if not old or not new:
            words = [_day_of(side, names) for side in (old, new)]
            found.append(Change(f"session-{key}", label, words[0], words[1]))
            continue
        for name in SESSION_FIELDS:
            change = field_words.change(Session, name, old.get(name), new.get(name), names)
            if change:
                found.append(
                    Change(
                        f"session-{key}-{name}",
                        f"{label}, {_day_of(old, names)}: {change.label.lower()}",
                        change.before,
                        change.after,
                    )
                )
    return found


def _day_of(session: dict[str, Raw], names: field_words.Names) -> str:
    return field_words.in_words(Session, "start_date", session.get("start_date"), names)


def _pointed_at(snapshot: Snapshot) -> list[tuple[type[models.Model], Any]]:
    meant = field_words.rows_meant(Announcement, snapshot.fields)
    meant += [(Organisation, key) for key in snapshot.organisers]
    for session in snapshot.sessions.values():
        meant += field_words.rows_meant(Session, session)
    return meant
