"""Pictures and files of the old site, looked for in a folder that somebody has copied."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

_UPLOADS = "wp-content/uploads/"
_SIZE = re.compile(r"-[0-9]{1,5}x[0-9]{1,5}(?=\.[A-Za-z0-9]+$)")
_MADE = re.compile(r"-(?:scaled|rotated|e[0-9]{10,})(?=\.[A-Za-z0-9]+$)")


@dataclass(slots=True)
class Attachment:
    """What an export says of one uploaded file."""

    number: int
    place: str  # below the folder of uploads: «2019/05/zal.jpg»
    title: str
    alt: str
    caption: str
    link: str
    parent: int


@dataclass
class Library:
    """The attachments of an export and the folder with their files, if there is one."""

    folder: Path | None
    by_number: dict[int, Attachment] = field(default_factory=dict)
    by_place: dict[str, Attachment] = field(default_factory=dict)
    by_parent: dict[int, list[int]] = field(default_factory=dict)

    def add(self, attachment: Attachment) -> None:
        self.by_number[attachment.number] = attachment
        self.by_place[attachment.place] = attachment
        self.by_parent.setdefault(attachment.parent, []).append(attachment.number)

    def attachment(self, address: str, number: int = 0) -> Attachment | None:
        """By the number, or by the address of the file or of one of its smaller copies."""
        if number in self.by_number:
            return self.by_number[number]
        return next(
            (self.by_place[place] for place in _names(place_of(address)) if place in self.by_place),
            None,
        )

    def file(self, address: str, number: int = 0) -> Path | None:
        """The file in the folder: the original where there is one, else the copy that is named.

        Nothing outside the folder is ever opened, whatever the address says.
        """
        if self.folder is None:
            return None
        root = self.folder.resolve()
        attachment = self.attachment(address, number)
        wanted = place_of(address)
        # A picture may be called «plan-800x600.jpg» by itself: then that is the original.
        is_own_name = wanted in self.by_place
        # What an attachment is called is its own name, but for what WordPress made of it itself.
        places = [_MADE.sub("", attachment.place), attachment.place] if attachment else []
        places += [wanted] if is_own_name else _names(wanted)
        for place in places:
            for base in ("", "uploads", _UPLOADS):
                for form in ("NFC", "NFD"):
                    path = root / base / unicodedata.normalize(form, place)
                    try:
                        path = path.resolve()
                        if path.is_relative_to(root) and path.is_file():
                            return path
                    except (OSError, ValueError):
                        continue  # a name too long, or with a zero in it
        return None


def place_of(address: str) -> str:
    """Where below the folder of uploads an address points: «2019/05/zal-300x200.jpg»."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    _before, mark, place = path.rpartition(_UPLOADS)
    return unicodedata.normalize("NFC", place if mark else path.lstrip("/"))


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def file_name(address: str) -> str:
    return PurePosixPath(place_of(address)).name


def _names(place: str) -> Iterator[str]:
    """The names under which a picture may lie, the fullest one first."""
    whole = _SIZE.sub("", place)
    yield from dict.fromkeys((_MADE.sub("", whole), whole, place))
