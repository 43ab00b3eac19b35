"""Two colleagues have one page open: the second to save is warned, and nothing is lost."""

import pytest
from django.db import connection
from django.urls import reverse

from events.models import Announcement, Category, Organisation
from tests.admin_forms import filled, opened, row, save
from tests.make import (
    AT,
    make_announcement,
    make_category,
    make_contact,
    make_session,
    make_venue,
)
from tests.people import make_staff, signed_in
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
WARNING = "Пока вы работали, эту страницу сохранил кто-то ещё"


@pytest.fixture
def colleague(db):
    """Another editor, who is quicker."""
    return signed_in(make_staff("quick", "Редакторы", first_name="Анна", last_name="Быстрова"))


def page_of(thing):
    return reverse(f"admin:events_{thing._meta.model_name}_change", args=[thing.pk])


def send(client, thing, typed, **changes):
    """What was typed into a form opened before, sent now."""
    sent = {**filled(typed, changes), "_save": "1"}
    return client.post(page_of(thing), sent, follow=True)


def resend(client, thing, answer, **changes):
    """The form of the answer, as it stands there, sent once more."""
    typed = opened_in(answer)
    return client.post(page_of(thing), {**typed, **changes, "_save": "1"}, follow=True)


def opened_in(answer):
    class Again:
        def get(self, url):
            return answer

    return opened(Again(), "")


def test_the_second_to_save_sees_theirs_and_mine_and_nothing_is_overwritten(
    editors_browser, colleague
):
    announcement = make_announcement("Вечер памяти", lead="Начнём ровно шесть.")
    mine = opened(editors_browser, page_of(announcement))
    save(colleague, page_of(announcement), lead="Начнём ровно семь.")

    answer = send(editors_browser, announcement, mine, lead="Начнём ровно восемь.")

    announcement.refresh_from_db()
    assert announcement.lead == "Начнём ровно семь."
    page = read(answer)
    meeting = page.one("section", class_="meeting")
    assert WARNING in meeting.text
    assert "Сохранено: Анна Быстрова" in meeting.text
    words = meeting.one("p", class_="change__text")
    assert (words.one("del").text, words.one("ins").text) == ("семь", "восемь")
    assert page.one("textarea", name="lead").text == "Начнём ровно восемь."


def test_how_the_editor_lays_out_a_list_or_a_table_is_no_difference(editors_browser, colleague):
    rest = "<ul><li><p>Экскурсия</p></li></ul><table><tr><td><p>19:00</p></td></tr></table>"
    laid_out = f"<p>{{}}</p>{rest}"
    announcement = make_announcement(body=laid_out.format("Начало."))
    mine = opened(editors_browser, page_of(announcement))
    save(colleague, page_of(announcement), body=laid_out.format("Чужое."))

    answer = send(editors_browser, announcement, mine, body=laid_out.format("Моё."))

    words = read(answer).one("p", class_="change__text")
    assert [one.text for one in words.all("del") + words.all("ins")] == ["Чужое", "Моё"]


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Моё."), ("theirs", "Чужое.")])
def test_having_seen_it_one_saves_over_it_or_takes_the_others(
    editors_browser, colleague, choice, kept
):
    announcement = make_announcement(lead="Было.")
    mine = opened(editors_browser, page_of(announcement))
    save(colleague, page_of(announcement), lead="Чужое.")
    warned = send(editors_browser, announcement, mine, lead="Моё.", title="Мой заголовок")

    resend(editors_browser, announcement, warned, **{"take-lead": choice})

    announcement.refresh_from_db()
    assert (announcement.lead, announcement.title) == (kept, "Мой заголовок")


def test_what_only_the_other_has_changed_is_put_into_the_form(editors_browser, colleague):
    other = Category.objects.create(name="Выставки", slug="vyistavki")
    announcement = make_announcement(lead="Было.", contact=make_contact())
    mine = opened(editors_browser, page_of(announcement))
    theirs = {"category": other.pk, "published_at_0": "20.08.2024", "published_at_1": "10:00"}
    save(colleague, page_of(announcement), **theirs)

    warned = send(editors_browser, announcement, mine, lead="Моё.")
    resend(editors_browser, announcement, warned)

    changes = read(warned).one("section", class_="meeting").text
    assert "Рубрика было: Анонсы → стало: Выставки" in changes
    announcement.refresh_from_db()
    assert (announcement.category, announcement.lead) == (other, "Моё.")
    assert announcement.published_at.day == 20


def test_a_page_nobody_else_has_saved_is_saved_at_once(editors_browser):
    announcement = make_announcement(
        lead="Раз.\r\nДва.", body="<p>Текст.</p>", contact=make_contact()
    )
    make_session(announcement, venue=make_venue())

    answer = save(editors_browser, page_of(announcement), title="Иначе")

    announcement.refresh_from_db()
    assert announcement.title == "Иначе"
    assert WARNING not in read(answer).text


def test_a_third_who_saves_after_the_warning_is_warned_of_again(editors_browser, colleague):
    announcement = make_announcement(lead="Было.")
    mine = opened(editors_browser, page_of(announcement))
    save(colleague, page_of(announcement), lead="Чужое.")
    warned = send(editors_browser, announcement, mine, lead="Моё.")
    save(colleague, page_of(announcement), lead="Опять чужое.")

    again = resend(editors_browser, announcement, warned, **{"take-lead": "mine"})

    assert WARNING in read(again).text
    assert Announcement.objects.get().lead == "Опять чужое."


def test_one_button_pressed_twice_warns_nobody(editors_browser):
    announcement = make_announcement(lead="Было.")
    mine = opened(editors_browser, page_of(announcement))
    send(editors_browser, announcement, mine, lead='В "Музее" - вечер.')

    answer = send(editors_browser, announcement, mine, lead='В "Музее" - вечер.')

    assert WARNING not in read(answer).text


@pytest.mark.parametrize(
    ("choice", "kept"), [("mine", ["Мой музей"]), ("theirs", ["Общий музей", "Чужой музей"])]
)
def test_organisers_are_compared_as_one(editors_browser, colleague, choice, kept):
    announcement = make_announcement(organisers=["Общий музей"])
    own, their = (Organisation.objects.create(name=name) for name in ("Мой музей", "Чужой музей"))
    mine = opened(editors_browser, page_of(announcement))
    theirs = row("organiser_set", 1, organisation=their.pk, position=1)
    save(colleague, page_of(announcement), **theirs)

    warned = send(editors_browser, announcement, mine, **{"organiser_set-0-organisation": own.pk})
    resend(editors_browser, announcement, warned, **{"take-organiser_set": choice})

    words = read(warned).one("section", class_="meeting").text
    assert "Чужой музей" in words
    assert "Мой музей" in words
    assert [museum.name for museum in announcement.organisers_in_order()] == kept


def test_an_organiser_deleted_by_the_other_is_no_error(editors_browser, colleague):
    announcement = make_announcement(organisers=["Первый", "Второй"])
    mine = opened(editors_browser, page_of(announcement))
    save(colleague, page_of(announcement), **{"organiser_set-0-DELETE": "on"})

    warned = send(editors_browser, announcement, mine, lead="Моё.")
    resend(editors_browser, announcement, warned)

    assert [museum.name for museum in announcement.organisers_in_order()] == ["Второй"]
    assert Announcement.objects.get().lead == "Моё."


@pytest.mark.parametrize("make", [make_venue, make_contact, make_category])
def test_the_same_holds_for_places_people_and_categories(editors_browser, colleague, make):
    thing = make()
    mine = opened(editors_browser, page_of(thing))
    save(colleague, page_of(thing), name="Чужое имя")

    answer = send(editors_browser, thing, mine, name="Моё имя")

    thing.refresh_from_db()
    assert thing.name == "Чужое имя"
    assert WARNING in read(answer).text
    assert read(answer).one("input", name="name").attributes["value"] == "Моё имя"


def test_a_session_a_colleague_has_moved_is_not_moved_back(editors_browser, registrars_browser):
    session = make_session()
    mine = opened(editors_browser, page_of(session))
    save(registrars_browser, page_of(session), start_date="20.09.2024")

    answer = send(editors_browser, session, mine, title="Своё название")
    resend(editors_browser, session, answer)

    session.refresh_from_db()
    assert (session.start_date.day, session.title) == (20, "Своё название")


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("sent", ["", "{", "[]", '{"lead": 5}', "Ж\0" * 100])
def test_a_form_whose_memory_was_tampered_with_is_saved_or_warned_but_never_breaks(
    editors_browser, sent
):
    announcement = make_announcement()
    typed = {**opened(editors_browser, page_of(announcement)), "seen": sent, "_save": "1"}

    assert editors_browser.post(page_of(announcement), typed, follow=True).status_code == 200


def test_what_was_typed_into_a_page_deleted_meanwhile_can_be_saved_as_a_new_one(
    editors_browser, colleague
):
    announcement = make_announcement("Было", organisers=["Музей"])
    mine = opened(editors_browser, page_of(announcement))
    colleague.post(f"/admin/events/announcement/{announcement.pk}/delete/", {"post": "yes"})

    warned = send(editors_browser, announcement, mine, lead="Набрано долгим трудом.")
    form = read(warned).one("form", id="announcement_form")
    answer = editors_browser.post(
        form.attributes["action"], {**opened_in(warned), "_save": "1"}, follow=True
    )

    assert "Эту запись тем временем удалили." in read(warned).text
    new = Announcement.objects.get()
    assert (new.title, new.lead) == ("Было", "Набрано долгим трудом.")
    assert [museum.name for museum in new.organisers_in_order()] == ["Музей"]
    assert answer.status_code == 200


def test_rows_without_end_are_no_error_either(editors_browser):
    announcement = make_announcement()
    address = page_of(announcement)
    typed = opened(editors_browser, address)
    announcement.delete()

    answer = editors_browser.post(address, {**typed, "sessions-TOTAL_FORMS": "9" * 5_000})

    assert answer.status_code == 200


@pytest.mark.parametrize("action", ["publish_now", "withdraw"])
def test_an_action_of_the_list_undoes_nothing_that_was_saved_meanwhile(editors_browser, action):
    published_at = AT if action == "withdraw" else None
    announcement = make_announcement("Прежнее", published_at=published_at)
    a_colleague = _Colleague(announcement)
    chosen = {"action": action, "_selected_action": [announcement.pk], "confirmed": "1"}

    with connection.execute_wrapper(a_colleague):
        editors_browser.post("/admin/events/announcement/", chosen)

    found = Announcement.objects.get(pk=announcement.pk)
    assert a_colleague.has_saved
    assert found.title == "Новое"
    assert found.stage(AT) == ("withdrawn" if action == "withdraw" else "published")


class _Colleague:
    """Saves another title between the reading of the list and the action's own transaction."""

    def __init__(self, announcement):
        self.announcement = announcement
        self.has_saved = False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not self.has_saved:
            self.has_saved = True
            rows = Announcement.objects.filter(pk=self.announcement.pk)
            rows.update(title="Новое")
        return execute(sql, params, many, context)
