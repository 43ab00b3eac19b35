"""Files to download: what comes in is judged by its content, and kept under a name of our own."""

import hashlib
import re
import secrets
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from events.models import Announcement, Document, Organisation
from museumsite.contents import MEGABYTE, kind_of
from museumsite.fields import one_line
from museumsite.slugs import shortened, slug_of

ACCEPT = ".pdf,.doc,.docx,.odt,.xls,.xlsx,.ods,.ppt,.pptx,.odp"  # what a browser offers to choose
MOST_BYTES = 40 * MEGABYTE
_MOST_WORDS = 8  # of a question
_LONGEST_STEM = 80  # characters of the title in the file's name
_SPACES = re.compile(r"[\s_]+")


def keep(upload: "File[Any]", title: str = "") -> tuple[Document, bool]:
    """The document in `upload`, and whether it is new here. The same file again is the same one.

    Without a title it is called as its file. Raises `ValidationError` with what to do about it.
    """
    document = Document(title=title or title_from(upload.name or ""))
    read(document, upload)
    known = Document.objects.filter(sha256=document.sha256).order_by("pk").first()
    if known:
        return known, False
    put(document, upload)
    return document, True


def read(document: Document, upload: "File[Any]") -> None:
    """Take what is to be known of the file in `upload`. Raises `ValidationError`."""
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(megabytes)d MB. Make it smaller and try again."),
            code="too_many_bytes",
            params={"megabytes": MOST_BYTES // MEGABYTE},
        )
    upload.seek(0)
    content = upload.read()
    if not content:
        raise ValidationError(_("The file is empty. Choose another one."), code="empty")
    kind = kind_of(content)
    if kind is None:
        raise ValidationError(
            _(
                "This file cannot be offered. Choose a PDF, or a Word, Excel, PowerPoint or"
                " OpenDocument file without macros."
            ),
            code="unreadable",
        )
    document.kind = kind
    document.size = len(content)
    document.sha256 = hashlib.sha256(content).hexdigest()


def put(document: Document, upload: "File[Any]") -> None:
    """Keep the file of a document that has been read, and its row; an earlier file goes."""
    former = Document.objects.filter(pk=document.pk).values_list("file", flat=True).first()
    upload.seek(0)
    document.file.save(_name_of(document), File(upload), save=False)
    try:
        document.save()
    except Exception:
        document.file.delete(save=False)  # without its row nobody would ever remove it
        raise
    remove_after_commit(former or "")


def remove_after_commit(name: str) -> None:
    """Remove a file that no row names any more, once that is certain."""
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


def title_from(name: str) -> str:
    """What people call a file, from its name: «Программа_14-09.pdf» is «Программа 14-09»."""
    stem = PurePosixPath(name.replace("\\", "/").replace("\0", "")).stem
    title = one_line(_SPACES.sub(" ", stem)).strip(". ")
    return title[: Document._meta.get_field("title").max_length] or _("file")


def announcements_with(document: Document) -> QuerySet[Announcement]:
    """The announcements whose text offers the file."""
    return Announcement.objects.filter(body__contains=_mark(document))


def organisations_with(document: Document) -> QuerySet[Organisation]:
    """The organisations whose own words offer the file."""
    return Organisation.objects.filter(about__contains=_mark(document))


def matching(documents: QuerySet[Document], question: str) -> QuerySet[Document]:
    """Those in whose names every word of `question` occurs."""
    for word in question.replace("\0", "").split()[:_MOST_WORDS]:
        # SQLite tells small Cyrillic letters from capitals, so the usual spellings are asked for.
        spellings = {word, word.lower(), word.upper(), word.capitalize()}
        asked = [("title__icontains", spelling) for spelling in spellings]
        documents = documents.filter(Q(*asked, _connector=Q.OR))
    return documents


def _mark(document: Document) -> str:
    return f'data-document="{document.pk}"'


def _name_of(document: Document) -> str:
    """A name that people recognise in their folder, and nobody guesses before it is published."""
    stem = shortened(slug_of(document.title), _LONGEST_STEM) or "file"
    return f"{stem}-{secrets.token_hex(8)}.{document.kind}"
