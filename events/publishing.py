"""What saving an announcement means beyond its own row."""

from django.db import transaction

from events.models import Announcement, FormerSlug


@transaction.atomic
def save_announcement(announcement: Announcement) -> None:
    """Save, and let an address that changed keep leading to this announcement for ever.

    A form cannot choose an address that another announcement has or had
    (`Announcement.clean`); the database refuses it too, with `IntegrityError`.
    """
    former = Announcement.objects.filter(pk=announcement.pk).values_list("slug", flat=True).first()
    announcement.save()
    if former and former != announcement.slug:
        FormerSlug.objects.get_or_create(slug=former, announcement=announcement)
