"""RSS and Atom: whole, valid, the same bytes for as long as nothing shown has changed."""

from datetime import timedelta

import feedparser
import pytest
from django.conf import settings

from events.feeds import ENTRIES
from events.models import Announcement, Category, Organisation, Picture
from events.publishing import save_announcement
from tests.feed_rules import ATOM, checked_atom, checked_rss
from tests.make import AT, make_announcement, make_category, make_session
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SITE = settings.SITE_URL
CHECKS = {"rss": checked_rss, "atom": checked_atom}
EVERYTHING = ["/feeds/events.rss", "/feeds/events.atom", "/en/feeds/events.atom"]


def make_picture(**fields):
    entry = {"crop": "share", "format": "JPEG", "width": 1200, "height": 630, "name": "x.jpg"}
    defaults = {"sha256": "", "width": 1200, "height": 630, "renditions": [entry]}
    return Picture.objects.create(**{**defaults, **fields})


def titles_in(answer):
    return [entry.title for entry in feedparser.parse(answer.content).entries]


@pytest.mark.parametrize("form", ["rss", "atom"])
@pytest.mark.parametrize("prefix", ["", "/en"], ids=["ru", "en"])
@pytest.mark.parametrize("of", ["events", "category/anonsyi", "museum/muzej-pobedyi"])
def test_each_feed_is_valid_and_says_where_it_is(client, prefix, of, form):
    make_announcement("Один", organisers=["Музей Победы"], body='<p><a href="/x/">x</a></p>')
    address = f"{prefix}/feeds/{of}.{form}"

    answer = client.get(address)

    CHECKS[form](answer.content, SITE + address)
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert answer["Content-Type"] == f"application/{form}+xml; charset=utf-8"
    assert parsed.feed.language == (prefix.strip("/") or "ru")
    assert titles_in(answer) == ["Один"]


@pytest.mark.parametrize("address", EVERYTHING)
def test_a_feed_of_nothing_is_valid_too(client, address):
    answer = client.get(address)

    CHECKS[address.rpartition(".")[2]](answer.content, SITE + address)
    assert titles_in(answer) == []


@pytest.mark.parametrize("address", EVERYTHING[:2])
def test_an_entry_tells_the_whole(client, address, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "whole.jpg").write_bytes(b"12345")
    make_announcement(
        "Один",
        lead="Коротко & ясно",
        author="Анна Смирнова",
        body='<h2>Часть</h2><p><a href="/museums/">музеи</a> <a href="#a">ниже</a></p>'
        '<p><a href="/media/documents/a.pdf" data-document="1">План</a></p>'
        '<figure data-picture="1"><img src="/media/a.jpg" alt="Зал"></figure>'
        '<figure data-video="https://video.example/7"><img src="/media/b.jpg" alt=""></figure>',
        cover=make_picture(
            renditions=[{"crop": "share", "format": "JPEG", "width": 1200, "name": "whole.jpg"}]
        ),
    )

    [entry] = feedparser.parse(client.get(address).content).entries

    assert entry.link == f"{SITE}/events/odin/"
    assert (entry.title, entry.author) == ("Один", "Анна Смирнова")
    assert [tag.term for tag in entry.tags] == ["Анонсы"]
    assert entry.published_parsed[:5] == (2024, 8, 12, 9, 0)
    assert entry.summary == "Коротко &amp; ясно"
    [content] = entry.content
    assert "<h2>Часть</h2>" in content.value
    assert f'href="{SITE}/museums/"' in content.value
    assert f'href="{SITE}/media/documents/a.pdf"' in content.value
    assert f'src="{SITE}/media/a.jpg"' in content.value
    assert '<a href="https://video.example/7">Смотреть видео</a>' in content.value
    assert "data-" not in content.value
    [enclosure] = entry.enclosures
    picture = (f"{SITE}/media/whole.jpg", "image/jpeg", "5")
    assert (enclosure.href, enclosure.type, enclosure.length) == picture


@pytest.mark.parametrize("address", EVERYTHING[:2])
def test_an_address_that_is_none_breaks_no_feed(client, address):
    make_announcement(body='<p><a href="//[">Приходите</a></p>')

    [entry] = feedparser.parse(client.get(address).content).entries

    assert "Приходите" in entry.content[0].value


@pytest.mark.parametrize("address", EVERYTHING[:2])
def test_what_xml_cannot_hold_breaks_no_feed(client, address):
    kept = Announcement.objects.filter(pk=make_announcement().pk)
    kept.update(title="A\x07 «]]>» <b>&\uffff", lead="\x1f", author="\x0c", body="<p>\x0b</p>")

    answer = client.get(address)

    CHECKS[address.rpartition(".")[2]](answer.content, SITE + address)
    [entry] = feedparser.parse(answer.content).entries
    assert "]]>" in entry.title
    assert "\x07" not in entry.title


def test_an_id_outlives_a_new_address(client):
    announcement = make_announcement("Один")
    before = feedparser.parse(client.get("/feeds/events.atom").content).entries[0]

    announcement.slug = "other"
    save_announcement(announcement)

    after = feedparser.parse(client.get("/feeds/events.atom").content).entries[0]
    assert after.id == before.id
    assert after.link != before.link


def test_only_what_is_out_newest_first_and_not_without_end(client, django_assert_num_queries):
    for number in range(ENTRIES + 2):
        make_announcement(f"Событие-{number}", published_at=AT - timedelta(hours=number))
    make_announcement("Черновик", published_at=None)
    make_announcement("Скоро", published_at=AT + timedelta(minutes=1))
    make_announcement("Снято", withdrawn_at=AT)

    with django_assert_num_queries(2):
        answer = client.get("/feeds/events.rss")

    assert titles_in(answer) == [f"Событие-{number}" for number in range(ENTRIES)]


def test_each_pair_is_told_once_in_the_language_of_the_feed(client):
    original = make_announcement("Один", organisers=["Музей Победы"])
    make_announcement("One", language="en", translation_of=original)

    feeds = [
        titles_in(client.get(f"{prefix}/feeds/{of}.atom"))
        for prefix in ("", "/en")
        for of in ("events", "category/anonsyi", "museum/muzej-pobedyi")
    ]

    assert feeds == [["Один"]] * 3 + [["One"]] * 3


def test_an_entry_in_another_language_says_so(client):
    make_announcement("Один")

    feed = checked_atom(client.get("/en/feeds/events.atom").content, f"{SITE}/en/feeds/events.atom")

    entry = feed.find(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"


@pytest.mark.parametrize("of", ["category/no-such", "museum/no-such", "events/x"])
def test_a_feed_of_nobody_is_not_there(client, of):
    assert client.get(f"/feeds/{of}.rss").status_code == 404


def test_a_museum_that_only_sends_people_has_no_feed_and_a_new_address_keeps_its_readers(client):
    Organisation.objects.create(name="Тихий музей")
    museum = make_announcement(organisers=["Музей Победы"]).organisers.get()
    museum.former_slugs.create(slug="old")

    assert client.get("/feeds/museum/tixij-muzej.rss").status_code == 404
    assert client.get("/feeds/museum/old.atom")["Location"] == "/feeds/museum/muzej-pobedyi.atom"


# --- Not sent again ---------------------------------------------------------------------


@pytest.mark.parametrize("address", EVERYTHING)
@pytest.mark.parametrize("header", ["etag", "last-modified"])
def test_whoever_has_it_gets_nothing_again_at_the_price_of_a_query(
    client, django_assert_num_queries, address, header
):
    make_announcement()
    first = client.get(address)
    asked = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}[header]

    with django_assert_num_queries(1):
        again = client.get(address, headers={asked: first[header]})

    assert (again.status_code, again.content) == (304, b"")
    for kept in ("ETag", "Last-Modified", "Cache-Control"):
        assert again[kept] == first[kept]


def _nothing(row):
    pass


def _edit(row):
    row.lead = "Иначе."
    row.save()


def _withdraw(row):
    row.withdrawn_at = AT
    row.save()


def _rename_category(row):
    row.category.name = "Новое имя"
    row.category.save()


def _move_category(row):
    row.category.position = 7
    row.category.save()


def _make_renditions(row):
    row.cover.renditions = [*row.cover.renditions, {"crop": "", "format": "JPEG", "name": "y"}]
    row.cover.save()


def _touch_picture(row):
    row.cover.title = "Для коллег"
    row.cover.save()


def _new_session(row):
    make_session(row)


def _draft(row):
    make_announcement("Черновик", published_at=None)


def _another(row):
    make_announcement("Ещё")


def _of_another_category(row):
    Category.objects.create(name="Другая", slug="other")


CHANGES = [_edit, _withdraw, _rename_category, _make_renditions, _another]
OTHERS = [_nothing, _move_category, _touch_picture, _new_session, _draft, _of_another_category]


@pytest.mark.parametrize("change", CHANGES + OTHERS, ids=lambda change: change.__name__)
def test_the_validators_change_with_what_is_shown_and_with_nothing_else(client, change):
    row = make_announcement(cover=make_picture(), category=make_category())
    for model in (Announcement, Category, Picture):
        model.objects.update(updated_at=AT - timedelta(days=1))
    first = client.get("/feeds/events.atom")

    change(row)
    again = client.get("/feeds/events.atom", headers={"If-None-Match": first["ETag"]})
    date = {"If-Modified-Since": first["Last-Modified"]}

    assert again.status_code == (200 if change in CHANGES else 304)
    if change in CHANGES:
        assert client.get("/feeds/events.atom", headers=date).status_code == 200


@pytest.mark.parametrize("address", ["/feeds/events.rss", "/feeds/category/anonsyi.atom"])
@pytest.mark.parametrize("change", [{"withdrawn_at": AT}, {"published_at": None}])
def test_what_is_shown_no_more_is_a_change_by_date_too(client, address, change):
    make_announcement()
    older = make_announcement(published_at=AT - timedelta(days=3))
    for model in (Announcement, Category):  # a while ago: dates are told in seconds
        model.objects.update(updated_at=AT - timedelta(days=1))
    first = client.get(address)

    for name, value in change.items():
        setattr(older, name, value)
    older.save()

    date = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(address, headers=date).status_code == 200


def test_a_museums_new_name_is_told(client):
    museum = make_announcement(organisers=["Музей Победы"]).organisers.get()
    first = client.get("/feeds/museum/muzej-pobedyi.rss")

    museum.name = "Музей Великой Победы"
    museum.save()

    again = client.get("/feeds/museum/muzej-pobedyi.rss", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200


def test_feeds_are_everyones(client):
    make_announcement()

    answer = client.get("/feeds/events.rss")

    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


# --- For people -------------------------------------------------------------------------


def test_a_page_lists_what_can_be_followed_in_plain_words(client):
    make_announcement(organisers=["Музей Победы"])

    page = read(client.get("/feeds/"))

    addresses = {link.attributes["href"] for link in page.one("main").all("a")}
    assert addresses == {
        f"/feeds/{of}.{form}"
        for of in ("events", "category/anonsyi", "museum/muzej-pobedyi")
        for form in ("rss", "atom", "ics")
    }
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_every_page_leads_to_that_page_and_names_its_feeds(client):
    make_announcement()

    page = read(client.get("/events/?category=anonsyi"))

    assert page.one("footer").links["Подписаться на новости"] == "/feeds/"
    feeds = [
        link.attributes["href"]
        for link in page.all("link", rel="alternate")
        if "type" in link.attributes
    ]
    assert feeds == [
        f"/feeds/{of}.{form}"
        for of in ("events", "category/anonsyi")
        for form in ("rss", "atom", "ics")
    ]
