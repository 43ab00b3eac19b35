"""Who changed which announcement when, what it was before, and the way back.

Kept by django-reversion, which was chosen over django-simple-history: a revision of a page is
the page *with* its organisers and sessions, which reversion keeps as one set, while the other
keeps a table of history for each model, to be migrated with each of them and put together again
by moments that nearly agree. What reversion keeps is JSON: a revision from before a field was
added or removed stays readable, and it is read here without its models. Nothing is recorded by
signals: `record` is called where an announcement has been saved.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reversion
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from reversion.models import Version

from events import field_words
from events.field_words import Raw
from events.models import Announcement, Organiser, Session
from museumsite import moments

FIELDS = [
    "title",
    "category",
    "language",
    "translation_of",
    "lead",
    "body",
    "is_typeset",
    "author",
    "published_at",
    "withdrawn_at",
    "cover",
    "contact",
    "slug",
]
SESSION_FIELDS = [
    "title",
    "title_en",
    "zone",
    "start_date",
    "start_time",
    "end_date",
    "end_time",
    "mode",
    "venue",
    "is_cancelled",
]
# An address, a publication, a place in a pair are matters between pages or with visitors: a
# restored text brings none of them back (`publishing.restore`).
RESTORED = {"title", "category", "lead", "body", "is_typeset", "author", "cover", "contact"}


class Note(models.TextChoices):
    """Why there is a revision, when not simply because somebody saved the page."""

    SAVED = "", "saved"
    BEFORE = "before", "as it was before the first change that is kept"
    PUBLISHED = "published", "published"
    SCHEDULED = "scheduled", "scheduled"
    UNSCHEDULED = "unscheduled", "unscheduled"
    WITHDRAWN = "withdrawn", "withdrawn"
    BROUGHT_BACK = "brought_back", "brought back"
    RESTORED = "restored", "restored"
    IMPORTED = "imported", "imported"
    SESSION = "session", "its session was changed"


@dataclass(frozen=True)
class Snapshot:
    """An announcement with its organisers and sessions as they were at one moment, as JSON."""

    fields: dict[str, Raw]
    organisers: list[int]  # keys of organisations, in order
    sessions: dict[int, dict[str, Raw]] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """One revision as the database has it."""

    pk: int
    saved_at: datetime
    staff: Any  # a user, or None for a command and for an account that is gone
    note: str
    snapshot: Snapshot
    names: dict[str, dict[int, str]]  # what the rows it points at were called then


def register() -> None:
    """Tell reversion what is kept of each model; to be called once, when the app is ready."""
    reversion.register(Announcement, fields=FIELDS)
    reversion.register(Organiser, fields=["announcement", "organisation", "position"])
    reversion.register(Session, fields=["announcement", *SESSION_FIELDS])


def record(
    announcement: Announcement, *, staff: AbstractBaseUser | None = None, note: str = ""
) -> bool:
    """Keep the announcement as the database has it now; False when the last revision says it all.

    In the transaction of the change itself: what is not saved is not recorded either.
    """
    now = _Rows.of(announcement)
    last = latest(announcement)
    if last is not None and _is_same(last.snapshot, now.snapshot()):
        return False
    comment = json.dumps({"note": note, "names": now.names()}, ensure_ascii=False)
    with reversion.create_revision(manage_manually=True):
        for row in [now.announcement, *now.organisers, *now.sessions]:
            reversion.add_to_revision(row)
        reversion.set_date_created(moments.now())
        reversion.set_comment(comment)
        if staff is not None:
            reversion.set_user(staff)
    return True


def record_before(announcement: Announcement) -> None:
    """Keep what the database has of an announcement no revision of which is kept yet.

    To be called before its first change, so that what it was can be seen and brought back.
    """
    saved = Announcement.objects.filter(pk=announcement.pk).first() if announcement.pk else None
    if saved is not None and not _versions_of(saved).exists():
        record(saved, note=Note.BEFORE)


def latest(announcement: Announcement) -> Kept | None:
    found = page_of_history(announcement, 0, 1)
    return found[0] if found else None


def count(announcement: Announcement) -> int:
    return _versions_of(announcement).count()


def page_of_history(announcement: Announcement, first: int, number: int) -> list[Kept]:
    """`number` revisions from the place `first`, the newest first, in two queries."""
    versions = _versions_of(announcement).select_related("revision__user")
    return _kept(list(versions[first : first + number]))


def kept(announcement: Announcement, revision_pk: int) -> Kept | None:
    """The revision with this key, if it is one of this announcement."""
    versions = _versions_of(announcement).filter(revision_id=revision_pk)
    found = _kept(list(versions.select_related("revision__user")))
    return found[0] if found else None


@dataclass(frozen=True)
class _Rows:
    """What one revision is made of."""

    announcement: Announcement
    organisers: list[Organiser]
    sessions: list[Session]

    @classmethod
    def of(cls, announcement: Announcement) -> "_Rows":
        """As the database has them: what is in hand may have been changed since, or tidied."""
        fresh = Announcement.objects.select_related(
            "category", "contact", "cover", "translation_of"
        )
        organisers = Organiser.objects.select_related("organisation")
        sessions = Session.objects.select_related("venue", "announcement")
        return cls(
            fresh.get(pk=announcement.pk),
            list(organisers.filter(announcement=announcement.pk)),
            list(sessions.filter(announcement=announcement.pk).order_by("pk")),
        )

    def snapshot(self) -> Snapshot:
        return Snapshot(
            _raw(self.announcement, FIELDS),
            [row.organisation_id for row in self.organisers],
            {session.pk: _raw(session, SESSION_FIELDS) for session in self.sessions},
        )

    def names(self) -> dict[str, dict[int, str]]:
        """What the rows it points at are called, for when they are gone."""
        rows: list[models.Model | None] = [
            self.announcement.category,
            self.announcement.contact,
            self.announcement.cover,
            self.announcement.translation_of,
            *(row.organisation for row in self.organisers),
            *(session.venue for session in self.sessions),
        ]
        names: dict[str, dict[int, str]] = {}
        for row in rows:
            if row is not None:
                names.setdefault(row._meta.label_lower, {})[row.pk] = str(row)
        return names


def _raw(row: models.Model, names: list[str]) -> dict[str, Raw]:
    fields = (row._meta.get_field(name) for name in names)
    return {
        found.name: field_words.raw_of(found, getattr(row, found.attname))
        for found in fields
        if isinstance(found, models.Field)
    }


def _versions_of(announcement: Announcement) -> "models.QuerySet[Any]":
    versions: models.QuerySet[Any] = Version.objects.filter(
        content_type=_type_of(Announcement), object_id=str(announcement.pk), db="default"
    )
    return versions.order_by("-pk")


def _kept(versions: list[Any]) -> list[Kept]:
    """The revisions that these versions of an announcement belong to, with the rest of each."""
    rest: dict[int, list[Any]] = {version.revision_id: [] for version in versions}
    types = {_type_of(Organiser).pk: Organiser, _type_of(Session).pk: Session}
    beside = Version.objects.filter(revision_id__in=list(rest), content_type_id__in=list(types))
    for version in beside.order_by("pk"):
        rest[version.revision_id].append(version)
    found = []
    for version in versions:
        organisers, sessions = [], {}
        for other in rest[version.revision_id]:
            values = _values(other)
            if types[other.content_type_id] is Organiser:
                organisers.append((values.get("position", 0), other.pk, values["organisation"]))
            else:
                values.pop("announcement", None)  # it is this one
                sessions[int(other.object_id)] = values
        comment = _comment(version.revision.comment)
        found.append(
            Kept(
                version.revision_id,
                version.revision.date_created,
                version.revision.user,
                comment["note"],
                Snapshot(_values(version), [key for *_, key in sorted(organisers)], sessions),
                comment["names"],
            )
        )
    return found


def _values(version: Any) -> dict[str, Raw]:
    """The fields as they were kept, without asking today's models (see the top of the module)."""
    values: dict[str, Raw] = json.loads(version.serialized_data)[0]["fields"]
    return values


def _comment(text: str) -> dict[str, Any]:
    """What `record` wrote beside the rows; a comment of another hand is no note."""
    try:
        known = json.loads(text)
        names = {
            label: {int(key): str(name) for key, name in rows.items()}
            for label, rows in known["names"].items()
        }
        return {"note": str(known["note"]), "names": names}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {"note": "", "names": {}}


def _is_same(one: Snapshot, other: Snapshot) -> bool:
    return (
        one.organisers == other.organisers
        and _are_same(Announcement, one.fields, other.fields)
        and set(one.sessions) == set(other.sessions)
        and all(_are_same(Session, one.sessions[key], other.sessions[key]) for key in one.sessions)
    )


def _are_same(model: type[models.Model], one: dict[str, Raw], other: dict[str, Raw]) -> bool:
    """Whether both hold the same; a field that one of them lacks is a difference."""
    return set(one) == set(other) and all(
        field_words.comparable(model, name, raw) == field_words.comparable(model, name, other[name])
        for name, raw in one.items()
    )


def _type_of(model: type[models.Model]) -> ContentType:
    return ContentType.objects.get_for_model(model)
