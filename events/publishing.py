"""What happens to an announcement: it is saved, published, scheduled, withdrawn, brought back.

Each verb saves the announcement it is given, with whatever else was changed about it, keeps a
revision (`events/revisions.py`) and says nothing to anybody: that is for the page it is done on.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction

from events import revisions
from events.models import Announcement, FormerSlug, Organisation, Organiser
from events.revisions import RESTORED, Kept, Note
from events.search.index import index_saved

Staff = AbstractBaseUser | None


@transaction.atomic
def save_announcement(
    announcement: Announcement, *, staff: Staff = None, note: str = Note.SAVED
) -> None:
    """Save, keep a revision, and let an address that changed keep leading here for ever.

    A form cannot choose an address that another announcement has or had
    (`Announcement.clean`); the database refuses it too, with `IntegrityError`. Who changes
    organisers or sessions afterwards calls `revisions.record` and `index_saved` when done.
    """
    store(announcement)
    index_saved(announcement)
    revisions.record(announcement, staff=staff, note=note)


@transaction.atomic
def store(announcement: Announcement) -> None:
    """The same without the revision, for who goes on saving what belongs to the page."""
    revisions.record_before(announcement)
    former = Announcement.objects.filter(pk=announcement.pk).values_list("slug", flat=True).first()
    announcement.save()
    if former and former != announcement.slug:
        FormerSlug.objects.get_or_create(slug=former, announcement=announcement)


def as_it_is_now(announcement: Announcement) -> None:
    """Read it anew, and keep it from others until the transaction ends.

    For whoever was given no form: what a colleague has saved meanwhile is not undone.
    """
    announcement.refresh_from_db(from_queryset=Announcement.objects.select_for_update())


def publish(announcement: Announcement, *, at: datetime, staff: Staff = None) -> None:
    """Visitors see it from the minute of `at`; what they see already stays as it is dated."""
    announcement.withdrawn_at = None
    if not announcement.is_published(at):
        # To the minute, as it is typed: the form shows it again without seconds.
        announcement.published_at = at.replace(second=0, microsecond=0)
    save_announcement(announcement, staff=staff, note=Note.PUBLISHED)


def schedule(announcement: Announcement, *, moment: datetime, staff: Staff = None) -> None:
    """It appears by itself at `moment`."""
    announcement.published_at = moment
    announcement.withdrawn_at = None
    save_announcement(announcement, staff=staff, note=Note.SCHEDULED)


def unschedule(announcement: Announcement, *, staff: Staff = None) -> None:
    """It is a draft again and waits for nothing."""
    announcement.published_at = None
    save_announcement(announcement, staff=staff, note=Note.UNSCHEDULED)


def withdraw(announcement: Announcement, *, at: datetime, staff: Staff = None) -> None:
    """Its page says from now on that it was taken down, and no list shows it."""
    announcement.withdrawn_at = at
    save_announcement(announcement, staff=staff, note=Note.WITHDRAWN)


def bring_back(announcement: Announcement, *, staff: Staff = None) -> None:
    """As if it had never been withdrawn: out since when it was, scheduled, or a draft."""
    announcement.withdrawn_at = None
    save_announcement(announcement, staff=staff, note=Note.BROUGHT_BACK)


@transaction.atomic
def restore(announcement: Announcement, kept: Kept, *, staff: Staff = None) -> list[str]:
    """Make the text, the pictures, the people of the page what they were in that revision.

    Its address, its publication, its place in a pair and its sessions stay as they are: none of
    them is the page's alone. Returns the names of fields that could not be restored, because
    what they pointed at is deleted or what they held is not allowed any more; `organisers`
    among them when some are gone.
    """
    as_it_is_now(announcement)
    left = [
        name
        for name in revisions.FIELDS
        if name in RESTORED
        and name in kept.snapshot.fields
        and not _restore_field(announcement, name, kept.snapshot.fields[name])
    ]
    store(announcement)
    if not _restore_organisers(announcement, kept.snapshot.organisers):
        left.append("organisers")
    index_saved(announcement)
    revisions.record(announcement, staff=staff, note=Note.RESTORED)
    return left


def _restore_field(announcement: Announcement, name: str, raw: Any) -> bool:
    field = Announcement._meta.get_field(name)
    if not isinstance(field, models.Field):
        return False
    try:
        # Asks the database whether a row that is pointed at is still there.
        setattr(announcement, field.attname, field.clean(raw, announcement))
    except ValidationError:
        return False
    return True


def _restore_organisers(announcement: Announcement, keys: list[int]) -> bool:
    there = set(Organisation.objects.filter(pk__in=keys).values_list("pk", flat=True))
    announcement.organiser_set.exclude(organisation__in=there).delete()
    for position, key in enumerate(key for key in keys if key in there):
        Organiser.objects.update_or_create(
            announcement=announcement, organisation_id=key, defaults={"position": position}
        )
    return there == set(keys)
