"""Opening a picture that came from outside.

Named formats only, whatever the file is called; refused by its size before a pixel of it is
decoded; turned upright, brought to the colours of screens, and bare of what was written into
it, the place where it was taken included.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import sqrt
from threading import BoundedSemaphore
from typing import IO

from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, UnidentifiedImageError

from events.pictures import refusals

SUFFIXES = {
    "JPEG": "jpg",
    "PNG": "png",
    "WEBP": "webp",
    "AVIF": "avif",
    "GIF": "gif",
    "TIFF": "tif",
    "BMP": "bmp",
}
ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff,image/bmp"
MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 12_000  # pixels, of what is uploaded
SHORTEST_SIDE = 16  # pixels: less is a counter of visits or a spacer, no picture
WORKED_PIXELS = 16_000_000  # no rendition needs more; a larger picture is made smaller first
PREVIEW_PIXELS = 1280 * 1280

_ENOUGH = 0.7  # of the wished size: half of a photograph is better than twice its memory
_SMOOTH = {"RGB", "L", "CMYK"}  # modes that can be made smaller as they are
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_ORIENTATION = 0x0112  # of EXIF
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# A decoded picture is large: however many uploads come at once, a process decodes one at a time.
_TURN = BoundedSemaphore()


@dataclass(frozen=True)
class Read:
    """A picture that could be decoded: its kind, its upright size as it came, its pixels."""

    kind: str  # one of SUFFIXES
    size: tuple[int, int]
    image: Image.Image  # RGB or RGBA, upright, perhaps smaller than `size`


def read(file: IO[bytes], pixels: int = WORKED_PIXELS) -> Read:
    """What is in `file`, its image made smaller to about `pixels`; of an animation the first frame.

    Raises `ValidationError` with what to do about it.
    """
    with _TURN, _refusals(file), Image.open(file, formats=list(SUFFIXES)) as picture:
        kind = _kind(picture)
        refuse_by_size(picture.size)
        turn = _turn(picture)
        width, height = picture.size
        size = (height, width) if turn in _SIDEWAYS else (width, height)
        share = min(1.0, sqrt(pixels / (width * height)))
        small = (max(1, round(width * share)), max(1, round(height * share)))
        # A JPEG is decoded at a fraction of its size: a photograph costs a tenth of the memory.
        picture.draft(None, (round(small[0] * _ENOUGH), round(small[1] * _ENOUGH)))
        picture.load()
        if picture.mode in _SMOOTH:  # before anything makes a second large picture of it
            picture.thumbnail(small, Image.Resampling.LANCZOS, reducing_gap=3.0)
        image = _in_screen_colours(picture)
        image.thumbnail(small, Image.Resampling.LANCZOS, reducing_gap=3.0)
        if turn is not None:
            image = image.transpose(turn)
        image.info.clear()
        return Read(kind, size, image)


def refuse_by_size(size: tuple[int, int]) -> None:
    """By what the file's header says: nothing has been decoded yet."""
    if max(size) > LONGEST_SIDE or size[0] * size[1] > MOST_PIXELS:
        raise refusals.too_many_pixels(MOST_PIXELS, LONGEST_SIDE)
    if min(size) < SHORTEST_SIDE:
        raise refusals.too_few_pixels(SHORTEST_SIDE)


@contextmanager
def _refusals(file: IO[bytes]) -> Iterator[None]:
    """Whatever a decoder raises, said in a word for the person who chose the file."""
    try:
        yield
    except ValidationError:
        raise
    except _BOMBS as error:
        raise refusals.too_many_pixels(MOST_PIXELS, LONGEST_SIDE) from error
    except UnidentifiedImageError as error:
        file.seek(0)
        raise refusals.not_a_picture(file.read(1_024)) from error
    except MemoryError:
        raise  # not the picture's fault
    except Exception as error:  # a damaged file can make a decoder raise anything
        raise refusals.damaged() from error


def _kind(picture: Image.Image) -> str:
    """Telephones put several pictures into one JPEG: that is an MPO, and still a JPEG."""
    kind = picture.format or ""
    return "JPEG" if kind == "MPO" else kind


_SIDEWAYS = {turn for number, turn in _TURNS.items() if number >= 5}


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn the picture upright. Notes that cannot be read are no reason to refuse it."""
    try:
        return _TURNS.get(picture.getexif().get(_ORIENTATION, 1))
    except Exception:
        return None


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """Eight bits of sRGB for each colour, and transparency where there is any."""
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image).convert("RGB")
    if image.has_transparency_data:
        shining = image.convert("RGBA")
        if shining.getchannel("A").getextrema() != (255, 255):
            return shining
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "LAB"}:
        try:
            return _from_profile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile: the plain conversion below comes close enough
    if image.mode == "LAB":  # which Pillow converts by a profile only
        return _from_profile(image, ImageCms.createProfile("LAB"))
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of sixteen bits keeps its brightness; of more, only the scale can be guessed."""
    if image.mode.startswith("I;16"):
        low, high = 0.0, 65_535.0
    else:
        low, high = image.getextrema()  # type: ignore[assignment]  # one band: two numbers
    wide = image.convert("F")
    scale = 255 / (high - low) if high > low else 1.0
    return wide.point(lambda value: value * scale - low * scale).convert("L")


def _from_profile(image: Image.Image, source: object) -> Image.Image:
    """`image` with the colours its maker saw: photographers' profiles are wider than sRGB."""
    screen = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(
        image,
        source,  # type: ignore[arg-type]  # one of its three kinds of profile
        screen,
        outputMode="RGB",
    )
    return converted if converted is not None else image.convert("RGB")
