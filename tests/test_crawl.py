"""Whoever follows every link of the demonstration, in both languages, never ends up nowhere."""

from collections import deque
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage

from events.models import Announcement, Organisation
from tests.reading import Element, parsed
from tests.test_demo import LOADED_AT, demo  # noqa: F401  a fixture

HERE = "http://testserver"
STARTS = ["/", "/en/", "/sitemap.xml", "/robots.txt", "/feeds/"]
NOT_FOLLOWED = ("/admin/", "/en/admin/")  # asks who one is
MOST = 600  # pages: an endless calendar would never end


@dataclass
class Crawl:
    """What was found, and what was not."""

    pages: dict[str, Element] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)  # files: calendars, feeds, pictures
    dead: dict[str, str] = field(default_factory=dict)  # address: the page that links to it
    away: set[str] = field(default_factory=set)  # addresses of other sites


def crawl(client):
    """Breadth first from the first pages, as far as links go."""
    found = Crawl()
    waiting = deque((start, "") for start in STARTS)
    seen = set(STARTS)
    while waiting and len(seen) < MOST:
        address, source = waiting.popleft()
        answer = client.get(address)
        if answer.status_code in {301, 302}:
            targets = [answer["Location"]]
        elif answer.status_code != 200:
            found.dead[address] = source
            continue
        elif answer["Content-Type"].startswith("text/html"):
            page = found.pages[address] = parsed(answer.content.decode())
            targets = links_of(page)
        else:
            found.others.add(address)
            targets = []
        for target in targets:
            parts = urlsplit(urljoin(f"{HERE}{address}", target))
            if parts.scheme not in {"http", "https"}:
                continue
            if f"{parts.scheme}://{parts.netloc}" not in {HERE, "http://127.0.0.1:8000"}:
                found.away.add(parts.geturl())
                continue
            link = parts._replace(scheme="", netloc="", fragment="").geturl()
            if link not in seen and not parts.path.startswith((*NOT_FOLLOWED, "/static/")):
                seen.add(link)
                waiting.append((link, address))
    assert len(seen) < MOST
    return found


def links_of(page):
    return [
        link.attributes["href"]
        for tag in ("a", "link")
        for link in page.all(tag)
        if link.attributes.get("href")
    ]


def missing_anchors(pages):
    """Links to a part of a page that the page has not."""
    ids = {
        address: {one.attributes["id"] for one in page.all() if "id" in one.attributes}
        for address, page in pages.items()
    }
    missing = set()
    for address, page in pages.items():
        for link in page.all("a"):
            parts = urlsplit(urljoin(address, link.attributes.get("href", "")))
            there = parts._replace(fragment="").geturl()
            if parts.fragment and there in ids and unquote(parts.fragment) not in ids[there]:
                missing.add((address, parts.geturl()))
    return missing


def missing_files(pages):
    """Pictures, styles and scripts that pages name and nobody has."""
    named = set()
    for page in pages.values():
        for one in page.all():
            if one.tag in {"img", "script", "source", "link"}:
                named |= {one.attributes.get("src", ""), one.attributes.get("href", "")}
                sources = one.attributes.get("srcset", "").split(",")
                named |= {source.split()[0] for source in sources if source.strip()}
    media = {name for name in named if name.startswith("/media/")}
    static = {name for name in named if name.startswith("/static/")}
    assert static
    return {name for name in media if not default_storage.exists(name.removeprefix("/media/"))} | {
        name for name in static if not finders.find(name.removeprefix("/static/"))
    }


@pytest.mark.only_on("sqlite")  # what pages say is the same on both
def test_every_link_anchor_and_file_of_the_demonstration_is_there(demo, client):  # noqa: F811
    found = crawl(client)

    assert found.dead == {}
    assert missing_anchors(found.pages) == set()
    assert missing_files(found.pages) == set()
    assert {urlsplit(link).netloc for link in found.away} == {"t.me", "vk.com"}
    paths = {urlsplit(address).path for address in found.pages}
    named = {path.split("/")[-2] for path in paths}
    out = Announcement.objects.published(LOADED_AT)
    museums = Organisation.objects.filter(announcements__in=out)
    assert {one.slug for one in [*out, *museums]} <= named
    both = {"/events/", "/calendar/", "/museums/", "/archive/", "/feeds/", "/privacy/",
            "/consent/1/", "/accessibility/"}  # fmt: skip
    assert both | {f"/en{address}" for address in both} <= paths
    assert {"/feeds/events.rss", "/feeds/events.atom", "/feeds/events.ics"} <= found.others
