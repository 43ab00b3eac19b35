"""Everything public into a folder, whole or not at all, the same bytes each time."""

import json
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db.models import Q, QuerySet

from events.exports.facts import (
    Facts,
    announcement_facts,
    category_facts,
    organisation_facts,
    venue_facts,
)
from events.exports.media import Media
from events.exports.readme import README
from events.models import Announcement, Category, Organisation, Venue
from events.museums import museums_shown

FORMAT = "museumsite export"
VERSION = 1
_ROWS = 100


class NotEmpty(ValueError):
    """There is something in the folder already: nothing is overwritten."""


@dataclass
class SiteExport:
    """One export as of `at`; `counts` are filled by `write`."""

    folder: Path
    at: datetime
    with_drafts: bool = False
    with_originals: bool = False
    counts: dict[str, int] = field(default_factory=dict)

    def write(self) -> None:
        """Write everything beside the folder first: who finds the folder finds it whole.

        Raises `NotEmpty`, and `OSError` when it cannot be written.
        """
        folder = self.folder.absolute()
        if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
            raise NotEmpty(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            self._fill(unfinished)
            unfinished.chmod(0o755)  # mkdtemp's are private
            unfinished.replace(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def _fill(self, folder: Path) -> None:
        media = Media(self.with_originals)
        exported = self._announcements()
        for body, cover in exported.order_by("pk").values_list("body", "cover_id").iterator():
            media.remember(body, cover)
        organisations = self._organisations(exported)
        for organisation in organisations:
            media.remember(organisation.about)
        media.find()
        listed = self._write_announcements(folder, media)
        venues = Venue.objects.filter(sessions__announcement__in=exported).distinct()
        redirects = Redirect.objects.filter(site_id=settings.SITE_ID).order_by("old_path")
        tables: dict[str, list[Facts]] = {
            "categories": [category_facts(row) for row in Category.objects.order_by("pk")],
            "organisations": [
                organisation_facts(row, media.placed(row.about)) for row in organisations
            ],
            "venues": [venue_facts(row) for row in venues.order_by("pk")],
            "redirects": [{"old": row.old_path, "new": row.new_path} for row in redirects],
        }
        tables["pictures"], tables["documents"] = media.copy_into(folder)
        for name, rows in tables.items():
            _write(folder / f"{name}.json", rows)
        self.counts = {"announcements": len(listed)}
        self.counts |= {name: len(rows) for name, rows in tables.items()}
        head = {"format": FORMAT, "version": VERSION, "site": settings.SITE_URL}
        _write(folder / "index.json", {**head, "counts": self.counts, "announcements": listed})
        (folder / "README.md").write_text(README, encoding="utf-8")

    def _organisations(self, exported: QuerySet[Announcement]) -> list[Organisation]:
        """Those with a page, and those that announcements name; not those that only sign up."""
        named = Q(organiser__announcement__in=exported) | Q(contacts__announcements__in=exported)
        chosen = Organisation.objects.filter(Q(pk__in=museums_shown(self.at)) | named)
        return list(chosen.distinct().order_by("slug").prefetch_related("former_slugs"))

    def _announcements(self) -> QuerySet[Announcement]:
        everything = Announcement.objects.all()
        return everything if self.with_drafts else everything.published(self.at)

    def _write_announcements(self, folder: Path, media: Media) -> list[Facts]:
        """A file for each, some rows at a time; what the index says of them."""
        listed = []
        exported = set(self._announcements().values_list("pk", flat=True))
        rows = (
            Announcement.objects.select_related(
                "category", "contact__organisation", "translation_of", "translation"
            )
            .prefetch_related("former_slugs", "organiser_set__organisation", "sessions__programme")
            .order_by("pk")
        )
        ordered = sorted(exported)
        for start in range(0, len(ordered), _ROWS):
            for row in rows.filter(pk__in=ordered[start : start + _ROWS]):
                other = row.counterpart()
                facts = announcement_facts(
                    row,
                    body=media.placed(row.body, "../"),
                    at=self.at,
                    counterpart=other.slug if other and other.pk in exported else None,
                )
                name = f"announcements/{row.slug}.json"
                _write(folder / name, facts)
                brief = ("id", "slug", "title", "language", "stage", "published_at")
                listed.append({"file": name, **{key: facts[key] for key in brief}})
        return listed


def _write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    written = json.dumps(value, ensure_ascii=False, indent=2)
    path.write_text(f"{written}\n", encoding="utf-8", newline="\n")
