"""The head of a page: where it is for good, in which languages, how its link is shown."""

import pytest
from django.conf import settings

from events.models import Picture
from tests.make import (
    address_of,
    make_announcement,
    make_category,
    make_intake,
    make_registration,
    make_session,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SITE = settings.SITE_URL


def head_of(client, address):
    return read(client.get(address)).one("head")


def canonical(head):
    links = head.all("link", rel="canonical")
    assert len(links) <= 1
    return links[0].attributes["href"] if links else None


def told_in(head):
    return {
        link.attributes["hreflang"]: link.attributes["href"]
        for link in head.all("link", rel="alternate")
        if "hreflang" in link.attributes
    }


def meta(head):
    """What the head says, by name or property."""
    return {
        one.attributes.get("property") or one.attributes.get("name"): one.attributes["content"]
        for one in head.all("meta")
        if "content" in one.attributes
    }


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/", "/"),
        ("/?utm_source=letter", "/"),
        ("/en/", "/en/"),
        ("/events/?category=anonsyi&utm_medium=x", "/events/?category=anonsyi"),
        ("/events/?page=2", "/events/?page=2"),
        ("/events/?page=99", "/events/?page=2"),
        ("/events/?page=1", "/events/"),
        ("/events/?category=no-such&year=1700", "/events/"),
        ("/events/?q=музей", None),
        ("/calendar/?view=list", "/calendar/"),
        ("/museums/", "/museums/"),
        ("/feeds/", "/feeds/"),
        ("/privacy/?x=1", "/privacy/"),
        ("/events/sobyitie/?fbclid=1", "/events/sobyitie/"),
        ("/en/events/sobyitie/", "/events/sobyitie/"),
    ],
)
def test_a_page_has_one_address_for_good(client, asked, kept):
    make_session(make_announcement("Событие"))
    for number in range(12):
        make_announcement(f"Другое {number}")

    assert canonical(head_of(client, asked)) == (kept and SITE + kept)


def test_our_own_pages_are_told_in_both_languages(client):
    for address in ("/events/", "/en/events/"):
        assert told_in(head_of(client, address)) == {
            "ru": f"{SITE}/events/",
            "en": f"{SITE}/en/events/",
            "x-default": f"{SITE}/events/",
        }


def test_a_pair_names_both_its_pages_and_a_single_page_none(client):
    original = make_announcement("Событие")
    assert told_in(head_of(client, "/events/sobyitie/")) == {}

    make_announcement("The event", language="en", translation_of=original)

    for address in ("/events/sobyitie/", "/en/events/the-event/"):
        head = head_of(client, address)
        assert canonical(head) == SITE + address
        assert told_in(head) == {
            "ru": f"{SITE}/events/sobyitie/",
            "en": f"{SITE}/en/events/the-event/",
            "x-default": f"{SITE}/events/sobyitie/",
        }


def test_what_a_messenger_shows_of_an_announcement(client):
    original = make_announcement("Событие «Музей»", lead="Коротко & ясно.\nИ ещё.", slug="x")
    make_announcement("The event", language="en", translation_of=original)

    said = meta(head_of(client, "/events/x/"))

    assert said["og:title"] == "Событие «Музей»"
    assert said["og:description"] == said["description"] == "Коротко & ясно. И ещё."
    assert said["og:type"] == "article"
    assert said["og:url"] == f"{SITE}/events/x/"
    assert said["og:site_name"] == "События музеев"
    assert (said["og:locale"], said["og:locale:alternate"]) == ("ru_RU", "en_US")
    assert said["article:published_time"] == "2024-08-12T09:00:00+00:00"
    assert said["article:section"] == "Анонсы"


def test_the_picture_of_a_link_is_the_cover_cut_for_it(client):
    entry = {"crop": "share", "format": "JPEG", "width": 1200, "height": 630, "name": "cut.jpg"}
    cover = Picture.objects.create(
        sha256="", width=9, height=9, renditions=[entry], alt="Зал музея"
    )
    make_announcement("Событие", cover=cover)

    said = meta(head_of(client, "/events/sobyitie/"))

    assert said["og:image"] == f"{SITE}/media/cut.jpg"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert (said["og:image:type"], said["og:image:alt"]) == ("image/jpeg", "Зал музея")
    assert said["twitter:card"] == "summary_large_image"


def test_without_a_picture_yet_the_sites_mark_stands_in(client):
    make_announcement("Событие")

    said = meta(head_of(client, "/events/sobyitie/"))

    assert said["og:image"].startswith(f"{SITE}/static/img/icon-180")
    assert said["twitter:card"] == "summary"


def test_our_own_pages_have_cards_too(client):
    said = meta(head_of(client, "/en/museums/"))

    assert said["og:type"] == "website"
    assert said["og:title"] == "Museums"
    assert said["og:locale"] == "en_US"
    assert said["og:description"] == said["description"]


def test_a_description_is_one_paragraph_of_plain_words(client):
    make_announcement("Событие", lead="", body="<p>Первое <em>слово</em>.</p>" + "<p>Ещё.</p>" * 99)

    description = meta(head_of(client, "/events/sobyitie/"))["description"]

    assert description.startswith("Первое слово. Ещё.")
    assert description.endswith("…")
    assert len(description) <= 301


@pytest.mark.parametrize("title", ['" onload="x', "<b>&amp;</b>", "</title><script>"])
def test_a_title_stays_inside_its_tags(client, title):
    make_announcement(title, slug="x", lead=title, is_typeset=False)

    head = head_of(client, "/events/x/")

    assert meta(head)["og:title"] == title
    assert meta(head)["og:description"] == title


def test_pages_of_a_person_and_pages_of_errors_give_no_address(client):
    intake = make_intake()
    registration = make_registration(intake)
    make_category()

    pages = [
        client.get(address)
        for address in (intake.get_absolute_url(), address_of(registration), "/no-such/")
    ]
    pages.append(client.get("/events/no-such/"))

    for answer in pages:
        page = answer.content.decode()
        assert 'rel="canonical"' not in page
        assert "og:" not in page


def test_a_preview_has_no_address_yet(editors_browser):
    make_announcement("Событие", published_at=None)

    head = head_of(editors_browser, "/events/sobyitie/")

    assert canonical(head) is None
    assert "og:url" not in meta(head)
