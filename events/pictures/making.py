"""Renditions: which files a picture needs, and making those it does not have yet."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image

from events.models import Picture
from events.pictures.places import CROPS, Box, Crop

QUALITY = {"AVIF": 62, "WEBP": 78, "JPEG": 80}
SUFFIXES = {"AVIF": "avif", "WEBP": "webp", "JPEG": "jpg"}
_OPTIONS: dict[str, dict[str, Any]] = {
    # One thread: the machine that makes renditions answers visitors, too.
    "AVIF": {"speed": 6, "max_threads": 1},
    "WEBP": {"method": 4},
    "JPEG": {"optimize": True, "progressive": True},
}
_WHITE = (255, 255, 255)


@dataclass(frozen=True)
class Wanted:
    """One file that a picture should have."""

    crop: str
    format: str
    width: int
    height: int
    box: Box  # what is cut out of the original

    def entry(self, name: str) -> dict[str, Any]:
        """How `Picture.renditions` speaks of it."""
        return {
            "crop": self.crop,
            "format": self.format,
            "width": self.width,
            "height": self.height,
            "box": list(self.box),
            "name": name,
        }

    def is_entry(self, entry: dict[str, Any]) -> bool:
        return {**entry, "name": ""} == self.entry("")


def wanted(picture: Picture) -> list[Wanted]:
    """Every file that pages may ask for, none larger than the original has pixels for."""
    return [
        Wanted(crop.name, kind, width, height, box)
        for crop in CROPS
        for box in [crop.box((picture.width, picture.height), picture.focus)]
        for width, height in sizes_of(crop, box)
        for kind in crop.formats
    ]


def sizes_of(crop: Crop, box: Box) -> list[tuple[int, int]]:
    """The sizes made of a cut: its widths, and its own where it is narrower."""
    across, down = box[2] - box[0], box[3] - box[1]
    widths = [width for width in crop.widths if width <= across]
    if len(widths) < len(crop.widths) and across not in widths:
        widths.append(across)
    ratio = across / down if crop.ratio is None else crop.ratio[0] / crop.ratio[1]
    return [(width, max(1, round(width / ratio))) for width in widths]


def made(image: Image.Image, size: tuple[int, int], files: Iterable[Wanted]) -> Iterator[bytes]:
    """The content of each of `files`, cut out of `image`, which stands for `size` pixels."""
    across, down = image.width / size[0], image.height / size[1]
    last: tuple[Any, Image.Image] = (None, image)
    for file in files:
        key = (file.box, file.width, file.height)
        if last[0] != key:  # the formats of one size follow each other
            left, top, right, bottom = file.box
            box = (left * across, top * down, right * across, bottom * down)
            resized = image.resize(
                (file.width, file.height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0
            )
            last = (key, resized)
        yield written(last[1], file.format)


def written(image: Image.Image, kind: str) -> bytes:
    """`image` as a file of this kind; JPEG knows no transparency and gets white paper."""
    if kind == "JPEG" and image.mode == "RGBA":
        paper = Image.new("RGB", image.size, _WHITE)
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    content = io.BytesIO()
    image.save(content, kind, quality=QUALITY[kind], **_OPTIONS[kind])
    return content.getvalue()


def lacks_renditions(picture: Picture) -> bool:
    """Whether a file that it should have is missing; its focal point may have moved."""
    return any(not _found(picture, file) for file in wanted(picture))


def missing(picture: Picture) -> tuple[list[dict[str, Any]], list[Wanted]]:
    """The entries that are still true, and the files that are to be made besides."""
    files = wanted(picture)
    kept = [entry for entry in picture.renditions if any(file.is_entry(entry) for file in files)]
    return kept, [file for file in files if not _found(picture, file)]


def _found(picture: Picture, file: Wanted) -> bool:
    return any(file.is_entry(entry) for entry in picture.renditions)
