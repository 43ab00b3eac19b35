"""Texts become HTML, covers become pictures, organisations get addresses."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import migrations
from PIL import Image, UnidentifiedImageError

from events import rich_text
from museumsite.slugs import unique_slug


def texts_become_html(apps, schema_editor):
    announcements = apps.get_model("events", "Announcement").objects.exclude(body="")
    for announcement in announcements.only("pk", "body").iterator():
        announcement.body = rich_text.from_plain(announcement.body)
        announcement.save(update_fields=["body"])


def texts_become_plain(apps, schema_editor):
    announcements = apps.get_model("events", "Announcement").objects.exclude(body="")
    for announcement in announcements.only("pk", "body").iterator():
        announcement.body = rich_text.plain(announcement.body).replace("\n", "\n\n")
        announcement.save(update_fields=["body"])


def covers_become_pictures(apps, schema_editor):
    """The kept file is the original from now on, and the rendition until the worker made others."""
    announcement_model = apps.get_model("events", "Announcement")
    picture_model = apps.get_model("events", "Picture")
    announcements = announcement_model.objects.exclude(cover_file="")
    for announcement in announcements.only("pk", "title", "cover_file", "cover_alt").iterator():
        name = announcement.cover_file.name
        try:
            with default_storage.open(name) as file:
                content = file.read()
            with Image.open(ContentFile(content), formats=["JPEG", "WEBP", "PNG"]) as picture:
                kind, (width, height) = picture.format, picture.size
        except (OSError, UnidentifiedImageError):
            continue  # the file is gone: the page has shown a broken picture until today
        rendition = {"crop": "", "format": kind, "width": width, "height": height, "name": name}
        row = picture_model(
            title=announcement.title[:200],
            alt=announcement.cover_alt,
            sha256=hashlib.sha256(content).hexdigest(),
            width=width,
            height=height,
            renditions=[rendition],
        )
        row.original.save(name.rpartition("/")[2], ContentFile(content), save=True)
        announcement.cover = row
        announcement.save(update_fields=["cover"])


def organisations_get_addresses(apps, schema_editor):
    organisation_model = apps.get_model("events", "Organisation")
    taken = set()
    for organisation in organisation_model.objects.order_by("pk"):
        organisation.slug = unique_slug(organisation.name, taken.__contains__)
        taken.add(organisation.slug)
        organisation.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("events", "0002_publishing_in_full")]

    operations = [
        migrations.RunPython(texts_become_html, texts_become_plain),
        migrations.RunPython(covers_become_pictures, migrations.RunPython.noop),
        migrations.RunPython(organisations_get_addresses, migrations.RunPython.noop),
    ]
