"""The sitemap and robots.txt: everything there is to find, by the address the operator set."""

from datetime import timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.contrib.sites.models import Site

from events import sitemaps
from events.models import Announcement
from tests.make import AT, make_announcement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SITE = settings.SITE_URL
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def urls(client, address="/sitemap.xml"):
    """Each address with its `<url>`, none twice."""
    answer = client.get(address)
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    found = fromstring(answer.content).findall("s:url", NAMES)
    by_address = {url.findtext("s:loc", namespaces=NAMES): url for url in found}
    assert len(by_address) == len(found)
    return by_address


def alternates(url):
    return {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}


def test_everything_there_is_to_find_and_nothing_else(client):
    original = make_announcement("Событие", organisers=["Музей Победы"])
    make_announcement("The event", language="en", translation_of=original)
    make_announcement("Другое")
    make_announcement("Черновик", published_at=None)
    make_announcement("Снято", withdrawn_at=AT)

    found = urls(client)

    ours = ["", "events/", "calendar/", "museums/", "archive/", "feeds/", "privacy/"]
    ours += ["accessibility/", "events/?category=anonsyi", "museums/muzej-pobedyi/"]
    expected = {f"{SITE}/{prefix}{address}" for prefix in ("", "en/") for address in ours}
    texts = {"/events/sobyitie/", "/en/events/the-event/", "/events/drugoe/"}
    assert set(found) == expected | {SITE + address for address in texts}
    for address in found:
        assert client.get(address.removeprefix(SITE)).status_code == 200


def test_a_page_says_when_it_changed_and_what_its_counterpart_is(client):
    original = make_announcement("Событие")
    make_announcement("The event", language="en", translation_of=original)
    Announcement.objects.update(updated_at=AT)

    found = urls(client)

    url = found[f"{SITE}/events/sobyitie/"]
    assert url.findtext("s:lastmod", namespaces=NAMES) == "2024-08-13T12:00:00+03:00"
    pair = {"ru": f"{SITE}/events/sobyitie/", "en": f"{SITE}/en/events/the-event/"}
    assert alternates(url) == alternates(found[f"{SITE}/en/events/the-event/"]) == pair


def test_a_large_one_is_an_index_of_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    for number in range(5):
        make_announcement(f"Событие {number}")

    index = fromstring(client.get("/sitemap.xml").content)

    files = [url.text for url in index.findall("s:sitemap/s:loc", NAMES)]
    assert files == [f"{SITE}/sitemap-{number}.xml" for number in (1, 2, 3)]
    texts = [
        address
        for file in files
        for address in urls(client, file.removeprefix(SITE))
        if "/events/sobyitie" in address
    ]
    assert len(texts) == 5
    assert client.get("/sitemap-4.xml").status_code == 404


@pytest.mark.parametrize("number", ["0", "50001", "9" * 30])
def test_there_is_no_file_of_an_impossible_number(client, number):
    make_announcement()

    assert client.get(f"/sitemap-{number}.xml").status_code == 404


@pytest.mark.parametrize("announcements", [1, 3])
def test_it_costs_the_same_for_any_number(client, django_assert_num_queries, announcements):
    for number in range(announcements):
        original = make_announcement(f"Событие {number}", organisers=[f"Музей {number}"])
        make_announcement(f"Event {number}", language="en", translation_of=original)

    with django_assert_num_queries(4):
        client.get("/sitemap.xml")


def test_nobody_asks_the_table_of_sites(client):
    Site.objects.all().delete()
    Site.objects.clear_cache()

    for address in ("/sitemap.xml", "/robots.txt", "/feeds/events.rss"):
        assert client.get(address).status_code == 200


def test_robots_are_shown_the_map_and_kept_from_endless_combinations(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    assert {"/admin/", "/en/admin/", "/*?q=", "/*&q=", "/*&year=", "/*&sign_up="} <= closed


def test_what_appears_later_is_not_in_it_yet(client):
    make_announcement("Событие", published_at=AT + timedelta(minutes=1))

    assert f"{SITE}/events/sobyitie/" not in urls(client)
