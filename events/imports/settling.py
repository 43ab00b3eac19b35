"""The files that a post shows: found in the folder, taken into the library, put into the text."""

import hashlib
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from events.documents import keep as keep_document
from events.imports.conversion import Converted, WantedFile, WantedPicture
from events.imports.media import Library, file_name, place_of, sha256_of
from events.imports.taking import Texts
from events.imports.wxr import number_in
from events.models import Picture
from events.pictures.keeping import keep as keep_picture
from events.pictures.shown import preview_url
from museumsite.fields import one_line

MISSING = "missing"


@dataclass
class Settling:
    """The media of one post. What could not be had is told in `notes`."""

    library: Library
    media: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _cover: WantedPicture | None = None

    def look_for(self, text: Converted, thumbnail: str) -> None:
        """Find every file of the post, and remember which ones they are."""
        number = number_in(thumbnail)
        if number:
            attachment = self.library.by_number.get(number)
            place = attachment.place if attachment else f"№ {number}"
            self._cover = WantedPicture(address=place, number=number)
        pictures = [*([self._cover] if self._cover else []), *text.pictures]
        wanted = [(one.address, one.number) for one in pictures]
        for address, number in [*wanted, *((one.address, 0) for one in text.files)]:
            path = self.library.file(address, number)
            self.media.append(sha256_of(path) if path else MISSING)
            if path is None:
                self.notes.append(
                    _("the file %(name)s is not in the folder") % {"name": place_of(address)}
                )
        self.media.append(self._words())

    def texts(self, text: Converted) -> Texts:
        """The text with its pictures and files, which are in the library from now on.

        Decodes pictures: not to be called in a transaction.
        """
        cover = self._picture(self._cover) if self._cover else None
        return Texts(text.settled(self._figure, self._link), cover)

    def _words(self) -> str:
        """What is said of the cover: another caption is a change, too."""
        attachment = self.library.by_number.get(self._cover.number) if self._cover else None
        words = [attachment.alt, attachment.caption] if attachment else []
        return hashlib.sha256("\n".join(words).encode()).hexdigest()

    def _picture(self, wanted: WantedPicture) -> Picture | None:
        path = self.library.file(wanted.address, wanted.number)
        if path is None:
            return None
        attachment = self.library.attachment(wanted.address, wanted.number)
        words = {"alt": one_line(wanted.alt)[:300]}
        if attachment:
            words = {"alt": words["alt"] or attachment.alt, "caption": attachment.caption}
        try:
            with path.open("rb") as file:
                picture, _is_new = keep_picture(File(file, name=path.name), **words)
        except (ValidationError, OSError) as error:
            self._refused(path, error)
            return None
        return picture

    def _figure(self, wanted: WantedPicture) -> str:
        picture = self._picture(wanted)
        if picture is None:
            return ""
        caption = wanted.caption or escape(picture.caption)
        words = f"<figcaption>{caption}</figcaption>" if caption else ""
        alt = escape(one_line(wanted.alt)[:300] or picture.alt)
        source = escape(preview_url(picture))
        return (
            f'<figure data-picture="{picture.pk}"><img src="{source}" alt="{alt}">{words}</figure>'
        )

    def _link(self, wanted: WantedFile) -> str:
        """The words with a link to the file; the words alone when it cannot be had."""
        path = self.library.file(wanted.address)
        if path is None:
            return wanted.words
        try:
            with path.open("rb") as file:
                document, _is_new = keep_document(File(file, name=file_name(wanted.address)))
        except (ValidationError, OSError) as error:
            self._refused(path, error)
            return wanted.words
        address = escape(document.file.url)
        return f'<a href="{address}" data-document="{document.pk}">{wanted.words}</a>'

    def _refused(self, path: Path, error: ValidationError | OSError) -> None:
        reason = " ".join(error.messages) if isinstance(error, ValidationError) else error.strerror
        self.notes.append(
            _("the file %(name)s was refused: %(reason)s") % {"name": path.name, "reason": reason}
        )
