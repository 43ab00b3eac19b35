"""Rows as plain values for JSON: names that explain themselves, moments in UTC, days as written."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils import translation

from events.models import (
    Announcement,
    Category,
    Contact,
    Document,
    Organisation,
    Picture,
    Session,
    Venue,
)

Facts = dict[str, Any]


def columns(row: Model, *names: str) -> Facts:
    return {name: plain(getattr(row, name)) for name in names}


def all_columns(row: Model) -> Facts:
    """Every column of its own but its key and when it changed: none that is added is forgotten."""
    fields = row._meta.concrete_fields
    names = [one.attname for one in fields if not (one.primary_key or one.is_relation)]
    return columns(row, *(name for name in names if name != "updated_at"))


def plain(value: Any) -> Any:
    """`value` as JSON holds it: «2024-08-13T09:00:00Z», «2024-09-14», «18:30»."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case time():
            return value.strftime("%H:%M:%S" if value.second else "%H:%M")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def category_facts(category: Category) -> Facts:
    return all_columns(category)


def organisation_facts(organisation: Organisation, about: str) -> Facts:
    return {
        **all_columns(organisation),
        "about": about,
        "former_addresses": sorted(one.slug for one in organisation.former_slugs.all()),
    }


def venue_facts(venue: Venue) -> Facts:
    return {"id": venue.pk, **all_columns(venue)}


def contact_facts(contact: Contact) -> Facts:
    """As the page shows them: whoever is asked about an event."""
    return {
        **columns(contact, "name", "position", "phone", "email"),
        "organisation": contact.organisation.slug if contact.organisation else None,
    }


def picture_facts(picture: Picture) -> Facts:
    names = ("title", "alt", "caption", "credit", "focal_x", "focal_y")
    return {"id": picture.pk, **columns(picture, *names)}


def document_facts(document: Document) -> Facts:
    return {"id": document.pk, **columns(document, "title", "kind", "size")}


def session_facts(session: Session) -> Facts:
    return {
        "id": session.pk,
        **all_columns(session),
        "venue": session.venue_id,
        "programme": [all_columns(item) for item in session.programme.all()],
    }


def announcement_facts(
    announcement: Announcement, *, body: str, at: datetime, counterpart: str | None
) -> Facts:
    """Everything an announcement says. `counterpart` is its slug when that is exported, too."""
    names = ("title", "language", "published_at", "withdrawn_at", "lead")
    with translation.override(announcement.language):
        address = announcement.get_absolute_url()
    return {
        "id": announcement.pk,
        "slug": announcement.slug,
        "address": address,
        "url": f"{settings.SITE_URL}{address}",
        "former_addresses": sorted(one.slug for one in announcement.former_slugs.all()),
        "stage": str(announcement.stage(at)),
        **columns(announcement, *names),
        "body": body,
        **columns(announcement, "author", "is_typeset"),
        "category": announcement.category.slug,
        "cover": announcement.cover_id,
        "contact": contact_facts(announcement.contact) if announcement.contact else None,
        "organisers": [row.organisation.slug for row in announcement.organiser_set.all()],
        "counterpart": counterpart,
        "is_translation": announcement.translation_of_id is not None,
        "sessions": [session_facts(session) for session in announcement.sessions.all()],
    }
