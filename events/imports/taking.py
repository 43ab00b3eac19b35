"""Facts become rows: each announcement whole, in a transaction of its own, or not at all.

Who runs an import again finds everything as it was: what has not changed in the source is not
touched, what a colleague has changed here since is never overwritten, what was deleted here
does not come back by itself.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events import neighbours
from events.imports.facts import (
    CategoryFacts,
    ContactFacts,
    Facts,
    SessionFacts,
    VenueFacts,
    digest_of,
)
from events.imports.report import Fate
from events.models import (
    Announcement,
    Category,
    Contact,
    ImportedItem,
    Organisation,
    Organiser,
    Picture,
    Session,
    Venue,
)
from events.publishing import store
from events.revisions import Note, record
from events.search.index import index_saved
from museumsite.slugs import unique_slug


@dataclass(frozen=True)
class Texts:
    """What is made of a source's text and pictures once they may be kept here."""

    body: str
    cover: Picture | None = None


@dataclass(frozen=True)
class Taken:
    """What became of the facts, with words when they were left."""

    fate: Fate
    words: str = ""
    announcement: Announcement | None = None
    notes: list[str] = field(default_factory=list)


def take(
    facts: Facts,
    *,
    at: datetime,
    is_dry: bool,
    again: bool = False,
    staff: AbstractBaseUser | None = None,
    texts: Callable[[], Texts],
    afterwards: Callable[[Announcement], None] = lambda announcement: None,
) -> Taken:
    """Make or renew the announcement that `facts` describe; in a dry run only say what would be.

    `texts` is asked before the transaction, because it decodes pictures, and only when its
    answer is needed; `afterwards` inside it. `again` takes what was deleted here since, too.
    """
    item = ImportedItem.objects.filter(source=facts.source).select_related("announcement").first()
    digest = facts.sha256()
    known = item.announcement if item else None
    if item and known is None and not again:
        return Taken(Fate.LEFT, _("it was deleted here since"))
    if item and known and item.sha256 == digest:
        return Taken(Fate.SAME, announcement=known)
    if item and known and fingerprint(known) != item.made_sha256:
        return Taken(Fate.LEFT, _("it was changed here since: not overwritten"), known)
    fate = Fate.CHANGED if known else Fate.TAKEN
    notes = _held_fast(known, facts.sessions) if known else []
    try:
        if is_dry:
            described = _described(facts, known or Announcement(), at)
            described.clean_fields(exclude=["category", "slug"])
            return Taken(fate, announcement=known, notes=notes)
        made = texts()
        with transaction.atomic():
            announcement = _write(facts, made, known, at, staff)
            ImportedItem.objects.update_or_create(
                source=facts.source,
                defaults={
                    "announcement": announcement,
                    "sha256": digest,
                    "made_sha256": fingerprint(announcement),
                    "imported_at": at,
                },
            )
            afterwards(announcement)
    except ValidationError as error:
        return Taken(Fate.LEFT, " ".join(error.messages))
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        return Taken(Fate.LEFT, _("the database refused it: %(reason)s") % {"reason": reason})
    return Taken(fate, announcement=announcement, notes=notes)


def fingerprint(announcement: Announcement) -> str:
    """Of everything a colleague may have changed by hand since it was made."""
    fresh = Announcement.objects.get(pk=announcement.pk)
    columns = (
        *("title", "slug", "published_at", "withdrawn_at", "language", "category_id", "lead"),
        *("body", "is_typeset", "author", "cover_id", "contact_id", "translation_of_id"),
    )
    sessions = Session.objects.filter(announcement=fresh).order_by("pk")
    return digest_of(
        {
            **{name: getattr(fresh, name) for name in columns},
            "organisers": list(fresh.organiser_set.values_list("organisation_id", "position")),
            "sessions": [
                [getattr(session, name) for name in (*_SESSION_COLUMNS, "venue_id")]
                for session in sessions
            ],
        }
    )


_SESSION_COLUMNS = (
    *("start_date", "start_time", "end_date", "end_time"),
    *("zone", "title", "mode", "is_cancelled"),
)


def _write(
    facts: Facts,
    texts: Texts,
    known: Announcement | None,
    at: datetime,
    staff: AbstractBaseUser | None,
) -> Announcement:
    announcement = _described(facts, known or Announcement(slug=facts.slug), at)
    announcement.body = texts.body
    announcement.cover = texts.cover
    announcement.category = category_for(facts.category)
    announcement.contact = _contact(facts.contact) if facts.contact else None
    announcement.clean_fields(exclude=["slug"])
    store(announcement)
    _name_organisers(announcement, facts.organisers)
    _hold(announcement, facts.sessions)
    record(announcement, staff=staff, note=Note.IMPORTED)
    index_saved(announcement)
    return announcement


def _described(facts: Facts, announcement: Announcement, at: datetime) -> Announcement:
    announcement.title = facts.title
    if not facts.appears_at_once:
        announcement.published_at = facts.published_at
    elif announcement.published_at is None:
        announcement.published_at = at.replace(second=0, microsecond=0)
    announcement.language = facts.language
    announcement.lead = facts.lead
    announcement.author = facts.author
    announcement.is_typeset = facts.is_typeset
    return announcement


def find_category(facts: CategoryFacts) -> Category | None:
    """The one that has this name, in any case of letters, or this address."""
    folded = facts.name.casefold()
    for category in Category.objects.all():  # a handful; SQLite does not fold Cyrillic
        if folded in {category.name.casefold(), category.name_en.casefold()}:
            return category
    return Category.objects.filter(slug=facts.slug).first() if facts.slug else None


def category_for(facts: CategoryFacts) -> Category:
    """The category with this name or address, made when there is none."""
    known = find_category(facts)
    if known:
        return known
    name = facts.name[:100]
    slug = unique_slug(
        facts.slug or name, lambda slug: Category.objects.filter(slug=slug[:100]).exists()
    )
    last = Category.objects.aggregate(last=Max("position"))["last"] or 0
    return Category.objects.create(name=name, slug=slug[:100], position=min(last + 1, 32_767))


def _contact(facts: ContactFacts) -> Contact:
    known = Contact.objects.filter(name=facts.name, phone=facts.phone, email=facts.email).first()
    return known or Contact.objects.create(name=facts.name, phone=facts.phone, email=facts.email)


def venue_for(facts: VenueFacts) -> Venue:
    """The place of this name in this city, made when there is none."""
    same_name = Venue.objects.filter(name=facts.name)
    if facts.city:
        same_name = same_name.filter(city=facts.city)
    known = same_name.order_by("pk").first()
    return known or Venue.objects.create(
        name=facts.name, city=facts.city[:100], address=facts.address[:300]
    )


def _name_organisers(announcement: Announcement, names: list[str]) -> None:
    Organiser.objects.filter(announcement=announcement).delete()
    for position, name in enumerate(dict.fromkeys(names)):
        organisation = Organisation.objects.filter(name=name).first()
        Organiser.objects.create(
            announcement=announcement,
            organisation=organisation or Organisation.objects.create(name=name),
            position=position,
        )


def _hold(announcement: Announcement, wanted: list[SessionFacts]) -> None:
    """The sessions in their order: known ones are renewed, so that their addresses stay.

    A session that the source has no more stays, too, and so does one that people count on.
    """
    for session, facts in _pairs(announcement, wanted):
        if session is None:
            session = Session(announcement=announcement)
        elif not _differs(session, facts) or _is_held_fast(session):
            continue
        for name, value in facts.columns().items():
            setattr(session, name, value)
        session.venue = venue_for(facts.venue) if facts.venue else None
        session.clean()
        session.save()


def _held_fast(announcement: Announcement, wanted: list[SessionFacts]) -> list[str]:
    """What is told of sessions that would change and may not."""
    return [
        _("“%(name)s” has sign-up: change its session on its own page") % {"name": session.name}
        for session, facts in _pairs(announcement, wanted)
        if session and _differs(session, facts) and _is_held_fast(session)
    ]


def _pairs(
    announcement: Announcement, wanted: list[SessionFacts]
) -> Iterator[tuple[Session | None, SessionFacts]]:
    """Each wanted session with the known one it is, by their order."""
    rows = Session.objects.filter(announcement=announcement).select_related("venue").order_by("pk")
    for place, facts in enumerate(wanted):
        yield (rows[place] if place < len(rows) else None), facts


def _differs(session: Session, facts: SessionFacts) -> bool:
    venue = session.venue.name if session.venue else None
    return venue != (facts.venue.name if facts.venue else None) or any(
        getattr(session, name) != value for name, value in facts.columns().items()
    )


def _is_held_fast(session: Session) -> bool:
    return any(holds(session) for holds in neighbours.session_holders)
