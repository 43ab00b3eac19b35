"""What is published is seen by everybody, from its very moment; what is not, by staff alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User

from events.publishing import save_announcement
from museumsite import moments
from tests.make import (
    AT,
    address_of,
    make_announcement,
    make_intake,
    make_registration,
    make_session,
)
from tests.reading import parsed, read, titles

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(microseconds=1)


def make_staff(*permissions):
    person = User.objects.create_user("anna", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return person


@pytest.fixture(params=["draft", "scheduled"])
def unpublished(request):
    """Something with a session whose sign-up would be open, not to be seen yet."""
    published_at = None if request.param == "draft" else AT + A_MOMENT
    announcement = make_announcement("Секрет", published_at=published_at, lead="Тайное.")
    make_intake(make_session(announcement))
    return announcement


def test_a_visitor_meets_what_is_not_published_nowhere(client, clock, unpublished):
    make_announcement("Известное")

    for prefix in ("", "/en"):
        assert client.get(f"{prefix}/events/sekret/").status_code == 404
        for address in ("/", "/events/", "/events/?q=секрет", "/events/izvestnoe/"):
            assert "Секрет" not in read(client.get(prefix + address)).text.replace("«секрет»", "")
    form = unpublished.sessions.get().intake.get_absolute_url()
    assert client.get(form).status_code == 404
    assert client.post(form, {}).status_code == 404


def test_its_category_and_year_give_nothing_away(client, clock, unpublished):
    page = read(client.get("/events/", {"category": unpublished.category.slug}))

    assert titles(page) == []
    assert page.all("ul", aria_labelledby="filter-year") == []


def test_a_former_address_gives_nothing_away(client, clock, unpublished):
    unpublished.slug = "renamed"
    save_announcement(unpublished)

    assert client.get("/events/sekret/").status_code == 404


def test_the_page_of_not_found_is_the_same_as_for_what_never_was(client, clock, unpublished):
    hidden, unknown = (client.get(f"/events/{slug}/") for slug in ("sekret", "nichego"))

    assert hidden.content.replace(b"sekret", b"") == unknown.content.replace(b"nichego", b"")
    different = {"X-Request-ID", "Content-Length"}  # compression adds a random length
    assert {name: hidden[name] for name in hidden.headers if name not in different} == {
        name: unknown[name] for name in unknown.headers if name not in different
    }


def test_what_is_scheduled_appears_by_itself_at_its_very_moment(client):
    announcement = make_announcement("Ровно в полдень", published_at=AT)
    make_intake(make_session(announcement))
    address, form = announcement.get_absolute_url(), "/registration/"

    with moments.stopped_at(AT - A_MOMENT):
        assert client.get(address).status_code == 404
        assert titles(read(client.get("/events/"))) == []
        assert "Ровно в полдень" not in read(client.get("/")).text

    with moments.stopped_at(AT):
        assert read(client.get(address)).one("h1").text == "Ровно в полдень"
        assert titles(read(client.get("/events/"))) == ["Ровно в полдень"]
        assert form in client.get("/").content.decode()


def test_staff_who_may_see_announcements_preview_it(client, clock, unpublished):
    client.force_login(make_staff("view_announcement"))

    answer = client.get("/events/sekret/")

    page = read(answer)
    assert page.one("h1").text == "Секрет"
    assert "посетители эту страницу пока не видят" in page.one("main").text
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_staff_who_may_not_see_announcements_do_not(client, clock, unpublished):
    client.force_login(make_staff("view_venue"))

    assert client.get("/events/sekret/").status_code == 404


def test_a_published_page_is_no_preview(client, clock):
    make_announcement("Известное")
    client.force_login(make_staff("view_announcement"))

    page = read(client.get("/events/izvestnoe/"))

    assert page.all("meta", name="robots") == []
    assert "посетители эту страницу пока не видят" not in page.text


# --- Taken down


@pytest.fixture
def taken_down(clock):
    """Published a day ago with open sign-up, one person signed up, and withdrawn just now."""
    announcement = make_announcement("Снятое", lead="Было.")
    intake = make_intake(make_session(announcement))
    registration = make_registration(intake)
    announcement.withdrawn_at = AT
    announcement.slug = "snyatoe-i-pereimenovannoe"
    save_announcement(announcement)
    return registration


@pytest.mark.parametrize("address", ["/events/snyatoe-i-pereimenovannoe/", "/events/snyatoe/"])
def test_a_page_that_was_taken_down_says_so_kindly_at_each_of_its_addresses(
    client, taken_down, address
):
    answer = client.get(address)

    page = parsed(answer.content.decode())
    assert answer.status_code == 410
    assert page.one("h1").text == "Эта страница снята с публикации"
    assert "Было." not in page.text
    assert page.one("meta", name="robots").attributes["content"] == "noindex"
    assert "Cookie" not in answer.get("Vary", "")


def test_no_browser_keeps_for_ever_what_staff_can_take_back(client, clock):
    announcement = make_announcement("Первое", slug="first")
    announcement.slug = "second"
    save_announcement(announcement)

    moved = client.get("/events/first/")
    announcement.withdrawn_at = AT
    save_announcement(announcement)
    gone = client.get("/events/second/")

    assert [moved.status_code, gone.status_code] == [301, 410]
    assert [moved["Cache-Control"], gone["Cache-Control"]] == ["no-cache", "no-cache"]


def test_it_is_met_nowhere_else_and_nobody_can_sign_up(client, taken_down):
    for address in ("/", "/events/", "/events/?q=снятое"):
        assert "Снятое" not in read(client.get(address)).text
    assert client.get(taken_down.intake.get_absolute_url()).status_code == 404


def test_whoever_has_signed_up_keeps_the_personal_page(client, taken_down):
    page = read(client.get(address_of(taken_down)))

    assert "Снятое" in page.text


def test_it_is_still_there_a_moment_before_it_is_withdrawn(client, taken_down):
    with moments.stopped_at(AT - A_MOMENT):
        assert client.get("/events/snyatoe-i-pereimenovannoe/").status_code == 200


def test_what_was_withdrawn_before_anybody_saw_it_was_never_there(client, clock, at):
    make_announcement("Отменено", published_at=at + A_MOMENT, withdrawn_at=at)

    with moments.stopped_at(at + timedelta(days=1)):
        assert client.get("/events/otmeneno/").status_code == 404
