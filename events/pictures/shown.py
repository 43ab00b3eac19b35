"""What a page prints of a picture: `<picture>` with the best format first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from events.models import Picture
from events.pictures.places import PLACES, Crop, View

MEDIA_TYPES = {"AVIF": "image/avif", "WEBP": "image/webp", "JPEG": "image/jpeg"}
_COMMON_WIDTH = 960  # pixels: for programs that take the one address and no other
Entry = dict[str, Any]  # of `Picture.renditions`


@dataclass(frozen=True)
class Source:
    """Files of one format and cut, for browsers to choose from."""

    type: str
    media: str
    srcset: str
    sizes: str
    width: int
    height: int


@dataclass(frozen=True)
class Shown:
    """Everything `components/picture.html` prints."""

    sources: list[Source]
    src: str
    srcset: str
    sizes: str
    width: int
    height: int
    alt: str


def shown(picture: Picture, place: str, alt: str | None = None) -> Shown | None:
    """How `picture` is shown in one of `PLACES`; None when there is nothing to show of it.

    `alt` None is the picture's own. What the worker has not made yet is stood in for by the
    whole picture, which the style sheet brings to the shape of the place.
    """
    *others, last = PLACES[place]
    fallback = _files(picture, last.crop, "JPEG") or _any_whole(picture)
    if not fallback:
        return None
    sources = [
        source
        for view in (*others, last)
        for kind in view.crop.formats
        if not (view is last and kind == "JPEG")
        for source in _source(picture, view, kind)
    ]
    return Shown(
        sources=sources,
        src=url_of(_nearest(fallback, _COMMON_WIDTH)),
        srcset=_srcset(fallback) if len(fallback) > 1 else "",
        sizes=last.sizes,
        width=fallback[-1]["width"],
        height=fallback[-1]["height"],
        alt=picture.alt if alt is None else alt,
    )


def picture_html(
    picture: Picture, place: str, *, alt: str | None = None, css: str = "", is_first: bool = False
) -> SafeString:
    """The `<picture>` of the place, for parts of a page that no template writes.

    `is_first` for the first picture of a page: it is fetched at once, the others when a reader
    comes near. Empty when there is nothing to show.
    """
    context = {"shown": shown(picture, place, alt), "css": css, "is_first": is_first}
    return render_to_string("components/picture.html", context)


def url_of(entry: Entry) -> str:
    return default_storage.url(entry["name"])


def preview_url(picture: Picture, width: int = 640) -> str:
    """A JPEG of the whole picture, about as wide as that. Empty when there is none.

    The address of the common width stays the same as long as the picture is kept.
    """
    whole = _any_whole(picture)
    return url_of(_nearest(whole, width)) if whole else ""


def _source(picture: Picture, view: View, kind: str) -> Iterable[Source]:
    files = _files(picture, view.crop, kind)
    if files:
        largest = files[-1]
        yield Source(
            MEDIA_TYPES[kind],
            view.media,
            _srcset(files),
            view.sizes,
            largest["width"],
            largest["height"],
        )


def _files(picture: Picture, crop: Crop, kind: str) -> list[Entry]:
    """The files of this cut and format, the narrowest first."""
    found = [
        entry
        for entry in picture.renditions
        if entry["crop"] == crop.name and entry["format"] == kind
    ]
    return sorted(found, key=lambda entry: entry["width"])


def _any_whole(picture: Picture) -> list[Entry]:
    """The whole picture in the format that every program reads, or in any."""
    whole = [entry for entry in picture.renditions if entry["crop"] == ""]
    jpeg = [entry for entry in whole if entry["format"] == "JPEG"]
    return sorted(jpeg or whole[:1], key=lambda entry: entry["width"])


def _nearest(files: list[Entry], width: int) -> Entry:
    return min(files, key=lambda entry: abs(entry["width"] - width))


def _srcset(files: list[Entry]) -> str:
    return ", ".join(f"{url_of(entry)} {entry['width']}w" for entry in files)
