"""What the worker makes of pictures, and what pages print of it."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.db import connection
from django.test import Client
from PIL import Image

from events.models import Picture
from events.pictures import work
from events.pictures.keeping import keep, look_again
from events.pictures.making import wanted
from events.pictures.places import CARD, CROPS, MARK, SHARE, WHOLE, WIDE
from events.pictures.shown import picture_html
from events.pictures.work import claim, make_next
from museumsite import moments
from tests.make import AT, make_announcement
from tests.picture_files import BLUE, RED, in_halves, photograph, picture_file
from tests.reading import parsed, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "media"


def kept(file=None, **fields):
    picture, _is_new = keep(file or in_halves())
    Picture.objects.filter(pk=picture.pk).update(**fields)
    picture.refresh_from_db()
    return picture


def made(file=None, **fields):
    picture = kept(file, **fields)
    assert make_next()
    picture.refresh_from_db()
    return picture


def files_in(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def names_of(picture, crop=None):
    return {one["name"] for one in picture.renditions if crop in (None, one["crop"])}


def opened(entry):
    return Image.open(default_storage.open(entry["name"]))


# --- What is made


def test_every_cut_is_made_in_three_formats_and_each_file_is_what_it_says(media):
    picture = made()

    assert picture.state == "ready"
    assert files_in(media) == names_of(picture)
    assert {(one["crop"], one["format"]) for one in picture.renditions} == {
        (crop.name, kind) for crop in CROPS for kind in crop.formats
    }
    for entry in picture.renditions:
        with opened(entry) as file:
            assert (file.format, file.size) == (entry["format"], (entry["width"], entry["height"]))


def test_the_widths_are_those_the_pages_use_and_nothing_is_blown_up():
    large = Picture(width=6000, height=4000)
    small = Picture(width=500, height=400)

    def widths(picture, crop):
        files = [one for one in wanted(picture) if one.crop == crop.name and one.format == "JPEG"]
        return [one.width for one in files]

    assert widths(large, WHOLE) == [320, 640, 960, 1280, 1920]
    assert widths(large, WIDE) == [1280, 1920, 2560]
    assert widths(large, MARK) == [144, 216]
    assert widths(small, WHOLE) == [320, 500]
    assert widths(small, SHARE) == [500]


def test_no_public_file_tells_where_or_by_what_a_photograph_was_taken(media):
    picture = made(photograph(size=(900, 600), orientation=6))

    assert (picture.width, picture.height) == (600, 900)
    for name in files_in(media):
        content = (media / name).read_bytes()
        assert b"CameraMaker" not in content
        assert b"private" not in content
        with Image.open(io.BytesIO(content)) as file:
            assert not file.getexif()
            assert (
                file.size[1] > file.size[0] or "card" in name or "wide" in name or "share" in name
            )


def test_transparency_stays_where_the_format_knows_it_and_becomes_paper_elsewhere():
    picture = made(picture_file(mode="RGBA", colour=(0, 0, 255, 0)))

    whole = {one["format"]: one for one in picture.renditions if one["crop"] == ""}
    assert opened(whole["WEBP"]).convert("RGBA").getpixel((5, 5))[3] == 0
    assert opened(whole["AVIF"]).convert("RGBA").getpixel((5, 5))[3] == 0
    assert opened(whole["JPEG"]).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(("focus", "colour"), [(0, RED), (100, BLUE)])
def test_every_cut_is_made_around_the_focal_point(focus, colour):
    picture = made(in_halves(size=(400, 60)), focal_x=focus)

    for crop in (CARD, MARK, SHARE, WIDE):
        [entry, *_more] = [
            one for one in picture.renditions if (one["crop"], one["format"]) == (crop.name, "JPEG")
        ]
        image = opened(entry).convert("RGB")
        middle = image.getpixel((image.width // 2, image.height // 2))
        assert all(abs(a - b) < 25 for a, b in zip(middle, colour, strict=True)), crop


@pytest.mark.parametrize("focus", [(0, 0), (33, 71), (100, 100)])
@pytest.mark.parametrize("size", [(4000, 3000), (300, 9000), (16, 16)])
def test_the_focal_point_lies_inside_of_every_cut(size, focus):
    for crop in CROPS:
        left, top, right, bottom = crop.box(size, focus)

        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
        assert left <= focus[0] * size[0] / 100 <= right
        assert top <= focus[1] * size[1] / 100 <= bottom


def test_what_is_pointed_at_lies_amidst_the_cut_unless_the_edge_is_near():
    assert CARD.box((1600, 2400), (50, 23)) == (0, 18, 1600, 1085)
    assert CARD.box((1600, 2400), (50, 50)) == (0, 666, 1600, 1733)
    assert MARK.box((2400, 1600), (10, 50)) == (0, 0, 1280, 1600)


def test_a_moved_point_makes_only_the_cuts_that_change_and_removes_the_old_ones(media):
    picture = made(in_halves(size=(400, 60)))
    whole, cards = names_of(picture, ""), names_of(picture, "card")

    Picture.objects.update(focal_x=90)
    look_again(picture)
    make_next()

    picture.refresh_from_db()
    assert names_of(picture, "") == whole
    assert names_of(picture, "card").isdisjoint(cards)
    assert files_in(media) == names_of(picture)


def test_a_cover_of_before_the_library_gets_its_renditions_and_loses_the_old_file(media):
    picture = kept()
    old = default_storage.save("covers/old.jpg", picture_file())
    renditions = [{"crop": "", "format": "JPEG", "width": 40, "height": 30, "name": old}]
    Picture.objects.update(renditions=renditions)

    make_next()

    picture.refresh_from_db()
    assert not (media / old).exists()
    assert picture.state == "ready"


# --- What goes wrong


def spoil(picture, content=b"spoilt"):
    path = storages["private"].path(picture.original.name)
    if content is None:
        storages["private"].delete(picture.original.name)
    else:
        with open(path, "wb") as file:  # noqa: PTH123  a path of the storage's own
            file.write(content)


@pytest.mark.parametrize(("content", "trouble"), [(b"spoilt", "damaged"), (None, "gone")])
def test_a_picture_that_cannot_be_read_is_marked_and_stops_no_other(content, trouble, capsys):
    broken, whole = kept(), kept(photograph())
    spoil(broken, content)

    call_command("make_renditions", "--once")

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, broken.trouble, whole.state) == ("broken", trouble, "ready")
    assert broken.can_be_shown  # the small JPEG of the upload
    assert capsys.readouterr().out == "pictures: 2, cards: 0\n"


def test_a_broken_picture_can_be_tried_once_more(editors_browser):
    picture = kept(state="broken", trouble="gave_up", attempts=5)

    editors_browser.post(f"/admin/events/picture/{picture.pk}/again/")
    make_next()

    picture.refresh_from_db()
    assert (picture.state, picture.trouble) == ("ready", "")


def test_a_store_that_is_away_is_waited_for(monkeypatch, caplog):
    picture = kept()

    def full(*_arguments):
        raise OSError("No space left on device")

    monkeypatch.setattr(work, "save_rendition", full)
    with moments.stopped_at(AT):
        assert make_next()
        assert not make_next()

    picture.refresh_from_db()
    assert picture.state == "waiting"
    assert picture.claimed_until == AT + timedelta(minutes=2)
    assert "No space left" in caplog.text


def test_a_worker_that_is_stopped_leaves_the_picture_as_it_was(media):
    picture = kept()

    make_next(lambda: True)

    picture.refresh_from_db()
    assert (picture.state, picture.claimed_until, picture.attempts) == ("waiting", None, 0)
    assert files_in(media) == names_of(picture)


def test_what_a_worker_was_making_when_it_died_is_made_by_the_next(at):
    picture = kept()

    assert claim(at) == picture
    assert claim(at + work.LEASE - timedelta(seconds=1)) is None
    assert claim(at + work.LEASE) == picture


def test_a_picture_that_kills_its_worker_each_time_is_given_up(at):
    picture = kept()
    for number in range(work.MOST_ATTEMPTS):
        assert claim(at + number * work.LEASE)

    assert claim(at + work.MOST_ATTEMPTS * work.LEASE) is None

    picture.refresh_from_db()
    assert (picture.state, picture.trouble) == ("broken", "gave_up")


@pytest.mark.parametrize("change", ["moved", "deleted"])
def test_a_picture_changed_while_it_is_made_is_not_overwritten(media, change, monkeypatch):
    picture = kept()

    def changed_meanwhile(*arguments):
        if change == "deleted":
            Picture.objects.all().delete()
        else:
            look_again(picture)
        return made_files(*arguments)

    made_files = work.made
    monkeypatch.setattr(work, "made", changed_meanwhile)
    make_next()

    assert list(Picture.objects.values_list("state", flat=True)) == (
        ["waiting"] if change == "moved" else []
    )
    assert files_in(media) == names_of(picture)  # the upload's preview, nothing else


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_renditions_are_made(monkeypatch):
    kept()
    seen = []

    def watched(*arguments):
        seen.append(connection.in_atomic_block)
        return made_files(*arguments)

    made_files = work.made
    monkeypatch.setattr(work, "made", watched)
    make_next()

    assert seen == [False]


def test_after_an_update_every_picture_can_be_looked_at_again():
    picture = made()
    Picture.objects.update(renditions=[picture.renditions[0]])

    call_command("make_renditions", "--once", "--all", stdout=io.StringIO())

    picture.refresh_from_db()
    assert len(picture.renditions) == len(wanted(picture))


def test_files_that_were_lost_are_made_anew_from_the_original(media):
    picture = made()
    for name in files_in(media):
        (media / name).unlink()

    call_command("make_renditions", "--once", "--all", stdout=io.StringIO())

    picture.refresh_from_db()
    assert files_in(media) == names_of(picture)
    assert len(picture.renditions) == len(wanted(picture))


# --- What pages print


def shown_in(html):
    return parsed(html).one("picture")


def test_a_page_offers_the_best_format_first_and_a_jpeg_to_all():
    picture = made(in_halves(size=(900, 600)), alt="Два поля")

    part = shown_in(picture_html(picture, "body"))

    assert [one.attributes["type"] for one in part.all("source")] == ["image/avif", "image/webp"]
    image = part.one("img").attributes
    assert (image["width"], image["height"], image["alt"]) == ("900", "600", "Два поля")
    assert [one.split()[1] for one in image["srcset"].split(", ")] == ["320w", "640w", "900w"]
    assert image["src"].endswith(".jpg")
    assert (image["loading"], "fetchpriority" in image) == ("lazy", False)
    assert image["sizes"] == "(min-width: 43rem) 39rem, 91vw"


def test_a_card_is_cut_otherwise_on_a_phone():
    part = shown_in(picture_html(made(in_halves(size=(900, 600))), "card", alt=""))

    kinds = [
        (one.attributes["type"], one.attributes.get("media", "")) for one in part.all("source")
    ]
    assert kinds == [
        ("image/avif", "(max-width: 39.99rem)"),
        ("image/webp", "(max-width: 39.99rem)"),
        ("image/jpeg", "(max-width: 39.99rem)"),
        ("image/avif", ""),
        ("image/webp", ""),
    ]
    assert part.one("img").attributes["alt"] == ""


def test_before_it_is_ready_a_page_shows_the_small_picture_in_the_same_shape():
    picture = kept(in_halves(size=(900, 600)))

    part = shown_in(picture_html(picture, "cover", is_first=True))

    image = part.one("img").attributes
    assert part.all("source") == []
    assert image["src"] == default_storage.url(picture.renditions[0]["name"])
    assert (image["width"], image["height"]) == ("640", "427")
    assert image["fetchpriority"] == "high"
    assert "loading" not in image


def test_a_picture_of_which_there_is_nothing_leaves_no_hole(client):
    picture = kept(renditions=[], state="broken")
    announcement = make_announcement(cover=picture)

    page = read(client.get(announcement.get_absolute_url()))

    assert picture_html(picture, "body").strip() == ""
    assert page.all("picture") == []
    assert len(page.one("article").all("div", class_="cover--drawn")) == 1


def test_the_first_picture_of_a_page_is_fetched_at_once_the_others_when_they_are_near():
    covers = [kept(in_halves(size=(90, 60 + number))) for number in range(2)]
    make_announcement("Без обложки")
    for cover in covers:
        make_announcement(cover=cover)

    page = read(Client().get("/events/"))

    images = [one.attributes for one in page.all("img")]
    assert [one.get("fetchpriority") for one in images] == ["high", None]
    assert [one.get("loading") for one in images] == [None, "lazy"]


def test_the_page_of_an_announcement_shows_its_cover_with_caption_and_credit(client):
    cover = made(alt="Зал славы", caption="Зал в день открытия", credit="Фото: И. Петров")
    announcement = make_announcement(cover=cover)

    figure = read(client.get(announcement.get_absolute_url())).one(
        "figure", class_="announcement__picture"
    )

    assert figure.one("img").attributes["alt"] == "Зал славы"
    assert figure.one("figcaption").text == "Зал в день открытия Фото: И. Петров"


def test_a_poster_is_shown_whole(client):
    announcement = make_announcement(cover=made(in_halves(size=(60, 90))))

    page = read(client.get(announcement.get_absolute_url()))

    image = page.one("figure", class_="announcement__picture--upright").one("img").attributes
    assert (image["width"], image["height"]) == ("60", "90")


def test_covers_cost_the_feed_no_query(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    make_announcement(cover=made())
    with django_assert_max_num_queries(20) as first:
        client.get("/events/")
    for number in range(2):
        make_announcement(cover=made(in_halves(size=(90, 60 + number))))

    with django_assert_num_queries(len(first)):
        client.get("/events/")
