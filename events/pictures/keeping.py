"""The library: taking a picture in, and taking it out again with all its files."""

import hashlib
import re
import secrets
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from events.models import Announcement, Organisation, Picture
from events.pictures import private_storage, refusals
from events.pictures.making import SUFFIXES as MADE_SUFFIXES
from events.pictures.making import Wanted, made, wanted
from events.pictures.reading import MOST_BYTES, PREVIEW_PIXELS, SUFFIXES, Read, read
from museumsite.fields import one_line

PREVIEW_WIDTH = 640  # one of the widths of the whole picture: made at once, and kept for good


def keep(upload: "File[bytes]", **words: str) -> tuple[Picture, bool]:
    """The picture of the library that is in `upload`, and whether it is new there.

    `words` are title, alt, caption, credit of a new one; a title is made from the file's name.
    The same file again is the picture it was before. Decodes: call it with no transaction open.
    Raises `ValidationError` with what to do about it.
    """
    if upload.size > MOST_BYTES:
        raise refusals.too_many_bytes(MOST_BYTES)
    digest = _digest(upload)
    known = Picture.objects.filter(sha256=digest).order_by("pk").first()
    if known:
        return known, False
    upload.seek(0)
    found = read(upload, PREVIEW_PIXELS)
    words.setdefault("title", title_from(upload.name or ""))
    picture = Picture(sha256=digest, width=found.size[0], height=found.size[1], **words)
    names = _Names()
    try:
        picture.renditions = [_preview(picture, found, names)]
        upload.seek(0)
        picture.original = names.save_original(upload, SUFFIXES[found.kind])
        with transaction.atomic():
            known = Picture.objects.filter(sha256=digest).order_by("pk").first()
            if known is None:
                picture.save(force_insert=True)
    except Exception:
        names.remove()
        raise
    if known:  # sent twice at the same moment
        names.remove()
        return known, False
    return picture, True


class _Names:
    """The files written for a picture that has no row yet."""

    def __init__(self) -> None:
        self.original = ""
        self.preview = ""

    def save_original(self, upload: "File[bytes]", suffix: str) -> str:
        name = f"originals/{secrets.token_hex(16)}.{suffix}"
        self.original = private_storage().save(name, File(upload))
        return self.original

    def remove(self) -> None:
        if self.original:
            private_storage().delete(self.original)
        if self.preview:
            default_storage.delete(self.preview)


def _preview(picture: Picture, found: Read, names: _Names) -> dict[str, Any]:
    """A small JPEG of the whole, one of the renditions the worker would make."""
    files = [file for file in wanted(picture) if (file.crop, file.format) == ("", "JPEG")]
    file = max((file for file in files if file.width <= PREVIEW_WIDTH), key=lambda file: file.width)
    [content] = made(found.image, found.size, [file])
    names.preview = save_rendition(content, file, secrets.token_hex(16))
    return file.entry(names.preview)


def save_rendition(content: bytes, file: Wanted, token: str) -> str:
    """Write a public file; the name it got. `token` is the same for all that are made at once."""
    place = f"pictures/{token[:2]}/{token}"
    name = f"{place}-{file.crop or 'whole'}-{file.width}.{MADE_SUFFIXES[file.format]}"
    return default_storage.save(name, ContentFile(content))


def forget(picture: Picture) -> None:
    """Delete the picture, and its files once that is certain.

    People ask for a picture to be taken down, and its old addresses must not outlive it.
    Raises `ProtectedError` while it is a cover.
    """
    with transaction.atomic():
        # As the worker may have written since: its files are to go, too.
        current = Picture.objects.select_for_update().get(pk=picture.pk)
        original = current.original.name or ""
        names = [entry["name"] for entry in current.renditions]
        current.delete()
        transaction.on_commit(lambda: private_storage().delete(original), robust=True)
        remove_after_commit(*names)


def remove_after_commit(*names: str | None) -> None:
    """Remove public files that no row names any more, once that is certain."""
    for name in filter(None, names):
        transaction.on_commit(partial(default_storage.delete, name), robust=True)


def look_again(picture: Picture) -> None:
    """Let the worker make what is missing; what it is doing at this moment does not count."""
    Picture.objects.filter(pk=picture.pk).update(
        state=Picture.State.WAITING, claimed_until=None, attempts=0, trouble=""
    )


def announcements_with(picture: Picture) -> QuerySet[Announcement]:
    """The announcements whose text holds the picture."""
    return Announcement.objects.filter(body__contains=_mark(picture))


def organisations_with(picture: Picture) -> QuerySet[Organisation]:
    """The organisations whose own words hold the picture."""
    return Organisation.objects.filter(about__contains=_mark(picture))


def title_from(name: str) -> str:
    """A name for colleagues from the name of a file; empty when there is nothing to read in it."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    readable = re.sub(r"[\ud800-\udfff\0]", "", stem).replace("_", " ")
    return one_line(readable)[: Picture._meta.get_field("title").max_length]


def _mark(picture: Picture) -> str:
    return f'data-picture="{picture.pk}"'


def _digest(upload: "File[bytes]") -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
