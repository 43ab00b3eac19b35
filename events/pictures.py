"""Uploaded pictures: what comes in is not trusted, what is kept is our own (design.md, rule 9).

A picture is opened with three named formats only, refused by its size before a pixel of it
is decoded, turned upright, brought to the colours of screens, made small enough for a page,
and written anew under a generated name. Nothing of the uploaded file itself is kept: neither
its name nor what a camera wrote into it, the place where it was taken included.
"""

import io
import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage, storages
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP"]
MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 12_000  # pixels, of what is uploaded
SIDE = 1_600  # pixels, the longer side of what is kept
QUALITY = 82
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def private_storage() -> Storage:
    """Where originals are kept: no address leads there."""
    return storages["private"]


class PictureField(forms.FileField):
    """A file that has to be a picture; its cleaned value is the picture we keep.

    Not Django's `ImageField`: that one opens the file with every format Pillow knows.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)  # the uploaded name is not kept, however long
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ",".join(f"image/{name.lower()}" for name in FORMATS)

    def to_python(self, data: Any) -> "File[bytes] | None":
        upload = super().to_python(data)
        return cleaned_picture(upload) if upload else None


def cleaned_picture(upload: "File[bytes]") -> "ContentFile[bytes]":
    """The picture in `upload` as this site keeps it: a new file with a new name.

    At most `SIDE` pixels on its longer side; WebP where something shines through, else JPEG.
    Of an animation the first frame. Raises `ValidationError` with what to do about it.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(
            _("The file is larger than %(megabytes)d MB. Save the picture smaller and try again."),
            code="too_many_bytes",
            params={"megabytes": MOST_BYTES // 1024 // 1024},
        )
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            _refuse_large(picture)
            image = _for_a_page(picture)
    except ValidationError:
        raise
    except _BOMBS as error:
        raise _too_large() from error
    except Exception as error:  # a damaged file can make a decoder raise anything
        raise ValidationError(
            _("This file cannot be read as a picture. Choose a JPEG, PNG or WebP file."),
            code="not_a_picture",
        ) from error
    return _written(image)


def remove_after_commit(name: str) -> None:
    """Remove the file of a picture that no row names any more, once that is certain.

    People ask for a picture to be taken down, and its old address must not outlive it.
    """
    if name:
        transaction.on_commit(lambda: default_storage.delete(name), robust=True)


def _refuse_large(picture: Image.Image) -> None:
    """By what the file's header says: nothing has been decoded yet."""
    if max(picture.size) > LONGEST_SIDE or picture.width * picture.height > MOST_PIXELS:
        raise _too_large()


def _too_large() -> ValidationError:
    return ValidationError(
        _(
            "The picture is larger than %(megapixels)d megapixels or %(side)d pixels on one side."
            " Save it smaller and try again."
        ),
        code="too_many_pixels",
        params={"megapixels": MOST_PIXELS // 1_000_000, "side": LONGEST_SIDE},
    )


def _for_a_page(picture: Image.Image) -> Image.Image:
    """`picture` decoded, upright, in RGB or RGBA, small, and bare of what was written into it."""
    # A JPEG is decoded at a fraction of its size: a photograph costs a tenth of the memory.
    picture.draft(None, (2 * SIDE, 2 * SIDE))
    picture.load()
    image = _in_screen_colours(ImageOps.exif_transpose(picture))
    image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    image.info.clear()
    return image


def _in_screen_colours(image: Image.Image) -> Image.Image:
    """Eight bits of sRGB for each colour, and transparency where there is any."""
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256, "L").convert("RGB")
    if image.has_transparency_data:
        shining = image.convert("RGBA")
        if shining.getchannel("A").getextrema() != (255, 255):
            return shining
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            return _from_profile(image, profile)
        except (ImageCms.PyCMSError, OSError):
            pass  # a damaged profile: the plain conversion below comes close enough
    return image.convert("RGB")


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """`image` with the colours its maker saw: photographers' profiles are wider than sRGB."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    screen = ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, source, screen, outputMode="RGB")
    return converted if converted is not None else image.convert("RGB")


def _written(image: Image.Image) -> "ContentFile[bytes]":
    content = io.BytesIO()
    if image.mode == "RGBA":
        suffix = "webp"
        image.save(content, "WEBP", quality=QUALITY)
    else:
        suffix = "jpg"
        image.save(content, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return ContentFile(content.getvalue(), name=f"{secrets.token_hex(16)}.{suffix}")
