"""The pictures that links to announcements are shared with."""

import io
import os
from datetime import date, timedelta

import pytest
from PIL import Image

from events.models import Announcement, Session
from events.pictures import card_work
from events.pictures.card_work import CardRounds
from events.pictures.cards import Card, drawn
from events.pictures.keeping import keep
from events.pictures.sharing import share_picture
from events.pictures.work import make_next
from tests.make import AT, make_announcement, make_session
from tests.picture_files import in_halves

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "media"


def cards_in(media):
    return sorted(str(path.relative_to(media)) for path in media.rglob("cards/*/*"))


def said_on(announcement):
    """What the announcement's card says."""
    [(_same, card)] = card_work.cards_of([announcement], AT)
    return card


def drawn_for(announcement):
    CardRounds().draw_all(AT)
    announcement.refresh_from_db()
    return announcement


def test_a_published_announcement_without_a_cover_gets_a_card(media):
    announcement = drawn_for(make_announcement("Ночь музеев"))

    shared = share_picture(announcement)

    assert (shared.width, shared.height, shared.type) == (1200, 630, "image/png")
    assert shared.url == f"/media/{announcement.share_card}"
    with Image.open(media / announcement.share_card) as card:
        assert (card.format, card.size) == ("PNG", (1200, 630))
    assert share_picture(make_announcement()) is None


def test_a_card_says_the_title_the_museums_the_day_and_the_site():
    announcement = make_announcement(
        "Ночь\u202e музеев 🎉 в городе", organisers=["Музей Победы", "ГИМ", "Эрмитаж"]
    )
    make_session(announcement, start_date=date(2024, 9, 14), end_date=date(2024, 9, 16))

    assert said_on(announcement) == Card(
        title="Ночь музеев в\u00a0городе",
        museums="Музей Победы · ГИМ и\u00a0ещё 1\u00a0музей",
        when="14–16\u00a0сентября 2024",
        site="События музеев",
        tone=announcement.pk % 6 + 1,
    )


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2024, 9, 14), None, "14\u00a0сентября 2024"),
        (date(2024, 8, 30), date(2024, 9, 2), "30\u00a0августа\u00a0— 2\u00a0сентября 2024"),
    ],
)
def test_a_card_says_when(first, last, words):
    session = make_session(start_date=first, end_date=last)

    assert said_on(session.announcement).when == words


def test_the_card_of_an_english_counterpart_is_in_english():
    original = make_announcement("Ночь музеев", organisers=["Музей Победы"])
    make_session(original)
    translation = make_announcement("Museum Night", language="en", translation_of=original)

    card = said_on(translation)

    assert (card.title, card.site, card.when) == (
        "Museum Night",
        "Museum events",
        "14\u00a0September 2024",
    )


def test_another_title_makes_another_card_and_removes_the_old_one(media):
    announcement = drawn_for(make_announcement("Ночь музеев"))
    first = announcement.share_card
    updated_at = announcement.updated_at

    Announcement.objects.update(title="День музеев")
    drawn_for(announcement)

    assert announcement.share_card != first
    assert cards_in(media) == [announcement.share_card]
    assert announcement.updated_at == updated_at  # nobody has edited the page


def test_what_has_not_changed_is_not_drawn_again():
    drawn_for(make_announcement())

    assert CardRounds().draw_all(AT) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": None},
        {"withdrawn_at": AT},
        {"title": "Ҡурай байрамы"},
        {"title": "🎉"},
    ],
    ids=["draft", "withdrawn", "letters our fonts lack", "no letters"],
)
def test_no_card_is_drawn_where_none_would_help(media, fields):
    announcement = drawn_for(make_announcement(**fields))

    assert (announcement.share_card, cards_in(media)) == ("", [])


def test_a_cover_that_is_ready_takes_the_cards_place(media):
    announcement = drawn_for(make_announcement())
    announcement.cover, _is_new = keep(in_halves(size=(1200, 640)))
    announcement.save()
    drawn_for(announcement)
    assert announcement.share_card  # until there is something better

    make_next()
    drawn_for(announcement)

    shared = share_picture(Announcement.objects.get())
    assert (shared.width, shared.height, shared.type) == (1200, 630, "image/jpeg")
    assert cards_in(media) == []


def written_hours_ago(path, hours=2):
    moment = path.stat().st_mtime - hours * 3_600
    os.utime(path, (moment, moment))


def test_the_card_of_a_deleted_announcement_is_removed(media):
    card = drawn_for(make_announcement()).share_card
    written_hours_ago(media / card)
    Announcement.objects.all().delete()

    CardRounds().draw_all(AT)

    assert cards_in(media) == []


def test_a_round_looks_at_what_was_saved_since_and_at_everything_now_and_then():
    rounds = CardRounds()
    old, moved = make_announcement(), make_announcement()
    session = make_session(moved)
    assert rounds.look(AT) == 2
    long_ago = AT - timedelta(days=1)
    Announcement.objects.update(updated_at=long_ago, title="Другое")
    Session.objects.update(updated_at=long_ago)
    assert rounds.look(AT + timedelta(seconds=11)) == 0

    Session.objects.filter(pk=session.pk).update(updated_at=AT + timedelta(seconds=12))
    assert rounds.look(AT + timedelta(seconds=13)) == 0  # looked a moment ago
    assert rounds.look(AT + timedelta(seconds=22)) == 1
    assert rounds.look(AT + timedelta(hours=1)) == 1
    old.refresh_from_db()
    assert old.share_card


def test_the_round_costs_the_same_with_one_announcement_and_with_three(django_assert_num_queries):
    drawn_for(make_announcement(organisers=["Музей Победы"]))
    with django_assert_num_queries(5):
        CardRounds().draw_all(AT)
    for _number in range(2):
        drawn_for(make_announcement(organisers=["Музей Победы", "ГИМ"]))

    with django_assert_num_queries(7):
        CardRounds().draw_all(AT)


@pytest.mark.parametrize(
    "title",
    ["Я", "слово " * 90, "Сверхдлинноеслово" * 20, "ЩЩЩЩ" * 75],
    ids=["short", "words", "one word", "wide letters"],
)
def test_every_title_stays_inside_of_the_frame(title):
    card = Card(title.strip(), "Музей Победы " * 20, "14 сентября 2024", "События " * 30, tone=2)

    image = Image.open(io.BytesIO(drawn(card))).convert("RGB")

    ground = image.getpixel((5, 5))
    for box in ((0, 0, 1200, 27), (0, 0, 27, 630), (1173, 0, 1200, 630), (0, 603, 1200, 630)):
        assert image.crop(box).getcolors() == [((box[2] - box[0]) * (box[3] - box[1]), ground)]
    inside = image.crop((31, 31, 1169, 599))
    margin = inside.crop((0, 0, 35, inside.height)).getcolors()
    assert margin == [(35 * inside.height, ground)]


def test_a_card_that_nobody_names_is_removed_but_not_one_that_was_just_written(media):
    kept = drawn_for(make_announcement("Ночь музеев")).share_card
    folder = media / "cards" / "ff"
    folder.mkdir(parents=True, exist_ok=True)
    for name, hours in (("left.png", 2), ("new.png", 0)):
        (folder / name).write_bytes(b"")
        written_hours_ago(folder / name, hours)

    card_work.remove_left_cards()

    assert cards_in(media) == sorted([kept, "cards/ff/new.png"])
