"""A session's page and the list of sessions: what they say of its sign-up, what a change means."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from events.models import Session
from museumsite import moments
from registrations import desk
from registrations.models import Intake, Letter, Question
from registrations.refusals import Busy
from tests.admin_forms import errors, messages, opened, save
from tests.make import (
    make_announcement,
    make_category,
    make_intake,
    make_people,
    make_registration,
    make_session,
    make_venue,
    noon,
)
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/events/session/"


def page_of(session):
    return reverse("admin:events_session_change", args=[session.pk])


def column(client, name, query=""):
    """A column of the list, from top to bottom."""
    return [cell.text for cell in read(client.get(LIST + query)).all(class_=f"field-{name}")]


# --- What the page says of the sign-up


def test_a_session_without_a_sign_up_shows_the_way_to_set_one_up(registrars_browser):
    session = make_session()

    page = read(registrars_browser.get(page_of(session)))

    assert "Записаться на сайте нельзя." in page.text
    way = page.links["Настроить приём заявок"]
    assert way == f"/admin/registrations/intake/add/?session={session.pk}"


def test_the_page_says_how_sign_up_stands_and_leads_to_its_screen(registrars_browser):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)

    page = read(registrars_browser.get(page_of(intake.session)))

    assert "Идёт приём заявок; до 19 августа включительно" in page.text
    assert "занято 3 из 10" in page.text
    way = page.links["Приём заявок: правила, места, вопросы"]
    assert way == f"/admin/registrations/intake/{intake.pk}/change/"


def test_a_session_that_is_added_offers_to_set_up_its_sign_up(directors_browser):
    typed = {"announcement": make_announcement().pk, "start_date": "14.09.2024"}

    answer = save(directors_browser, f"{LIST}add/", **typed)

    assert errors(answer) == []
    session = Session.objects.get()
    way = f"/admin/registrations/intake/add/?session={session.pk}"
    assert read(answer).links["Настроить приём заявок"] == way


# --- A change of the session


def test_another_zone_moves_the_deadline_that_was_typed(registrars_browser):
    intake = make_intake(deadline_time=time(18, 0))
    before = intake.closes_at

    save(registrars_browser, page_of(intake.session), zone="Asia/Vladivostok")

    intake.refresh_from_db()
    assert before - intake.closes_at == timedelta(hours=7)
    assert intake.derived_in_zone == "Asia/Vladivostok"
    assert (intake.deadline_date, intake.deadline_time) == (date(2024, 8, 19), time(18, 0))


def test_a_typed_time_that_the_new_zone_skips_is_refused_at_its_field(registrars_browser):
    session = make_session(start_date=date(2024, 6, 1))
    make_intake(
        session,
        opens_date=date(2024, 3, 1),
        deadline_date=date(2024, 3, 31),
        deadline_time=time(2, 30),
    )

    answer = save(registrars_browser, page_of(session), zone="Europe/Paris")

    assert errors(answer) == [
        "По этим часам у приёма заявок получается невозможное время."
        " В этот день нет времени 02:30: часы переводят вперёд. Выберите другое время."
    ]
    session.refresh_from_db()
    assert session.zone == "Europe/Moscow"


def test_an_editor_does_not_move_a_deadline_by_way_of_the_zone(editors_browser):
    intake = make_intake(
        opens_date=date(2024, 3, 1), deadline_date=date(2024, 3, 31), deadline_time=time(2, 30)
    )

    answer = save(editors_browser, page_of(intake.session), zone="Europe/Paris", title="Новое имя")

    assert errors(answer) == []
    session = Session.objects.get()
    assert (session.zone, session.title) == ("Europe/Moscow", "Новое имя")
    assert Intake.objects.get().derived_in_zone == "Europe/Moscow"


def test_an_editor_chooses_the_zone_while_there_is_no_sign_up(editors_browser):
    session = make_session()

    save(editors_browser, page_of(session), zone="Asia/Omsk")

    session.refresh_from_db()
    assert session.zone == "Asia/Omsk"


# --- When people have signed up already


def test_a_moved_session_offers_to_tell_everybody_who_has_signed_up(registrars_browser):
    intake = make_intake(capacity=2, has_waiting_list=True)
    make_registration(intake, people=2)
    make_registration(intake, accepts_waiting=True)

    answer = save(registrars_browser, page_of(intake.session), start_date="15.09.2024")

    assert "Изменились время или место. Участникам ещё никто не написал." in messages(answer)[1]
    way = f"/admin/registrations/mailing/write/?intake={intake.pk}&kind=changed"
    assert read(answer).links["Сообщить участникам… (3 человека)"] == way
    assert registrars_browser.get(way).status_code == 200
    assert not Letter.objects.filter(kind="changed").exists()


def test_an_editor_who_moves_a_session_is_told_that_a_registrar_can_write(editors_browser):
    intake = make_intake()
    make_registration(intake, people=2)

    answer = save(editors_browser, page_of(intake.session), start_date="15.09.2024")

    assert "Записались (человек: 2); написать им может регистратор." in messages(answer)[1]
    assert "mailing" not in answer.content.decode()


def test_a_changed_title_says_nothing_of_those_who_have_signed_up(registrars_browser):
    intake = make_intake()
    make_registration(intake)

    answer = save(registrars_browser, page_of(intake.session), title="Новое имя")

    assert len(messages(answer)) == 1


def test_a_session_does_not_move_before_the_deadline_of_its_sign_up(registrars_browser):
    intake = make_intake()

    answer = save(registrars_browser, page_of(intake.session), start_date="18.08.2024")

    assert errors(answer) == [
        "Срок приёма заявок, 19 августа 2024, оказался бы позже мероприятия."
        " Сначала измените срок на странице приёма заявок."
    ]
    assert Session.objects.get().start_date == date(2024, 9, 14)


def test_a_session_that_opens_another_room_moves_the_waiting_list_up(registrars_browser):
    session = make_session(mode="hybrid")
    intake = make_intake(session, capacity=1, online_capacity=0, has_waiting_list=True)
    make_registration(intake)
    online = make_registration(intake, people=make_people(1, "online"), accepts_waiting=True)
    Intake.objects.update(capacity=None)

    answer = save(registrars_browser, page_of(session), mode="online")

    assert online.participants.get().seat == "seated"
    assert "Из листа ожидания поднялся 1 человек, письмо уже в пути." in messages(answer)
    assert any(words.startswith("1 участник записан так, как") for words in messages(answer))


def test_a_session_that_is_moved_takes_its_waiting_list_along(editors_browser):
    intake = make_intake(has_waiting_list=True, names_until_date=date(2024, 9, 1))
    before = (intake.opens_at, intake.closes_at, intake.names_until)

    answer = save(editors_browser, page_of(intake.session), start_date="20.09.2024")

    assert errors(answer) == []
    moved = Intake.objects.get()
    assert moved.promotes_until == datetime(2024, 9, 19, 21, 0, tzinfo=UTC)
    assert (moved.opens_at, moved.closes_at, moved.names_until) == before


def test_a_lock_that_does_not_come_in_the_admin_is_a_page_that_says_nothing_was_saved(
    registrars_browser, monkeypatch
):
    intake = make_intake()

    def refuse(*args, **kwargs):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(Intake, "save", refuse)
    fields = opened(registrars_browser, page_of(intake.session))
    answer = registrars_browser.post(page_of(intake.session), {**fields, "_save": "1"})

    assert answer.status_code == 503
    assert "Ничего не сохранено" in answer.content.decode()


def test_a_waiting_list_that_cannot_move_now_does_not_undo_the_saved_session(
    registrars_browser, monkeypatch
):
    intake = make_intake()

    def refuse(**kwargs):
        raise Busy

    monkeypatch.setattr(desk, "set_rules", refuse)
    answer = save(registrars_browser, page_of(intake.session), start_date="15.09.2024")

    assert Session.objects.get().start_date == date(2024, 9, 15)
    assert "Сохраните эту страницу ещё раз через минуту." in messages(answer)[1]


def test_a_cancelled_session_stops_sign_up_and_offers_to_tell_its_people(registrars_browser, at):
    intake = make_intake()
    make_registration(intake, people=2)

    answer = save(registrars_browser, page_of(intake.session), is_cancelled="on")

    assert Intake.objects.get().state(at).name == "cancelled"
    assert "Приём заявок остановлен. Участникам ещё никто не написал." in messages(answer)[1]
    way = f"/admin/registrations/mailing/write/?intake={intake.pk}&kind=session_cancelled"
    assert read(answer).links["Сообщить участникам… (2 человека)"] == way


def test_neither_a_session_nor_its_sign_up_is_deleted_once_somebody_has_signed_up(
    directors_browser,
):
    intake = make_intake()
    registration = make_registration(intake)
    desk.cancel(registration=registration)

    page = read(directors_browser.get(page_of(intake.session)))
    own_page = f"/admin/registrations/intake/{intake.pk}/delete/"
    answers = [
        directors_browser.post(address, {"post": "yes"})
        for address in (f"{LIST}{intake.session.pk}/delete/", own_page)
    ]

    assert not page.all("a", class_="deletelink")
    assert [answer.status_code for answer in answers] == [403, 403]
    assert Intake.objects.filter(pk=intake.pk).exists()


def test_a_session_nobody_has_signed_up_for_is_deleted_with_its_sign_up(editors_browser):
    intake = make_intake()

    editors_browser.post(f"{LIST}{intake.session.pk}/delete/", {"post": "yes"})

    assert not Session.objects.exists()


def test_an_editor_deletes_an_announcement_with_a_sign_up_nobody_has_used(editors_browser):
    intake = make_intake()
    Question.objects.create(intake=intake, text="Где вы остановитесь?")
    announcement = intake.session.announcement

    editors_browser.post(f"/admin/events/announcement/{announcement.pk}/delete/", {"post": "yes"})

    assert not Intake.objects.exists()


def test_an_editor_reads_how_sign_up_stands_and_cannot_reach_its_screen(editors_browser):
    intake = make_intake(capacity=10)
    screen = f"/admin/registrations/intake/{intake.pk}/change/"

    page = read(editors_browser.get(page_of(intake.session)))

    assert "занято 0 из 10" in page.text
    assert screen not in page.links.values()
    assert editors_browser.get(screen).status_code == 403
    assert editors_browser.post(screen, {"capacity": "99"}).status_code == 403


def test_an_editor_is_offered_no_sign_up_to_set_up_and_cannot_make_one(editors_browser):
    session = make_session()
    add = "/admin/registrations/intake/add/"

    page = read(editors_browser.get(page_of(session)))
    answer = editors_browser.post(add, {"session": session.pk, "opens_date": "01.08.2024"})

    assert "Настроить его может регистратор." in page.text
    assert add not in "".join(page.links.values())
    assert answer.status_code == 403


# --- The list


def test_the_list_says_in_words_how_each_sign_up_stands(registrars_browser):
    day = date(2024, 9, 14)
    states = {
        "Открыт": {},
        "Скоро": {"opens_date": date(2024, 8, 14)},
        "Закрыт": {"deadline_date": date(2024, 8, 12)},
        "Полон": {"capacity": 1},
    }
    for index, (title, fields) in enumerate(states.items()):
        session = make_session(title=title, start_date=day + timedelta(days=index))
        make_intake(session, **fields)
    with moments.stopped_at(noon(13)):
        make_registration(Intake.objects.get(session__title="Полон"))
    make_session(title="Без записи", start_date=day + timedelta(days=10))

    shown = zip(
        *(column(registrars_browser, name) for name in ("name", "sign_up", "seats_and_who")),
        strict=True,
    )

    assert list(shown) == [
        ("Без записи", "на сайте не ведётся", "—"),
        ("Полон", "Свободных мест нет", "занято 1 из 1"),
        ("Закрыт", "Приём заявок завершён 12 августа 2024 года", "занято 0, без ограничения"),
        ("Скоро", "Приём заявок откроется 14 августа 2024 года", "занято 0, без ограничения"),
        ("Открыт", "Идёт приём заявок", "занято 0, без ограничения"),
    ]


def test_the_list_names_the_deadline_and_its_clock(registrars_browser):
    session = make_session(zone="Asia/Vladivostok", start_time=time(11, 0))
    make_intake(session, deadline_time=time(18, 0))

    assert column(registrars_browser, "deadline") == [
        "до 18:00 19 августа, по владивостокскому времени"
    ]
    assert column(registrars_browser, "when") == [
        "суббота, 14 сентября 2024, 11:00, по владивостокскому времени"
    ]


def test_a_cancelled_session_says_so_in_the_list(registrars_browser):
    make_intake(make_session(is_cancelled=True))

    assert column(registrars_browser, "sign_up") == ["Мероприятие отменено"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?when=coming", ["Идёт", "Скоро"]),
        ("?when=past", ["Прошло"]),
        ("?sign_up=now", ["Идёт"]),
        ("?sign_up=not_now", ["Скоро"]),
        ("?sign_up=none", ["Прошло"]),
        ("?is_cancelled__exact=1", ["Прошло"]),
        ("?q=победа", ["Идёт"]),
        ("?q=идёт", ["Идёт"]),
        ("?q=новосибирск", ["Скоро"]),
        ("?q=%00", ["Идёт", "Скоро", "Прошло"]),
        ("?sign_up=nonsense&when=nonsense", ["Идёт", "Скоро", "Прошло"]),
    ],
)
def test_the_list_is_narrowed_and_searched(registrars_browser, query, found):
    now = make_session(
        make_announcement("Музей Победы"), title="Идёт", start_date=date(2024, 9, 16)
    )
    soon = make_session(title="Скоро", venue=make_venue(name="Дом", city="Новосибирск"))
    make_session(title="Прошло", start_date=date(2024, 8, 1), is_cancelled=True)
    make_intake(now)
    make_intake(soon, opens_date=date(2024, 8, 15))

    assert column(registrars_browser, "name", query) == found


def test_the_way_to_the_registrations_is_for_those_who_may_read_them(
    registrars_browser, editors_browser
):
    intake = make_intake()

    assert read(registrars_browser.get(LIST)).links["занято 0, без ограничения"] == (
        f"/admin/registrations/registration/?intake={intake.pk}"
    )
    assert column(editors_browser, "seats") == ["занято 0, без ограничения"]
    assert "/registration/" not in editors_browser.get(LIST).content.decode()


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number_of_sessions(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        announcement = make_announcement(category=make_category(f"Р{index}", f"r-{index}"))
        make_intake(make_session(announcement, venue=make_venue()))

    with django_assert_num_queries(6):
        directors_browser.get(LIST)
