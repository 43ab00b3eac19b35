"""What becomes of an uploaded picture."""

import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageCms

from events import pictures
from events.pictures import cleaned_picture

RED = (200, 30, 40)


def picture_file(name="picture.png", size=(20, 10), mode="RGB", kind="PNG", colour=None, **options):
    """A picture as somebody's computer would send it."""
    content = io.BytesIO()
    colour = RED if colour is None and mode == "RGB" else colour or 0
    Image.new(mode, size, colour).save(content, kind, **options)
    return ContentFile(content.getvalue(), name=name)


def kept(upload):
    """The picture the site keeps of this upload."""
    return Image.open(io.BytesIO(cleaned_picture(upload).read()))


def refusal_of(upload):
    with pytest.raises(ValidationError) as refusal:
        cleaned_picture(upload)
    return refusal.value.code


def png_that_says(width, height):
    """A PNG of a few bytes whose header promises `width` × `height` pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return ContentFile(b"\x89PNG\r\n\x1a\n" + body, name="bomb.png")


# --- What is kept


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_each_named_format_is_kept_as_jpeg_in_its_colours(kind):
    picture = kept(picture_file(kind=kind))

    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (20, 10))
    assert all(abs(a - b) < 12 for a, b in zip(picture.getpixel((5, 5)), RED, strict=True))


def test_the_name_of_the_file_is_made_anew_each_time():
    names = {cleaned_picture(picture_file("../../тайное имя.php.png")).name for _again in range(5)}

    assert len(names) == 5
    assert all(len(name) == 36 and name.endswith(".jpg") for name in names)


@pytest.mark.parametrize(
    ("size", "expected"),
    [((4000, 3000), (1600, 1200)), ((3000, 4000), (1200, 1600)), ((1600, 900), (1600, 900))],
)
def test_a_large_picture_is_made_small_enough_for_a_page(size, expected):
    assert kept(picture_file(size=size, kind="JPEG")).size == expected


def test_what_shines_through_goes_on_shining_through():
    picture = kept(picture_file(mode="RGBA", colour=(200, 30, 40, 128)))

    assert (picture.format, picture.mode) == ("WEBP", "RGBA")
    assert abs(picture.getpixel((5, 5))[3] - 128) < 4


def test_a_transparency_nobody_can_see_is_dropped():
    assert kept(picture_file(mode="RGBA", colour=(*RED, 255))).format == "JPEG"


@pytest.mark.parametrize(
    ("mode", "kind"), [("CMYK", "JPEG"), ("L", "PNG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG")]
)
def test_unusual_colours_become_those_of_screens(mode, kind):
    assert kept(picture_file(mode=mode, kind=kind)).mode in {"RGB", "RGBA"}


def test_sixteen_bits_become_eight_of_the_same_brightness():
    grey = Image.new("I;16", (8, 8), 128 * 256)
    content = io.BytesIO()
    grey.save(content, "PNG")

    picture = kept(ContentFile(content.getvalue(), name="grey.png"))

    assert all(abs(value - 128) < 3 for value in picture.getpixel((4, 4)))


def test_a_palette_with_a_transparent_colour_shines_through():
    content = io.BytesIO()
    Image.new("P", (8, 8), 0).save(content, "PNG", transparency=0)

    assert kept(ContentFile(content.getvalue(), name="p.png")).getpixel((4, 4))[3] == 0


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (20, 10), colour) for colour in (RED, (0, 0, 255))]
    content = io.BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])

    picture = kept(ContentFile(content.getvalue(), name="moving.webp"))

    assert getattr(picture, "n_frames", 1) == 1
    assert picture.getpixel((5, 5))[0] > 150


def test_a_photograph_taken_sideways_stands_upright():
    image = Image.new("RGB", (30, 10), RED)
    image.paste((0, 0, 255), (0, 0, 10, 10))  # blue at the left
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise to see it right
    content = io.BytesIO()
    image.save(content, "JPEG", exif=exif, quality=95)

    picture = kept(ContentFile(content.getvalue(), name="sideways.jpg"))

    assert picture.size == (10, 30)
    assert picture.getpixel((5, 2))[2] > 150  # blue at the top


def test_where_and_by_what_a_photograph_was_taken_is_forgotten():
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[2] = (55.0, 45.0, 7.0)  # GPS latitude
    upload = picture_file(kind="JPEG", exif=exif, comment=b"a private remark")
    assert b"CameraMaker" in upload.read()
    upload.seek(0)

    content = cleaned_picture(upload).read()

    assert b"CameraMaker" not in content
    assert b"private" not in content
    assert not Image.open(io.BytesIO(content)).getexif()


def test_a_photographers_profile_is_turned_into_the_colours_of_screens():
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = screen.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")

    picture = kept(picture_file(kind="JPEG", icc_profile=swapped, quality=95))

    red, _green, blue = picture.getpixel((5, 5))
    assert blue > red + 80  # the profile says that the first channel is what we call blue
    assert "icc_profile" not in picture.info


def test_a_damaged_profile_is_forgotten():
    assert kept(picture_file(kind="JPEG", icc_profile=b"damaged")).mode == "RGB"


# --- What is refused


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<?php system('id'); ?>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
    ],
    ids=lambda content: content[:10].decode("latin-1") or "empty",
)
def test_what_is_no_picture_is_refused(content):
    assert refusal_of(ContentFile(content, name="picture.png")) == "not_a_picture"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "ICO", "PPM"])
def test_a_format_that_was_not_named_is_refused_whatever_its_name(kind):
    assert refusal_of(picture_file("picture.png", kind=kind)) == "not_a_picture"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_file_that_was_cut_off_is_refused(kind):
    whole = picture_file(kind=kind, size=(400, 400)).read()

    assert refusal_of(ContentFile(whole[: len(whole) // 2], name="half")) == "not_a_picture"


@pytest.mark.parametrize(
    "size",
    [(12_001, 10), (10, 12_001), (8_000, 8_000), (10_500, 10_500), (30_000, 30_000), (65_535, 1)],
)
def test_a_picture_with_too_many_pixels_is_refused_by_its_header_alone(size):
    assert refusal_of(png_that_says(*size)) == "too_many_pixels"


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_BYTES", 10)

    assert refusal_of(picture_file()) == "too_many_bytes"


def test_the_refusal_says_in_russian_what_to_do():
    with pytest.raises(ValidationError) as refusal:
        cleaned_picture(png_that_says(30_000, 30_000))

    assert refusal.value.messages == [
        "Картинка больше 60\u00a0мегапикселей или длиннее 12000\u00a0пикселей по одной стороне."
        " Уменьшите её и попробуйте снова."
    ]
