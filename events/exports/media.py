"""Pictures and files beside the JSON, each copied once and known by its checksum."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.storage import Storage, default_storage

from events.exports.facts import Facts, document_facts, picture_facts
from events.models import Document, Picture
from events.pictures import private_storage
from events.rich_text.tree import elements, parsed, written

_PART = 1024 * 1024  # bytes copied at once
_ROWS = 200


@dataclass
class Media:
    """What the texts show: `remember` each text first, then `find`; then the rest may be asked."""

    with_originals: bool = False
    pictures: dict[int, str] = field(default_factory=dict)  # where each lies, by its key
    documents: dict[int, str] = field(default_factory=dict)

    def remember(self, html: str, cover: int | None = None) -> None:
        if cover:
            self.pictures[cover] = ""
        for element in elements(parsed(html)):
            if key := _number(element.attributes.get("data-picture", "")):
                self.pictures[key] = ""
            if key := _number(element.attributes.get("data-document", "")):
                self.documents[key] = ""

    def find(self) -> None:
        """Decide where each file will lie; what is no longer there loses its place."""
        for picture in _rows(Picture, self.pictures):
            entry = _largest(picture)
            suffix = PurePosixPath(entry["name"]).suffix if entry else ""
            self.pictures[picture.pk] = f"media/pictures/{picture.pk}{suffix}" if entry else ""
        for document in _rows(Document, self.documents):
            name = f"media/documents/{document.pk}.{document.kind}"
            self.documents[document.pk] = name

    def placed(self, html: str, up: str = "") -> str:
        """`html` with the addresses its pictures and files have in the export.

        `up` leads from the file that holds the text to the export's folder: «../».
        """
        nodes = parsed(html)
        for element in elements(nodes):
            name = self.pictures.get(_number(element.attributes.get("data-picture", "")))
            for image in elements(element.children) if name else ():
                if image.tag == "img":
                    image.attributes["src"] = f"{up}{name}"
            if name := self.documents.get(_number(element.attributes.get("data-document", ""))):
                element.attributes["href"] = f"{up}{name}"
        return written(nodes)

    def copy_into(self, folder: Path) -> tuple[list[Facts], list[Facts]]:
        """Copy everything; what `pictures.json` and `documents.json` say of it.

        A file that is gone from the storage is told by an empty name, and stops nothing.
        """
        pictures = [self._picture(picture, folder) for picture in _rows(Picture, self.pictures)]
        documents = []
        for document in _rows(Document, self.documents):
            told = _copied(
                default_storage, document.file.name or "", folder, self.documents[document.pk]
            )
            documents.append({**document_facts(document), **told})
        return pictures, documents

    def _picture(self, picture: Picture, folder: Path) -> Facts:
        """The largest picture a visitor could see, whole; the original only when asked for."""
        entry = _largest(picture)
        facts = picture_facts(picture)
        facts["width"] = entry["width"] if entry else None
        facts["height"] = entry["height"] if entry else None
        name = entry["name"] if entry else ""
        facts |= _copied(default_storage, name, folder, self.pictures[picture.pk])
        if self.with_originals:
            original = picture.original.name or ""
            suffix = PurePosixPath(original).suffix
            place = f"media/originals/{picture.pk}{suffix}"
            facts["original"] = _copied(private_storage(), original, folder, place)
        return facts


def _largest(picture: Picture) -> Facts | None:
    """The largest file of the whole picture, in the format that every program reads."""
    whole = [entry for entry in picture.renditions if entry["crop"] == ""]
    best = [entry for entry in whole if entry["format"] == "JPEG"] or whole
    return max(best, key=lambda entry: (entry["width"], entry["name"]), default=None)


def _copied(storage: Storage, name: str, folder: Path, new_name: str) -> Facts:
    if not name:
        return {"file": "", "sha256": ""}
    target = folder / new_name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with storage.open(name) as source, target.open("wb") as copy:
            while part := source.read(_PART):
                digest.update(part)
                copy.write(part)
    except FileNotFoundError:
        target.unlink(missing_ok=True)
        return {"file": "", "sha256": ""}
    return {"file": new_name, "sha256": digest.hexdigest()}


def _rows(model: type[Any], keys: Iterable[int]) -> Iterable[Any]:
    """The rows in the order of their keys, some at a time: thousands of files are exported."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _ROWS):
        yield from model.objects.filter(pk__in=ordered[start : start + _ROWS]).order_by("pk")


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 19 else 0
