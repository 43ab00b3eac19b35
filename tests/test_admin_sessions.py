"""A registrar sets up sign-up: the session's page, its clock and deadline, the list."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import OperationalError
from django.urls import reverse

from events.models import Session
from museumsite import moments
from registrations import desk
from registrations.models import Intake
from tests.admin_forms import errors, messages, opened, save
from tests.make import (
    make_announcement,
    make_category,
    make_intake,
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


# --- Setting up sign-up


def test_a_deadline_typed_as_a_date_alone_includes_that_day(registrars_browser):
    session = make_session()

    answer = save(
        registrars_browser,
        page_of(session),
        **{
            "intake-0-opens_date": "01.08.2024",
            "intake-0-deadline_date": "19.08.2024",
            "intake-0-capacity": "40",
        },
    )

    assert errors(answer) == []
    intake = session.intake
    assert intake.closes_at == datetime(2024, 8, 19, 21, 0, tzinfo=UTC)
    assert (intake.capacity, intake.participants_limit) == (40, 5)


def test_a_session_and_its_sign_up_are_added_in_one_go_by_the_clock_typed(directors_browser):
    typed = {
        "announcement": make_announcement().pk,
        "start_date": "14.09.2024",
        "zone": "Asia/Vladivostok",
        "intake-0-opens_date": "01.08.2024",
        "intake-0-deadline_date": "19.08.2024",
    }

    answer = save(directors_browser, f"{LIST}add/", **typed)

    assert errors(answer) == []
    assert Intake.objects.get().closes_at == datetime(2024, 8, 19, 14, 0, tzinfo=UTC)


def test_a_session_saved_with_an_empty_sign_up_has_none(registrars_browser):
    session = make_session()

    answer = save(registrars_browser, page_of(session), title="Без записи")

    assert errors(answer) == []
    assert not Intake.objects.exists()


def test_the_page_says_how_sign_up_stands(registrars_browser):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)

    text = read(registrars_browser.get(page_of(intake.session))).text

    assert "Идёт приём заявок; занято 3, осталось 7" in text


def test_another_zone_moves_the_deadline_that_was_typed(registrars_browser):
    intake = make_intake(deadline_time=time(18, 0))
    before = intake.closes_at

    save(registrars_browser, page_of(intake.session), zone="Asia/Vladivostok")

    intake.refresh_from_db()
    assert before - intake.closes_at == timedelta(hours=7)
    assert intake.derived_in_zone == "Asia/Vladivostok"
    assert (intake.deadline_date, intake.deadline_time) == (date(2024, 8, 19), time(18, 0))


def test_another_zone_and_another_deadline_are_saved_together(registrars_browser):
    intake = make_intake()

    changes = {"zone": "Asia/Vladivostok", "intake-0-deadline_date": "20.08.2024"}
    save(registrars_browser, page_of(intake.session), **changes)

    intake.refresh_from_db()
    assert intake.closes_at == datetime(2024, 8, 20, 14, 0, tzinfo=UTC)


def test_a_typed_time_that_the_new_zone_skips_is_refused_at_its_field(registrars_browser):
    session = make_session(start_date=date(2024, 6, 1))
    make_intake(
        session,
        opens_date=date(2024, 3, 1),
        deadline_date=date(2024, 3, 31),
        deadline_time=time(2, 30),
    )

    answer = save(registrars_browser, page_of(session), zone="Europe/Paris")

    box = read(answer).one("input", name="intake-0-deadline_time")
    assert box.attributes["aria-invalid"] == "true"
    assert errors(answer) == [
        "В этот день нет времени 02:30: часы переводят вперёд. Выберите другое время."
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


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"opens_date": ""}, "Обязательное поле."),
        ({"deadline_date": ""}, "Обязательное поле."),
        ({"deadline_date": "31.07.2024"}, "Приём заявок заканчивается раньше, чем начинается."),
        ({"deadline_date": "31.12.9999"}, "Проверьте год: он должен быть между 1900 и 2199."),
        ({"opens_date": "01.01.0001"}, "Проверьте год: он должен быть между 1900 и 2199."),
        ({"deadline_date": "завтра"}, "Введите правильную дату."),
        ({"deadline_date": "15.09.2024"}, "Срок приёма заявок позже самого мероприятия."),
        ({"deadline_time": "25:00"}, "Введите правильное время."),
        ({"capacity": "-1"}, "Убедитесь, что это значение больше либо равно 0."),
        ({"capacity": "9" * 30}, "Убедитесь, что это значение меньше либо равно "),
        ({"capacity": "много"}, "Введите целое число."),
        ({"participants_limit": "0"}, "Убедитесь, что это значение больше либо равно 1."),
        ({"participants_limit": "101"}, "Убедитесь, что это значение меньше либо равно 100."),
    ],
    ids=str,
)
def test_a_sign_up_typed_wrongly_is_refused_at_its_field_and_kept(
    registrars_browser, typed, complaint
):
    session = make_session()
    right = {"opens_date": "01.08.2024", "deadline_date": "19.08.2024", "capacity": "40"}
    changes = {f"intake-0-{name}": value for name, value in {**right, **typed}.items()}

    answer = save(registrars_browser, page_of(session), title="Набрано", **changes)

    assert [words for words in errors(answer) if words.startswith(complaint)]
    assert read(answer).one("input", name="title").attributes["value"] == "Набрано"
    assert not Intake.objects.exists()


def test_a_time_is_shown_and_kept_to_the_minute(registrars_browser):
    intake = make_intake()

    save(registrars_browser, page_of(intake.session), **{"intake-0-deadline_time": "18:00:59"})

    intake.refresh_from_db()
    assert intake.deadline_time == time(18, 0)
    fields = opened(registrars_browser, page_of(intake.session))
    assert fields["intake-0-deadline_time"] == "18:00"


# --- When people have signed up already


def test_a_limit_below_what_is_taken_is_saved_and_the_page_says_what_it_means(registrars_browser):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)

    answer = save(registrars_browser, page_of(intake.session), **{"intake-0-capacity": "2"})

    intake.refresh_from_db()
    assert intake.capacity == 2
    assert messages(answer)[0].startswith(
        "Мест уже занято 3 — больше, чем ограничение (2). Никто места не лишится"
    )


def test_a_moved_session_says_how_many_have_to_be_told(registrars_browser):
    intake = make_intake()
    make_registration(intake, people=2)

    answer = save(registrars_browser, page_of(intake.session), start_date="15.09.2024")

    assert any("(участников: 2)" in words for words in messages(answer))


def test_a_lock_that_does_not_come_in_the_admin_is_a_page_that_says_nothing_was_saved(
    registrars_browser, monkeypatch
):
    intake = make_intake()

    def refuse(*args, **kwargs):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(Intake, "save", refuse)
    fields = opened(registrars_browser, page_of(intake.session))
    answer = registrars_browser.post(
        page_of(intake.session), {**fields, "intake-0-capacity": "2", "_save": "1"}
    )

    assert answer.status_code == 503
    assert "Ничего не сохранено" in answer.content.decode()


def test_a_cancelled_session_stops_sign_up_and_the_page_says_whom_to_tell(registrars_browser, at):
    intake = make_intake()
    make_registration(intake, people=2)

    answer = save(registrars_browser, page_of(intake.session), is_cancelled="on")

    assert Intake.objects.get().state(at).name == "cancelled"
    assert "(участников: 2), сайт сам не пишет" in messages(answer)[0]


def test_neither_a_session_nor_its_sign_up_is_deleted_once_somebody_has_signed_up(
    directors_browser,
):
    intake = make_intake()
    registration = make_registration(intake)
    desk.cancel(registration=registration)

    page = read(directors_browser.get(page_of(intake.session)))
    answer = directors_browser.post(f"{LIST}{intake.session.pk}/delete/", {"post": "yes"})
    save(directors_browser, page_of(intake.session), **{"intake-0-DELETE": "on"})

    assert not page.all("a", class_="deletelink")
    assert not page.all("input", name="intake-0-DELETE")
    assert answer.status_code == 403
    assert Intake.objects.filter(pk=intake.pk).exists()


def test_a_session_nobody_has_signed_up_for_is_deleted_with_its_sign_up(editors_browser):
    intake = make_intake()

    editors_browser.post(f"{LIST}{intake.session.pk}/delete/", {"post": "yes"})

    assert not Session.objects.exists()


def test_an_editor_sees_the_sign_up_and_cannot_change_it(editors_browser):
    intake = make_intake(capacity=10)

    save(editors_browser, page_of(intake.session), **{"intake-0-capacity": "99"})

    intake.refresh_from_db()
    assert intake.capacity == 10
    page = read(editors_browser.get(page_of(intake.session)))
    assert page.one("div", class_="field-capacity").text.startswith("Места: 10")


def test_an_editor_is_offered_no_sign_up_to_fill_in_and_cannot_make_one(editors_browser):
    session = make_session()
    typed = {"intake-0-opens_date": "01.08.2024", "intake-0-deadline_date": "19.08.2024"}

    page = read(editors_browser.get(page_of(session)))
    save(editors_browser, page_of(session), **typed, **{"intake-TOTAL_FORMS": "1"})

    assert "Записаться на мероприятие на сайте нельзя. Запись может настроить" in page.text
    assert not page.all("input", name="intake-0-opens_date")
    assert not Intake.objects.exists()


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
        ("Полон", "Свободных мест нет", "занято 1, осталось 0"),
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
