"""Museums' pages: which there are, and the addresses they had before."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from events.models import (
    Announcement,
    AnnouncementQuerySet,
    Contact,
    FormerMuseumSlug,
    Organisation,
    Organiser,
    is_out,
)
from events.search.index import reindex, showing


def museums_shown(at: datetime) -> QuerySet[Organisation]:
    """Those with something to read at the moment `at`: words of their own, or a publication.

    The directory also holds museums that only send participants; they have no page.
    """
    published = Organiser.objects.filter(is_out(at, "announcement__"), organisation=OuterRef("pk"))
    return Organisation.objects.filter(~Q(about="") | Exists(published))


def museums_holding(at: datetime) -> QuerySet[Organisation]:
    """Those that hold something published at the moment `at`, for a list to choose from."""
    published = Organiser.objects.filter(is_out(at, "announcement__"), organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(published)).defer("about")


def announcements_of(organisation: Organisation) -> AnnouncementQuerySet:
    """What `organisation` holds with others or alone, and the translations of it."""
    held = Organiser.objects.filter(organisation=organisation).order_by().values("announcement")
    translations = Announcement.objects.filter(translation_of__in=held).order_by().values("pk")
    # One list of keys: «held or translated» would be asked of every row there is.
    return Announcement.objects.filter(pk__in=held.union(translations))


def museum_once_at(slug: str) -> Organisation | None:
    """The organisation whose address this once was."""
    return Organisation.objects.filter(former_slugs__slug=slug).first()


@transaction.atomic
def save_organisation(organisation: Organisation) -> None:
    """Save, and let an address that changed keep leading to this organisation for ever.

    A form cannot choose an address that another organisation has or had
    (`Organisation.clean`); the database refuses it too, with `IntegrityError`.
    """
    known = Organisation.objects.filter(pk=organisation.pk).values_list("slug", flat=True).first()
    organisation.save()
    if known and known != organisation.slug:
        FormerMuseumSlug.objects.get_or_create(slug=known, organisation=organisation)


@transaction.atomic
def merge_organisations(kept: Organisation, other: Organisation) -> None:
    """Two rows were one museum: `kept` takes all that refers to `other`, which goes.

    Its addresses keep leading to the page of `kept`; what `kept` lacks of words it takes over.
    What other applications keep of `other` must have been moved before.
    """
    naming = Announcement.objects.filter(showing(organisation__in=[kept, other]))
    found_by_them = list(naming.values_list("pk", flat=True))
    named = Organiser.objects.filter(organisation=kept).values("announcement")
    theirs = Organiser.objects.filter(organisation=other)
    theirs.filter(announcement__in=list(named.values_list("announcement", flat=True))).delete()
    theirs.update(organisation=kept)
    Contact.objects.filter(organisation=other).update(organisation=kept)
    FormerMuseumSlug.objects.filter(organisation=other).update(organisation=kept)
    for field in ("name_en", "city", "website", "about"):
        if not getattr(kept, field):
            setattr(kept, field, getattr(other, field))
    slug = other.slug
    other.delete()
    kept.save()
    FormerMuseumSlug.objects.get_or_create(slug=slug, defaults={"organisation": kept})
    reindex(Announcement.objects.filter(pk__in=found_by_them))
