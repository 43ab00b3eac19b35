"""Handing a page on: plain links without anybody's script, a sheet of paper with the address."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from events.templatetags.share import qr_code
from tests.make import make_announcement
from tests.reading import read

pytestmark = pytest.mark.usefixtures("clock")
ADDRESS = f"{settings.SITE_URL}/events/sobyitie/"
TITLE = "Музей & «Победа»: 100 % + ещё?"


@pytest.fixture
def page(db, client):
    make_announcement(TITLE, slug="sobyitie")
    return read(client.get("/events/sobyitie/"))


def test_the_ways_carry_the_title_and_the_address_as_they_are(page):
    share = page.one("section", class_="share")
    ways = {name: urlsplit(address) for name, address in share.links.items()}
    title = TITLE.replace("\xa0", " ")

    assert list(ways) == ["Telegram", "ВКонтакте", "Электронная почта"]
    assert ways["Telegram"][:3] == ("https", "t.me", "/share/url")
    assert parse_qs(ways["Telegram"].query) == {"url": [ADDRESS], "text": [title]}
    assert ways["ВКонтакте"][:3] == ("https", "vk.com", "/share.php")
    assert parse_qs(ways["ВКонтакте"].query) == {"url": [ADDRESS], "title": [title]}
    assert ways["Электронная почта"].scheme == "mailto"
    letter = parse_qs(ways["Электронная почта"].query)
    assert letter == {"subject": [title], "body": [f"{title}\n{ADDRESS}"]}
    assert "+" not in ways["Электронная почта"].query
    for link in share.all("a"):
        assert link.attributes["rel"] == "noopener nofollow"


def test_without_a_script_the_address_stands_there_to_be_selected(page):
    assert page.one(class_="share__link").text == ADDRESS
    assert page.one("section", class_="share").all("button") == []


def test_the_sheet_has_the_address_as_a_code_and_in_words(page):
    sheet = page.one("div", class_="qr")

    assert sheet.one("svg").all("path") != []
    assert sheet.one(class_="qr__address").text == ADDRESS.split("://")[1].rstrip("/")


def test_the_code_asks_for_no_style_that_our_policy_refuses():
    svg = qr_code(ADDRESS)

    assert "style" not in svg
    assert "<script" not in svg


@pytest.mark.django_db
def test_a_page_that_is_not_out_is_not_handed_on(editors_browser):
    make_announcement("Событие", published_at=None)

    page = read(editors_browser.get("/events/sobyitie/"))

    assert page.all("section", class_="share") == []
