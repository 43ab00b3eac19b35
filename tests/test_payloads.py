"""What a hundred payloads leave in cleaned text, in feeds, in what programs read."""

import json
from xml.etree import ElementTree

import pytest
from django.test import Client

from events.rich_text import cleaned
from tests.make import make_announcement, make_category
from tests.payloads import PAYLOADS, chunks
from tests.picture_files import upload
from tests.reading import parsed

EVERYTHING = "\n".join(PAYLOADS)


@pytest.mark.django_db
@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaned_text_has_nothing_that_could_run(payload):
    for element in parsed(cleaned(f"<p>{payload}</p>")).all():
        for name, value in element.attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "srcdoc"}
            assert not value.lower().strip().startswith(("javascript:", "vbscript:", "data:"))
        assert element.tag not in {"script", "style", "svg", "math", "iframe", "object", "form"}


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_feeds_and_what_search_engines_read_stay_well_formed(client):
    for n, words in enumerate(chunks(290)):
        make_announcement(words, slug=f"x-{n}", lead=words, body=EVERYTHING, author=words[:190],
                          category=make_category(words[:90], f"c-{n}"))  # fmt: skip

    for address in ("/feeds/events.rss", "/feeds/events.atom", "/sitemap.xml"):
        ElementTree.fromstring(client.get(address).content)  # noqa: S314  we wrote it
    for n in range(len(chunks(290))):
        page = parsed(client.get(f"/events/x-{n}/").content.decode())
        scripts = page.all("script", type="application/ld+json")
        assert scripts
        for script in scripts:
            json.loads("".join(map(str, script.children)))


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_the_editors_doors_answer_payloads_as_data(directors_browser: Client):
    for address in ("/admin/events/picture/choose/", "/admin/events/document/choose/"):
        for payload in PAYLOADS[::10]:
            answer = directors_browser.get(address, {"q": payload})
            assert answer["Content-Type"].startswith("application/json")
            assert answer["X-Content-Type-Options"] == "nosniff"
    for payload in PAYLOADS[::10]:
        files = {"files": upload(b"no picture", f"{payload}.png")}
        answer = directors_browser.post("/admin/events/picture/upload/", files)
        assert answer["Content-Type"].startswith("application/json")
