"""Pictures as somebody's computer would send them."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED, BLUE = (200, 30, 40), (0, 0, 255)
GPS, MAKER = 0x8825, 0x010F  # of EXIF


def upload(content: bytes, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture_file(name="picture.png", size=(40, 30), mode="RGB", kind="PNG", colour=None, **options):
    """A picture of one colour."""
    content = io.BytesIO()
    colour = RED if colour is None and mode == "RGB" else colour or 0
    Image.new(mode, size, colour).save(content, kind, **options)
    return upload(content.getvalue(), name)


def photograph(size=(60, 40), name="IMG_2034.jpg", orientation=1):
    """A JPEG with what a telephone writes into it: its maker, the place, a remark."""
    exif = Image.Exif()
    exif[MAKER] = "CameraMaker"
    exif[0x0112] = orientation
    exif.get_ifd(GPS)[2] = (55.0, 45.0, 7.0)
    return picture_file(name, size, kind="JPEG", exif=exif, comment=b"a private remark", quality=95)


def in_halves(size=(120, 80), left=RED, right=BLUE, **options):
    """A PNG whose left half is red, the right one blue."""
    image = Image.new("RGB", size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    content = io.BytesIO()
    image.save(content, "PNG", **options)
    return upload(content.getvalue())


def png_that_says(width: int, height: int) -> SimpleUploadedFile:
    """A PNG of a few bytes whose header promises `width` × `height` pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return upload(b"\x89PNG\r\n\x1a\n" + body, "bomb.png")
