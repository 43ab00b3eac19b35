"""An export of this program read back into an empty site (`events/exports/`)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.exceptions import FieldError, ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from events import revisions
from events.documents import keep as keep_document
from events.exports.site import FORMAT, VERSION
from events.models import (
    Announcement,
    Category,
    Contact,
    Document,
    FormerMuseumSlug,
    FormerSlug,
    Organisation,
    Organiser,
    Picture,
    ProgrammeItem,
    Session,
    Venue,
)
from events.pictures.keeping import keep as keep_picture
from events.pictures.shown import preview_url
from events.publishing import store
from events.rich_text.tree import elements, parsed, written
from events.search.index import index_saved

Facts = dict[str, Any]
Row = TypeVar("Row", bound=Model)


class NotAnExport(ValueError):
    """The folder holds something else, or is damaged; the words say what."""


class NotEmpty(ValueError):
    """There are announcements here already: an export is read into an empty site."""


@dataclass
class SiteImport:
    """One reading of `folder`; `counts` are filled while it goes."""

    folder: Path
    counts: dict[str, int] = field(default_factory=dict)
    _pictures: dict[int, Picture] = field(default_factory=dict)
    _documents: dict[int, Document] = field(default_factory=dict)
    _venues: dict[int, Venue] = field(default_factory=dict)

    def run(self) -> None:
        """Read everything, whole or not at all. Raises `NotAnExport` and `NotEmpty`."""
        if Announcement.objects.exists():
            raise NotEmpty
        with self._understood():
            index = self._read("index.json")
            if index.get("format") != FORMAT or index.get("version") != VERSION:
                raise NotAnExport(_("this is no export that can be read here"))
            # Before the transaction: pictures are decoded.
            self._take_media()
            with transaction.atomic():
                self._take_directory()
                for listed in index["announcements"]:
                    self._take_announcement(self._read(listed["file"]))
                self._pair_up(index["announcements"])
                self._take_redirects()
        self.counts["announcements"] = len(index["announcements"])

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """What a damaged export makes happen, in words."""
        try:
            yield
        except ValidationError as error:
            raise NotAnExport(" ".join(error.messages)) from error
        except (KeyError, TypeError, ValueError, AttributeError, FieldError) as error:
            if isinstance(error, NotAnExport):
                raise
            raise NotAnExport(_("it is damaged: %(reason)s") % {"reason": error}) from error

    def _read(self, name: str) -> Any:
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise NotAnExport(_("it names a file outside its folder: %(name)s") % {"name": name})
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise NotAnExport(_("the file %(name)s is missing") % {"name": name}) from error

    # --- Files

    def _take_media(self) -> None:
        words = ("title", "alt", "caption", "credit", "focal_x", "focal_y")
        for facts in self._read("pictures.json"):
            name = facts.get("original", {}).get("file") or facts["file"]
            if name:
                with self._file(name) as file:
                    picture, is_new = keep_picture(file, **{key: facts[key] for key in words[:4]})
                if is_new:
                    picture.focal_x, picture.focal_y = facts["focal_x"], facts["focal_y"]
                    picture.save(update_fields=["focal_x", "focal_y"])
                self._pictures[facts["id"]] = picture
        for facts in self._read("documents.json"):
            if facts["file"]:
                with self._file(facts["file"]) as file:
                    self._documents[facts["id"]] = keep_document(file, facts["title"])[0]
        self.counts |= {"pictures": len(self._pictures), "documents": len(self._documents)}

    @contextmanager
    def _file(self, name: str) -> "Iterator[File[bytes]]":
        path = (self.folder / name).resolve()
        if not path.is_relative_to(self.folder.resolve()) or not path.is_file():
            raise NotAnExport(_("the file %(name)s is missing") % {"name": name})
        with path.open("rb") as opened:
            yield File(opened, name=path.name)

    def _placed(self, html: str) -> str:
        """`html` with the keys and addresses that its pictures and files have here."""
        nodes = parsed(html)
        for element in elements(nodes):
            for name, rows in (
                ("data-picture", self._pictures),
                ("data-document", self._documents),
            ):
                if name not in element.attributes:
                    continue
                row: Any = rows.get(int(element.attributes[name]))
                if row is None:
                    del element.attributes[name]  # its file was missing from the export
                    continue
                element.attributes[name] = str(row.pk)
                if isinstance(row, Document):
                    element.attributes["href"] = row.file.url
                for image in elements(element.children):
                    if image.tag == "img" and isinstance(row, Picture):
                        image.attributes["src"] = preview_url(row)
        return written(nodes)

    # --- Rows

    def _take_directory(self) -> None:
        for facts in self._read("categories.json"):
            slug = facts.pop("slug")
            Category.objects.update_or_create(slug=slug, defaults=facts)
        for facts in self._read("organisations.json"):
            former = facts.pop("former_addresses")
            facts["about"] = self._placed(facts["about"])
            organisation, _is_new = Organisation.objects.update_or_create(
                slug=facts.pop("slug"), defaults=facts
            )
            for slug in former:
                FormerMuseumSlug.objects.get_or_create(slug=slug, organisation=organisation)
        for facts in self._read("venues.json"):
            key = facts.pop("id")
            self._venues[key] = Venue.objects.get_or_create(**facts)[0]

    def _take_announcement(self, facts: Facts) -> None:
        names = ("slug", "title", "language", "lead", "author", "is_typeset")
        announcement = Announcement(**{name: facts[name] for name in names})
        announcement.published_at = _moment(facts["published_at"])
        announcement.withdrawn_at = _moment(facts["withdrawn_at"])
        announcement.body = self._placed(facts["body"])
        announcement.category = Category.objects.get(slug=facts["category"])
        announcement.cover = self._pictures.get(facts["cover"])
        announcement.contact = _contact(facts["contact"]) if facts["contact"] else None
        announcement.clean_fields()
        store(announcement)
        for slug in facts["former_addresses"]:
            FormerSlug.objects.create(slug=slug, announcement=announcement)
        for position, slug in enumerate(facts["organisers"]):
            Organiser.objects.create(
                announcement=announcement,
                organisation=Organisation.objects.get(slug=slug),
                position=position,
            )
        for held in facts["sessions"]:
            self._hold(announcement, held)
        index_saved(announcement)
        revisions.record(announcement, note=revisions.Note.IMPORTED)

    def _hold(self, announcement: Announcement, facts: Facts) -> None:
        session = _filled(Session(announcement=announcement), facts)
        session.venue = self._venues.get(facts["venue"])
        session.clean()
        session.save()
        for item in facts["programme"]:
            _filled(ProgrammeItem(session=session), item).save()

    def _pair_up(self, listed: list[Facts]) -> None:
        for one in listed:
            facts = self._read(one["file"])
            if facts["is_translation"] and facts["counterpart"]:
                announcement = Announcement.objects.get(slug=facts["slug"])
                announcement.translation_of = Announcement.objects.get(slug=facts["counterpart"])
                announcement.save(update_fields=["translation_of"])

    def _take_redirects(self) -> None:
        rows = self._read("redirects.json")
        for row in rows:
            Redirect.objects.get_or_create(
                site_id=settings.SITE_ID, old_path=row["old"], defaults={"new_path": row["new"]}
            )
        self.counts["redirects"] = len(rows)


def _contact(facts: Facts) -> Contact:
    names = ("name", "position", "phone", "email")
    organisation = Organisation.objects.filter(slug=facts["organisation"]).first()
    known = {name: facts[name] for name in names}
    return Contact.objects.get_or_create(**known, organisation=organisation)[0]


def _moment(written_as: str | None) -> datetime | None:
    return datetime.fromisoformat(written_as) if written_as else None


def _filled(row: Row, facts: Facts) -> Row:
    """`row` with the columns that the export tells; an older one may not know all of them."""
    for field_of_row in row._meta.concrete_fields:
        name = field_of_row.attname
        if name in facts and not (field_of_row.primary_key or field_of_row.is_relation):
            setattr(row, name, field_of_row.to_python(facts[name]))
    return row
