"""A page is looked at before its time by those who may, and by nobody else."""

from datetime import timedelta

import pytest

from events import previews
from events.models import PreviewLink
from museumsite import moments
from tests.make import (
    AT,
    make_announcement,
    make_colleague,
    make_intake,
    make_session,
    noon,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def draft():
    """Not published; its session takes forms until 19 August inclusive."""
    announcement = make_announcement("Секрет", published_at=None, lead="Тайное.")
    make_intake(make_session(announcement))
    return announcement


def make_link(announcement, **changes):
    """The address of a link that works for a week."""
    defaults = {"shown_at": None, "expires_at": AT + timedelta(days=7)}
    secret = previews.make_link(announcement, staff=make_colleague(), **{**defaults, **changes})
    return f"/preview/{secret}/"


def test_whoever_has_the_link_sees_the_page_and_how_long_the_link_works(client, draft):
    answer = client.get(make_link(draft))

    page = read(answer)
    assert page.one("h1").text == "Секрет"
    assert page.one(class_="preview").text == (
        "Предварительный просмотр: посетители эту страницу пока не видят"
        " Ссылка действует до 20 августа 2024, 12:00, по московскому времени"
    )
    assert answer.cookies == {}


def test_nobody_keeps_finds_or_hands_on_what_is_behind_the_link(client, draft):
    address = make_link(draft)

    for answer in (client.get(address), client.get(address[:-2]), client.get("/preview/x/")):
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "strict-origin"


def test_the_page_is_shown_as_it_will_be_at_the_moment_chosen(client, draft):
    before, after = (make_link(draft, shown_at=noon(day)) for day in (19, 20))

    assert read(client.get(before)).one("main").attributes["data-state"] == "open"
    later = read(client.get(after))
    assert later.one("main").attributes["data-state"] == "closed"
    assert "Так она будет выглядеть 20 августа 2024, 12:00, по московскому времени" in later.text


def test_a_link_that_is_over_called_back_or_never_was_answers_one_and_the_same(client, draft):
    over, called_back = make_link(draft, expires_at=AT), make_link(draft)
    PreviewLink.objects.filter(expires_at__gt=AT).delete()
    addresses = [over, called_back, "/preview/" + "x" * 32 + "/"]

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [404] * 3
    pages = {
        answer.content.replace(address.encode(), b"/preview/-/")
        for address, answer in zip(addresses, answers, strict=True)
    }
    assert len(pages) == 1


def test_a_link_ends_at_its_very_moment(client, draft):
    address = make_link(draft, expires_at=AT + timedelta(hours=1))

    with moments.stopped_at(AT + timedelta(minutes=59, seconds=59)):
        assert client.get(address).status_code == 200
    with moments.stopped_at(AT + timedelta(hours=1)):
        assert client.get(address).status_code == 404


def test_the_database_cannot_tell_the_secret(draft):
    secret = make_link(draft).split("/")[2]

    link = PreviewLink.objects.get()

    assert len(secret) * 6 >= 160
    assert secret not in str(vars(link))
