"""Files that come with a form: not trusted, checked by what is in them, kept between tries.

What a file is, its content says (`museumsite/contents.py`); a picture is opened with two named
formats and refused by its size before it is decoded. They are kept under generated names in the
private storage, which no address leads to.
"""

import io
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image

from museumsite.contents import MEGABYTE, kind_of
from museumsite.fields import one_line
from registrations.models import Answer, Intake, Upload
from registrations.turns import busy_when_locked_out

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

ACCEPTED = ".pdf,.docx,.jpg,.jpeg,.png"  # what a browser offers to choose
MOST_BYTES = 10 * MEGABYTE
# Of one form: a delegation of twenty has room for a scan each, a robot not for a disk.
MOST_FILES = 60
MOST_BYTES_OF_A_FORM = 100 * MEGABYTE
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 12_000  # pixels
LONGEST_NAME = 120
_FORMATS = ["JPEG", "PNG"]


@dataclass(frozen=True)
class KeptFile:
    """A file that need not be chosen again: an upload of this form, or an answer's."""

    token: str  # what the form carries for it
    name: str  # as the person's file is called
    upload_id: int | None = None


class Shelf:
    """The files kept for one form between its tries, and those of a registration's answers."""

    def __init__(self, intake: Intake, form_key: str, answers: Iterable[Answer] = ()) -> None:
        self.intake = intake
        self.form_key = form_key
        self._answers = {answer_token(answer): answer for answer in answers if answer.file}

    @cached_property
    def _uploads(self) -> dict[str, Upload]:
        found = Upload.objects.filter(intake=self.intake, form_key=self.form_key)
        return {upload.field: upload for upload in found}

    def find(self, token: str, question_id: int) -> KeptFile | None:
        """What `token` stands for, None when it is no file of this question and form."""
        answer = self._answers.get(token)
        if answer:
            is_of_question = answer.question_id == question_id
            return KeptFile(token, answer.value) if is_of_question else None
        if not token.startswith(f"{question_id}-"):
            return None
        upload = self._uploads.get(token)
        return KeptFile(token, upload.name, upload.pk) if upload else None

    def keep(self, question_id: int, uploaded: "UploadedFile[Any]", at: datetime) -> KeptFile:
        """Keep a file that came now.

        Raises `ValidationError` with what to do about it, `Busy` when the database has no turn
        for its row; then nothing of it is left.
        """
        suffix = checked_suffix(uploaded)
        self._require_room(uploaded)
        upload = Upload(
            intake=self.intake,
            form_key=self.form_key,
            field=f"{question_id}-{secrets.token_hex(8)}",
            name=shown_name(uploaded.name or "", suffix),
            uploaded_at=at,
        )
        uploaded.seek(0)
        upload.file.save(f"{secrets.token_hex(16)}{suffix}", File(uploaded), save=False)
        try:
            with busy_when_locked_out():
                upload.save()
        except Exception:
            upload.file.delete(save=False)  # without its row nobody would ever remove it
            raise
        self._uploads[upload.field] = upload
        return KeptFile(upload.field, upload.name, upload.pk)

    def forget(self, token: str) -> None:
        """Remove an upload that was taken out or replaced; an answer's file is the desk's.

        Raises `Busy`.
        """
        upload = self._uploads.pop(token, None)
        if upload:
            with busy_when_locked_out():
                upload.delete()
            upload.file.delete(save=False)

    def _require_room(self, uploaded: "UploadedFile[Any]") -> None:
        kept = list(self._uploads.values())
        size = sum(_size(upload) for upload in kept) + (uploaded.size or 0)
        if len(kept) >= MOST_FILES or size > MOST_BYTES_OF_A_FORM:
            raise ValidationError(
                _("One form takes %(files)d files and %(megabytes)d MB at the most."),
                code="too_much",
                params={"files": MOST_FILES, "megabytes": MOST_BYTES_OF_A_FORM // MEGABYTE},
            )


def answer_token(answer: Answer) -> str:
    """How a form carries a file that was sent with the registration."""
    return f"answer-{answer.pk}"


def checked_suffix(uploaded: "UploadedFile[Any]") -> str:
    """The ending that a file's content earns it. Raises `ValidationError` for any other file."""
    size = uploaded.size or 0
    if size > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(megabytes)d MB. Make it smaller and try again."),
            code="too_many_bytes",
            params={"megabytes": MOST_BYTES // MEGABYTE},
        )
    uploaded.seek(0)
    content = uploaded.read(MOST_BYTES + 1)
    if not content:
        raise ValidationError(_("The file is empty. Choose another one."), code="empty")
    kind = kind_of(content)
    if kind in {"pdf", "docx"}:
        return f".{kind}"
    suffix = _picture_suffix(content)
    if suffix:
        return suffix
    raise ValidationError(
        _("This file cannot be read. Choose a PDF, DOCX, JPEG or PNG file."), code="unreadable"
    )


def shown_name(name: str, suffix: str) -> str:
    """The name of a person's file on one line, without folders, with the ending it deserves."""
    stem = PurePosixPath(one_line(name.replace("\\", "/").replace("\0", ""))).stem
    stem = stem.strip(". ")[:LONGEST_NAME] or _("file")
    return f"{stem}{suffix}"


def _picture_suffix(content: bytes) -> str | None:
    """The ending of a picture that can be decoded to its last line; None for anything else."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            _refuse_large(picture)
            # A JPEG is decoded at a fraction of its size: a photograph costs a tenth.
            picture.draft(None, (1_000, 1_000))
            picture.load()
            return ".png" if picture.format == "PNG" else ".jpg"
    except ValidationError:
        raise
    except Exception:  # a damaged file can make a decoder raise anything
        return None


def _refuse_large(picture: Image.Image) -> None:
    if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(
            _(
                "The picture is larger than %(megapixels)d megapixels or %(side)d pixels on one"
                " side. Save it smaller and try again."
            ),
            code="too_many_pixels",
            params={"megapixels": MOST_PIXELS // 1_000_000, "side": LONGEST_SIDE},
        )


def _size(upload: Upload) -> int:
    try:
        return upload.file.size
    except OSError:  # gone from the disk: it takes no room
        return 0
