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


def pictures_become_covers(apps, schema_editor):
    """The largest file of the whole picture is the cover again; a file is never removed here."""
    announcements = apps.get_model("events", "Announcement").objects
    covered = announcements.exclude(cover=None).select_related("cover")
    for announcement in covered.only("cover__renditions", "cover__alt").iterator():
        whole = [entry for entry in announcement.cover.renditions if entry["crop"] == ""]
        readable = [entry for entry in whole if entry["format"] in {"JPEG", "WEBP", "PNG"}]
        if not readable:
            continue
        largest = max(readable, key=lambda entry: entry["width"])
        announcements.filter(pk=announcement.pk).update(
            cover_file=largest["name"],
            cover_width=largest["width"],
            cover_height=largest["height"],
            cover_alt=announcement.cover.alt,
        )


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
        migrations.RunPython(covers_become_pictures, pictures_become_covers),
        migrations.RunPython(organisations_get_addresses, migrations.RunPython.noop),
    ]
