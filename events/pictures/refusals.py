"""Why a file is not taken into the library, and what to do about it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_OURS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*")  # how they begin
_HEIF = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def too_many_bytes(most: int) -> ValidationError:
    return ValidationError(
        _("The file is larger than %(megabytes)d MB. Save the picture smaller and try again."),
        code="too_many_bytes",
        params={"megabytes": most // 1024 // 1024},
    )


def too_many_pixels(most: int, longest: int) -> ValidationError:
    return ValidationError(
        _(
            "The picture is larger than %(megapixels)d megapixels or %(side)d pixels on one side."
            " Save it smaller and try again."
        ),
        code="too_many_pixels",
        params={"megapixels": most // 1_000_000, "side": longest},
    )


def too_few_pixels(fewest: int) -> ValidationError:
    return ValidationError(
        _("The picture is too small to be seen: each side needs %(side)d pixels at least."),
        code="too_few_pixels",
        params={"side": fewest},
    )


def damaged() -> ValidationError:
    return ValidationError(
        _("The picture is damaged or was cut off on its way. Save or copy it anew and try again."),
        code="damaged",
    )


def not_a_picture(beginning: bytes) -> ValidationError:
    """By how the file begins: what it seems to be, and how to make a picture of it."""
    if beginning.startswith(_OURS) or beginning[4:12] == b"ftypavif":
        return damaged()
    if b"<svg" in beginning.lower():
        return ValidationError(
            _(
                "This is an SVG drawing: it may hold programs, so it is not taken."
                " Export it as PNG and choose that file."
            ),
            code="svg",
        )
    if beginning[4:8] == b"ftyp" and beginning[8:12] in _HEIF:
        return ValidationError(
            _(
                "This is a HEIC photograph, as iPhones write them; browsers do not show it."
                " Save it as JPEG and choose that file."
            ),
            code="heic",
        )
    if beginning.startswith(b"%PDF-"):
        return ValidationError(
            _("This is a PDF. Save its page as JPEG or PNG, or offer it as a file to download."),
            code="pdf",
        )
    return ValidationError(
        _(
            "This file cannot be read as a picture."
            " Choose a JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP file."
        ),
        code="not_a_picture",
    )
