"""What a colleague would point out before a page is published."""

import pytest
from django.contrib.redirects.models import Redirect

from events import readiness
from events.models import FormerSlug, Picture
from tests.admin_forms import messages, save
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_session,
    noon,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


FIGURE = '<figure data-picture="999"><img src="/media/a.jpg" alt="{alt}"></figure><p>Текст.</p>'


def make_whole(**fields):
    """A page with nothing to point out but that there is no English version."""
    defaults = {"lead": "Лид.", "body": "<p>Текст.</p>", "contact": make_contact()}
    return make_announcement(**{**defaults, **fields})


def make_picture(**fields):
    defaults = {"alt": "Зал", "state": "ready", "width": 10, "height": 10}
    return Picture.objects.create(**{**defaults, **fields})


def codes(announcement):
    found = readiness.problems_of(announcement, AT)
    return [problem.code for problem in found if problem.code != "no_translation"]


def test_a_whole_page_has_nothing_but_a_hint():
    [problem] = readiness.problems_of(make_whole(), AT)

    assert (problem.code, problem.is_hint) == ("no_translation", True)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "\u200b "}, []),
        ({"lead": " "}, ["no_lead"]),
        ({"body": ""}, ["no_text"]),
        ({"body": "<p> </p>"}, ["no_text"]),
        ({"contact": None}, ["no_contact"]),
        ({"body": "<h3>Сразу третий</h3><p>Текст.</p>"}, ["headings"]),
        ({"body": "<h2>А</h2><h4>Б</h4><p>Текст.</p>"}, ["headings"]),
        ({"body": "<h2>А</h2><h3>Б</h3><h2>В</h2><p>Текст.</p>"}, []),
        ({"body": FIGURE.format(alt="")}, ["picture_alt", "pictures_wait"]),
        ({"body": FIGURE.format(alt="Зал")}, ["pictures_wait"]),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_missing_is_named(fields, code):
    assert codes(make_whole(**fields)) == code


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("cover", "code"),
    [
        ({}, []),
        ({"alt": ""}, ["cover_alt"]),
        ({"state": "waiting"}, ["cover_waits"]),
        ({"state": "broken"}, ["cover_broken"]),
    ],
    ids=str,
)
def test_the_cover_is_looked_at(cover, code):
    assert codes(make_whole(cover=make_picture(**cover))) == code


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/events/izvestnoe/", []),
        ("/events/izvestnoe", []),
        ("/en/events/izvestnoe/", []),
        ("http://testserver.example/events/net/", []),
        ("/events/prezhnee/", []),
        ("/news/staroe/", []),
        ("/events/", []),
        ("/events/?category=anonsyi", []),
        ("mailto:a@museum.example", []),
        ("tel:+74994498117", []),
        ("https://museum.example/net", []),
        ("#konecz", []),
        ("/events/chernovik/", ["hidden_link"]),
        ("/events/net/", ["dead_link"]),
        ("net", ["dead_link"]),
        ("/net/nigde/", ["dead_link"]),
        ("/media/documents/net.pdf", ["dead_link"]),
        ("/media/../../etc/passwd", ["dead_link"]),
        ("{site}/events/net/", ["dead_link"]),
        ("//[", []),
    ],
)
def test_links_are_followed_on_this_site_alone(settings, address, code):
    known = make_announcement("Известное")
    FormerSlug.objects.create(slug="prezhnee", announcement=known)
    make_announcement("Черновик", published_at=None)
    Redirect.objects.create(site_id=1, old_path="/news/staroe", new_path="/events/izvestnoe/")
    address = address.format(site=settings.SITE_URL)

    assert codes(make_whole(body=f'<p><a href="{address}">туда</a></p>')) == code


def test_sessions_and_their_sign_up_are_looked_at():
    announcement = make_whole()
    make_session(announcement, start_date=noon(12).date())
    late = make_session(announcement)
    make_intake(late, deadline_date=late.start_date.replace(day=20))
    over = make_session(announcement)
    make_intake(over, deadline_date=noon(10).date())

    assert codes(announcement) == ["session_over", "deadline_late", "deadline_over"]


def test_the_page_shows_them_with_the_way_to_the_field_and_publishing_says_them(editors_browser):
    draft = make_announcement(published_at=None, lead="")
    page = f"/admin/events/announcement/{draft.pk}/change/"

    shown = read(editors_browser.get(page)).one("section", class_="stage")
    answer = save(editors_browser, page, _publish="1")

    lead = "Нет лида: в списках и поисковиках о странице нечего показать."
    assert shown.links[lead] == "#id_lead"
    assert lead in messages(answer)
    draft.refresh_from_db()
    assert draft.is_published(AT)


def test_a_page_without_a_title_is_not_published_from_the_list(editors_browser):
    nameless, named = (
        make_announcement(" ", published_at=None),
        make_announcement(published_at=None),
    )
    chosen = {"action": "publish_now", "_selected_action": [nameless.pk, named.pk]}

    answer = editors_browser.post("/admin/events/announcement/", chosen, follow=True)

    nameless.refresh_from_db()
    assert nameless.published_at is None
    assert "1 публикация осталась как была: у неё нет заголовка." in messages(answer)


@pytest.mark.parametrize("number", [1, 3])
def test_the_checks_ask_the_same_questions_for_any_number_of_links(
    django_assert_num_queries, number
):
    links = "".join(f'<a href="/events/net-{index}/">туда</a>' for index in range(number))
    announcement = make_whole(body=f"<p>{links}</p>")
    for _number in range(number):
        make_intake(make_session(announcement))
    announcement.refresh_from_db()

    with django_assert_num_queries(6):
        readiness.problems_of(announcement, AT)
