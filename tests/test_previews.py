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
    address = make_link(draft)

    answer = client.get(address)

    page = read(answer)
    assert page.one("h1").text == "Секрет"
    assert address not in answer.content.decode()
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


# --- From the admin


def previews_of(announcement):
    return f"/admin/events/announcement/{announcement.pk}/previews/"


def test_an_editor_looks_at_the_page_at_a_moment_chosen(editors_browser, draft):
    address = f"/admin/events/announcement/{draft.pk}/look/?day=2024-08-20&time=09:00"

    page = read(editors_browser.get(address))

    assert page.one("main").attributes["data-state"] == "closed"
    assert "Так она будет выглядеть 20 августа 2024, 09:00" in page.one(class_="preview").text


@pytest.mark.parametrize(
    "moment",
    [
        "day=2024-02-31",
        "day=0204-01-01",
        "time=25:00",
        "time=12:00",
        "day=%00",
    ],
)
def test_a_moment_that_is_none_is_asked_for_again(editors_browser, draft, moment):
    answer = editors_browser.get(f"/admin/events/announcement/{draft.pk}/look/?{moment}")

    assert read(answer).all("ul", class_="errorlist")


def test_an_editor_makes_a_link_sends_it_and_calls_it_back(editors_browser, client, draft):
    typed = {"day": "2024-08-20", "time": "", "days": "7"}
    made = read(editors_browser.post(previews_of(draft), typed))
    address = made.one("input", class_="beside__address").attributes["value"]

    assert client.get(address).status_code == 200
    listed = read(editors_browser.get(previews_of(draft)))
    assert "Действует до 20 августа 2024, 12:00" in listed.text
    assert address.split("/")[-2] not in str(listed.text)

    [link] = PreviewLink.objects.all()
    editors_browser.post(f"{previews_of(draft)}{link.pk}/revoke/")
    assert client.get(address).status_code == 404


def test_a_get_calls_nothing_back_and_a_registrar_makes_no_link(
    editors_browser, registrars_browser, draft
):
    make_link(draft)
    link = PreviewLink.objects.get()

    assert editors_browser.get(f"{previews_of(draft)}{link.pk}/revoke/").status_code == 405
    assert registrars_browser.post(previews_of(draft), {"days": "7"}).status_code == 403
    assert PreviewLink.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_links_asks_the_same_questions_for_any_number(
    editors_browser, django_assert_num_queries, draft, number
):
    for _number in range(number):
        make_link(draft)

    with django_assert_num_queries(6):
        editors_browser.get(previews_of(draft))
