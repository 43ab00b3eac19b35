"""The language follows from the address: public pages need no cookie for it (rule 10)."""

import pytest

from tests.make import make_announcement, make_intake

pytestmark = pytest.mark.django_db


def test_a_russian_address_is_russian_whatever_the_browser_asks_for(client):
    answer = client.get("/", headers={"accept-language": "en"})

    assert '<html lang="ru">' in answer.content.decode()
    assert "Accept-Language" not in answer.get("Vary", "")


def test_the_english_pages_are_in_english(client, clock):
    intake = make_intake()

    page = client.get(f"/en{intake.session.announcement.get_absolute_url()}").content.decode()

    assert '<html lang="en">' in page
    assert "Sign-up is open" in page
    assert "until 19\u00a0August inclusive, Moscow time; 6 days left" in page


def test_the_switch_leads_to_the_same_page_in_the_other_language(client, clock):
    address = make_announcement().get_absolute_url()

    russian = client.get(address).content.decode()
    english = client.get(f"/en{address}").content.decode()

    assert f'href="/en{address}"' in russian
    assert f'href="{address}"' in english


@pytest.mark.parametrize("path", ["/en/no-such-page/", "/en/r/no-such-secret/"])
def test_an_english_page_that_is_not_there_says_so_in_english(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert '<html lang="en">' in answer.content.decode()
