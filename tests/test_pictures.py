"""What is read of an uploaded picture, and what is refused."""

import io

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from events.pictures.keeping import keep
from events.pictures.reading import read
from tests.picture_files import (
    BLUE,
    RED,
    picture_file,
    png_that_says,
    upload,
)


def refusal_of(file):
    with pytest.raises(ValidationError) as refusal:
        read(file)
    return refusal.value.code


def saved(image, kind, **options):
    content = io.BytesIO()
    image.save(content, kind, **options)
    return upload(content.getvalue())


def is_near(one, other, most=12):
    return all(abs(a - b) < most for a, b in zip(one, other, strict=True))


# --- What is read


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP"])
def test_each_named_format_is_read_in_its_colours(kind):
    found = read(picture_file("wrong name.txt", kind=kind))

    assert (found.kind, found.size, found.image.mode) == (kind, (40, 30), "RGB")
    assert is_near(found.image.getpixel((5, 5)), RED)


def test_a_telephones_jpeg_of_several_pictures_is_a_jpeg():
    second = Image.new("RGB", (40, 30), BLUE)
    found = read(
        saved(Image.new("RGB", (40, 30), RED), "MPO", save_all=True, append_images=[second])
    )

    assert found.kind == "JPEG"
    assert is_near(found.image.getpixel((5, 5)), RED)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_of_an_animation_the_first_frame_is_read(kind):
    second = Image.new("RGB", (40, 30), BLUE)
    found = read(
        saved(Image.new("RGB", (40, 30), RED), kind, save_all=True, append_images=[second])
    )

    assert is_near(found.image.getpixel((5, 5)), RED)


def test_a_large_picture_is_read_smaller_and_its_own_size_is_known():
    found = read(picture_file(size=(4000, 3000), kind="JPEG"), pixels=120_000)

    assert found.size == (4000, 3000)
    assert found.image.size == (400, 300)


def test_what_shines_through_goes_on_shining_through():
    image = read(picture_file(mode="RGBA", colour=(200, 30, 40, 128))).image

    assert image.mode == "RGBA"
    assert image.getpixel((5, 5)) == (200, 30, 40, 128)


def test_a_transparency_nobody_can_see_is_dropped():
    assert read(picture_file(mode="RGBA", colour=(*RED, 255))).image.mode == "RGB"


def test_a_palette_with_a_transparent_colour_shines_through():
    image = read(saved(Image.new("P", (20, 20), 0), "PNG", transparency=0)).image

    assert image.getpixel((4, 4))[3] == 0


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("CMYK", "JPEG"), ("CMYK", "TIFF"), ("LAB", "TIFF"), ("L", "PNG"), ("1", "PNG"), ("P", "GIF")],
)
def test_unusual_colours_become_those_of_screens(mode, kind):
    assert read(saved(Image.new(mode, (20, 20)), kind)).image.mode == "RGB"


@pytest.mark.parametrize(
    ("mode", "kind", "value"),
    [("I;16", "PNG", 128 * 257), ("I;16", "TIFF", 128 * 257), ("I;16B", "TIFF", 128 * 257)],
)
def test_sixteen_bits_become_eight_of_the_same_brightness(mode, kind, value):
    image = read(saved(Image.new(mode, (20, 20), value), kind)).image

    assert is_near(image.getpixel((4, 4)), (128, 128, 128), 3)


def test_grey_of_any_scale_is_spread_from_black_to_white():
    grey = Image.new("F", (20, 20), -3.5)
    grey.paste(7.5, (10, 0, 20, 20))

    image = read(saved(grey, "TIFF")).image

    assert (image.getpixel((2, 2)), image.getpixel((18, 2))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (60, 40), "left top"),
        (2, (60, 40), "right top"),
        (3, (60, 40), "right bottom"),
        (4, (60, 40), "left bottom"),
        (5, (40, 60), "left top"),
        (6, (40, 60), "right top"),
        (7, (40, 60), "right bottom"),
        (8, (40, 60), "left bottom"),
    ],
)
def test_a_photograph_taken_sideways_stands_upright(orientation, size, corner):
    image = Image.new("RGB", (60, 40), RED)
    image.paste(BLUE, (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation

    found = read(saved(image, "JPEG", exif=exif, quality=95))

    assert (found.size, found.image.size) == (size, size)
    x = 5 if "left" in corner else size[0] - 5
    y = 5 if "top" in corner else size[1] - 5
    assert found.image.getpixel((x, y))[2] > 150


def test_a_photographers_profile_is_turned_into_the_colours_of_screens():
    screen = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = screen.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")

    image = read(picture_file(kind="JPEG", icc_profile=swapped, quality=95)).image

    red, _green, blue = image.getpixel((5, 5))
    assert blue > red + 80  # the profile says that the first channel is what we call blue
    assert image.info == {}


def test_notes_and_a_profile_that_are_damaged_are_forgotten():
    found = read(picture_file(kind="JPEG", icc_profile=b"damaged", exif=b"Exif\0\0nonsense"))

    assert found.image.mode == "RGB"


# --- What is refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"not a picture", "not_a_picture"),
        (b"<?php system('id'); ?>", "not_a_picture"),
        (b"\0\0\0\x18ftypisom", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "svg"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- -->\n<SVG onload='alert(1)'/>", "svg"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "heic"),
        (b"%PDF-1.7", "pdf"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 100, "damaged"),
    ],
    ids=lambda value: value[:14].decode("latin-1") if isinstance(value, bytes) else value,
)
def test_what_is_no_picture_is_refused_with_its_own_word(content, code):
    assert refusal_of(upload(content)) == code


@pytest.mark.parametrize("kind", ["ICO", "PPM", "TGA", "JPEG2000", "PDF"])
def test_a_format_that_was_not_named_is_refused_whatever_its_name(kind):
    file = picture_file("picture.png", kind=kind, size=(32, 32))

    assert refusal_of(file) == ("pdf" if kind == "PDF" else "not_a_picture")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP"])
def test_a_file_that_was_cut_off_is_refused(kind):
    whole = picture_file(kind=kind, size=(400, 400)).read()

    assert refusal_of(upload(whole[: len(whole) // 2])) == "damaged"


@pytest.mark.parametrize(
    "size", [(12_001, 20), (20, 12_001), (8_000, 8_000), (20_000, 20_000), (65_535, 20)]
)
def test_a_picture_with_too_many_pixels_is_refused_by_its_header_alone(size):
    assert refusal_of(png_that_says(*size)) == "too_many_pixels"


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 1)])
def test_a_spacer_or_a_counter_is_no_picture(size):
    assert refusal_of(picture_file(size=size)) == "too_few_pixels"


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr("events.pictures.keeping.MOST_BYTES", 10)

    with pytest.raises(ValidationError) as refusal:
        keep(picture_file())

    assert refusal.value.code == "too_many_bytes"


def test_the_refusal_says_in_russian_what_to_do():
    with pytest.raises(ValidationError) as refusal:
        read(png_that_says(30_000, 30_000))

    assert refusal.value.messages == [
        "Картинка больше 60\u00a0мегапикселей или длиннее 12000\u00a0пикселей по одной стороне."
        " Уменьшите её и попробуйте снова."
    ]
