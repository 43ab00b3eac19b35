"""A registrar runs a sign-up from one screen: the rules, and what they mean now in words."""

import re
from datetime import UTC, date, datetime, time

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from museumsite import moments
from registrations import desk
from registrations.models import ConsentText, HistoryLine, Intake, Letter, Question
from registrations.refusals import Busy
from tests.admin_forms import errors, messages, opened, save
from tests.make import (
    make_announcement,
    make_intake,
    make_people,
    make_registration,
    make_session,
    noon,
)
from tests.people import make_staff, signed_in
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/intake/"


def screen_of(intake):
    return reverse("admin:registrations_intake_change", args=[intake.pk])


def now_words(answer):
    """What the right side of the screen says."""
    return read(answer).one("div", class_="now").text


def wait_in_line(intake, people=1, **changes):
    return make_registration(intake, people=people, accepts_waiting=True, **changes)


# --- Setting one up


def test_a_deadline_typed_as_a_date_alone_includes_that_day(registrars_browser):
    session = make_session()

    answer = save(
        registrars_browser,
        f"{LIST}add/?session={session.pk}",
        opens_date="01.08.2024",
        deadline_date="19.08.2024",
        capacity="40",
    )

    intake = session.intake
    assert errors(answer) == []
    assert answer.redirect_chain[-1][0] == screen_of(intake)
    assert intake.closes_at == datetime(2024, 8, 19, 21, 0, tzinfo=UTC)
    assert (intake.capacity, intake.participants_limit) == (40, 5)


def test_a_new_sign_up_is_by_the_clock_of_its_session_and_opens_today(registrars_browser):
    session = make_session(zone="Asia/Vladivostok")

    with moments.stopped_at(noon(13, at=time(22))):
        fields = opened(registrars_browser, f"{LIST}add/?session={session.pk}")
        save(registrars_browser, f"{LIST}add/?session={session.pk}", deadline_date="19.08.2024")

    assert fields["opens_date"] == "14.08.2024"
    assert session.intake.closes_at == datetime(2024, 8, 19, 14, 0, tzinfo=UTC)


def test_a_session_has_one_sign_up(registrars_browser):
    intake = make_intake()
    other = make_session()
    typed = {"opens_date": "01.08.2024", "deadline_date": "19.08.2024"}

    answer = save(
        registrars_browser, f"{LIST}add/?session={other.pk}", session=intake.session.pk, **typed
    )

    assert errors(answer) == ["Для этого мероприятия приём заявок уже настроен."]
    assert Intake.objects.count() == 1


@pytest.mark.parametrize("query", ["", "?session=", "?session=%00", "?session=" + "9" * 40])
def test_the_page_to_set_one_up_opens_without_a_session(registrars_browser, query):
    make_session(title="Съезд музеев")

    page = read(registrars_browser.get(f"{LIST}add/{query}"))

    offered = page.one("select", name="session").text
    assert offered == "--------- Съезд музеев, 14 сентября 2024"
    assert page.one("input", name="_save").attributes["value"] == "Настроить приём заявок"


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
        ({"museum_limit": "0"}, "Убедитесь, что это значение больше либо равно 1."),
        ({"names_until_date": "15.09.2024"}, "Это позже начала мероприятия"),
        ({"corrections_until_date": "15.09.2024"}, "Это позже мероприятия"),
        ({"offers_from_days": "3"}, "Это о листе ожидания"),
        ({"promote_until_date": "10.09.2024"}, "Это о листе ожидания"),
        (
            {"has_waiting_list": "on", "promote_until_date": "15.09.2024"},
            "После начала мероприятия лист двигаться не может.",
        ),
        ({"address_check_hours": "0"}, "Убедитесь, что это значение больше либо равно 1."),
        ({"reminders": "за неделю"}, "Дни до мероприятия через запятую, например: 7, 1."),
        ({"reminders": "400"}, "Дни до мероприятия через запятую, например: 7, 1."),
    ],
    ids=str,
)
def test_a_rule_typed_wrongly_is_refused_at_its_field_and_all_is_kept(
    registrars_browser, typed, complaint
):
    intake = make_intake(capacity=30)

    answer = save(registrars_browser, screen_of(intake), **{"reminders": "7", **typed})

    kept = {"reminders": "7", **typed}["reminders"]
    assert [words for words in errors(answer) if words.startswith(complaint)]
    assert read(answer).one("input", name="reminders").attributes["value"] == kept
    assert not HistoryLine.objects.exists()


@pytest.mark.parametrize("junk", ["\0", "x" * 10_000, "9" * 5_000, "−1", "²", "👨‍👩‍👧"])
def test_junk_in_every_field_is_refused_and_nothing_breaks(registrars_browser, junk):
    intake = make_intake(make_session(mode="hybrid"), capacity=5)
    typed = dict.fromkeys(opened(registrars_browser, screen_of(intake)), junk)

    answer = registrars_browser.post(screen_of(intake), typed)

    assert len(errors(answer)) >= 12
    assert not HistoryLine.objects.exists()
    assert Intake.objects.get().capacity == 5


def test_a_link_for_people_online_is_asked_for_only_where_there_are_any(registrars_browser):
    in_person = make_intake()
    hybrid = make_intake(make_session(mode="hybrid"))

    fields = {
        intake.pk: opened(registrars_browser, screen_of(intake)) for intake in (in_person, hybrid)
    }

    assert {"online_link", "online_capacity"}.isdisjoint(fields[in_person.pk])
    assert {"online_link", "online_capacity"} <= set(fields[hybrid.pk])


def test_places_online_are_refused_for_a_session_that_is_set_up_in_person(registrars_browser):
    session = make_session()
    typed = {"opens_date": "01.08.2024", "deadline_date": "19.08.2024", "online_capacity": "5"}

    answer = save(registrars_browser, f"{LIST}add/?session={session.pk}", **typed)

    assert errors(answer) == [
        "Места онлайн отдельно от зала бывают только у мероприятия, которое проходит"
        " и очно, и онлайн."
    ]


def test_a_consent_without_a_text_cannot_be_asked_for(registrars_browser):
    ConsentText.objects.filter(purpose="photographs").delete()
    intake = make_intake()

    answer = save(registrars_browser, screen_of(intake), asks_photographs="on")

    assert errors(answer) == ["Действующего текста этого согласия нет. Сначала добавьте его."]


# --- What the rules mean now


def test_the_screen_says_how_sign_up_stands_in_words(registrars_browser):
    intake = make_intake(capacity=3, has_waiting_list=True)
    make_registration(intake, people=3)
    wait_in_line(intake, people=2)

    words = now_words(registrars_browser.get(screen_of(intake)))

    assert words.startswith(
        "Открыт лист ожидания До 19 августа 2024 включительно, по московскому времени"
    )
    assert "Занято 3 из 3, ждут 2" in words
    assert (
        "Закроется сам: 20 августа 2024, 00:00, по московскому времени (осталось 6 дней)."
    ) in words
    assert "до 04:00 20 августа, по екатеринбургскому" not in words
    assert "до 02:00 20 августа, по екатеринбургскому времени" in words


def test_a_hybrid_session_is_told_room_by_room(registrars_browser):
    intake = make_intake(make_session(mode="hybrid"), capacity=2, online_capacity=10)
    make_registration(intake, people=[*make_people(2), *make_people(1, "online")])

    words = now_words(registrars_browser.get(screen_of(intake)))

    assert "В зале Занято 2 из 2" in words
    assert "Онлайн Занято 1 из 10" in words


@pytest.mark.parametrize(
    ("fields", "heading"),
    [
        ({}, "Открыт До"),
        ({"opens_date": date(2024, 8, 14)}, "Ещё не открыт"),
        ({"deadline_date": date(2024, 8, 12)}, "Закрыт"),
        ({"capacity": 0}, "Мест нет"),
        ({"capacity": 0, "has_waiting_list": True}, "Открыт лист ожидания"),
    ],
    ids=["open", "soon", "closed", "full", "waiting"],
)
def test_each_state_has_its_heading(registrars_browser, fields, heading):
    intake = make_intake(**fields)

    assert now_words(registrars_browser.get(screen_of(intake))).startswith(heading)


def test_a_head_that_does_not_fit_is_told_in_words(registrars_browser):
    intake = make_intake(capacity=3, has_waiting_list=True)
    first = make_registration(intake)
    make_registration(intake, people=2)
    head = wait_in_line(intake, people=3)
    desk.cancel(registration=first)

    page = read(registrars_browser.get(screen_of(intake)))

    assert (
        "Первой ждёт делегация из 3 человек, а свободно 1 место: она ждёт всех вместе."
        " Поднять другую заявку можно на её странице."
    ) in page.text
    way = page.links["Кто первый в очереди"]
    assert way == f"/admin/registrations/registration/{head.pk}/change/"


def test_numbers_on_the_screen_lead_to_the_lists_behind_them(registrars_browser):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    wait_in_line(intake)
    Intake.objects.update(needs_approval=True)
    make_registration(intake, people=2)
    make_registration()

    page = read(registrars_browser.get(screen_of(intake)))

    links = {
        item.text: item.one("a").attributes["href"] for item in page.all("li", class_="ways__item")
    }
    all_of_it = f"/admin/registrations/registration/?intake={intake.pk}"
    assert links["Все заявки 3"] == all_of_it
    assert links["Ждут решения 1"] == f"{all_of_it}&standing=pending"
    assert "1 заявка ждёт решения." in page.one("div", class_="now").text
    assert links["В листе ожидания, человек 1"] == f"{all_of_it}&standing=waiting"


def test_every_way_from_the_screen_leads_to_a_page_of_this_sign_up(registrars_browser, registrar):
    intake = make_intake(make_session(make_announcement("Съезд музеев")))
    make_registration(intake)
    desk.give_grace(
        intake=intake,
        for_whom="Музей часов",
        until_date=date(2024, 8, 30),
        until_time=None,
        reason="Директор в отпуске",
        staff=registrar,
    )

    page = read(registrars_browser.get(screen_of(intake)))
    ways = [item.one("a").attributes["href"] for item in page.all("li", class_="ways__item")]

    answers = {way: registrars_browser.get(way) for way in ways}
    assert {way: answer.status_code for way, answer in answers.items()} == dict.fromkeys(ways, 200)
    assert len(ways) == 9
    silent = {
        way for way, answer in answers.items() if "Съезд музеев" not in answer.content.decode()
    }
    assert silent == set()


def test_what_a_colleague_must_look_at_is_told_on_the_screen(registrars_browser):
    announcement = make_announcement(published_at=None)
    intake = make_intake(make_session(announcement), asks_news=True)
    ConsentText.objects.filter(purpose="news").delete()

    words = now_words(registrars_browser.get(screen_of(intake)))

    assert "Публикация ещё не вышла: посетители не видят ни её, ни анкеты." in words
    assert "Нет действующего текста согласия: новости по электронной почте." in words


# --- Saving, through the desk


def test_raising_the_limit_moves_the_list_up_at_once_and_says_how_many(registrars_browser):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    waiting = [wait_in_line(intake, people=2), wait_in_line(intake)]

    answer = save(registrars_browser, screen_of(intake), capacity="3")

    seats = [list(one.participants.values_list("seat", flat=True)) for one in waiting]
    assert seats == [["seated", "seated"], ["waiting"]]
    assert messages(answer) == [
        "Правила сохранены.",
        "Из листа ожидания поднялись 2 человека, письма уже в пути.",
    ]
    assert Letter.objects.filter(kind="promoted").count() == 1


def test_near_the_session_seats_are_offered_and_the_message_says_so(registrars_browser):
    intake = make_intake(capacity=1, has_waiting_list=True, offers_from_days=60)
    make_registration(intake)
    wait_in_line(intake)

    answer = save(registrars_browser, screen_of(intake), capacity="2")

    words = "1 человеку из листа ожидания предложено место, письмо уже в пути."
    assert words in messages(answer)
    assert "1 место предложено и держится до ответа." in now_words(answer)


def test_going_below_what_is_taken_is_said_before_and_takes_a_second_press(registrars_browser):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)

    asked = save(registrars_browser, screen_of(intake), capacity="2", reminders="7")

    intake.refresh_from_db()
    assert intake.capacity == 10
    assert errors(asked)[0].startswith("Уже занято мест: 3. Места никто не лишится")
    page = read(asked)
    assert page.one("input", name="capacity").attributes["value"] == "2"
    assert page.one("input", name="reminders").attributes["value"] == "7"
    assert page.one("input", name="goes_below_taken").attributes["type"] == "checkbox"


def test_below_what_is_taken_nobody_loses_a_seat_and_no_new_ones_are_given(registrars_browser):
    intake = make_intake(capacity=10)
    registration = make_registration(intake, people=3)

    answer = save(registrars_browser, screen_of(intake), capacity="2", goes_below_taken="on")

    intake.refresh_from_db()
    assert intake.capacity == 2
    assert registration.participants.filter(seat="seated").count() == 3
    assert "Занято 3 из 2. Места никто не лишился, новые места не даются." in messages(answer)
    assert "Занято 3 из 2, новые места не даются" in now_words(answer)


def test_raising_a_limit_that_is_passed_already_asks_nothing(registrars_browser):
    intake = make_intake(capacity=10)
    make_registration(intake, people=3)
    Intake.objects.update(capacity=1)

    answer = save(registrars_browser, screen_of(intake), capacity="2")

    assert errors(answer) == []
    assert Intake.objects.get().capacity == 2


@pytest.mark.parametrize(
    ("changes", "closes_at"),
    [
        ({"deadline_date": "25.08.2024"}, datetime(2024, 8, 25, 21, 0, tzinfo=UTC)),
        (
            {"deadline_date": "13.08.2024", "deadline_time": "11:30"},
            datetime(2024, 8, 13, 8, 30, tzinfo=UTC),
        ),
    ],
    ids=["extended", "closed early"],
)
def test_the_deadline_is_moved_with_one_edit(registrars_browser, changes, closes_at):
    intake = make_intake()

    save(registrars_browser, screen_of(intake), **changes)

    assert Intake.objects.get().closes_at == closes_at


def test_one_button_closes_sign_up_at_this_minute(registrars_browser, at):
    intake = make_intake()

    answer = registrars_browser.post(f"{LIST}{intake.pk}/close/", follow=True)

    intake.refresh_from_db()
    assert intake.closes_at == at
    assert intake.state(at).name == "closed"
    assert messages(answer)[0].startswith("Приём заявок закрыт.")
    assert HistoryLine.objects.get().details["fields"] == ["deadline_date", "deadline_time"]


def test_closing_now_is_not_done_by_following_a_link(registrars_browser, at):
    intake = make_intake()

    answer = registrars_browser.get(f"{LIST}{intake.pk}/close/")

    assert answer.status_code == 405
    assert Intake.objects.get().state(at).name == "open"


def test_a_desk_that_is_busy_leaves_the_form_as_it_was_typed(registrars_browser, monkeypatch):
    intake = make_intake(capacity=10)

    def refuse(**kwargs):
        raise Busy

    monkeypatch.setattr(desk, "set_rules", refuse)
    answer = save(registrars_browser, screen_of(intake), capacity="20")

    page = read(answer)
    assert "Всё, что вы набрали, осталось на странице" in page.text
    assert page.one("input", name="capacity").attributes["value"] == "20"
    assert Intake.objects.get().capacity == 10


def test_a_time_is_shown_and_kept_to_the_minute(registrars_browser):
    intake = make_intake()

    save(registrars_browser, screen_of(intake), deadline_time="18:00:59")

    intake.refresh_from_db()
    assert intake.deadline_time == time(18, 0)
    assert opened(registrars_browser, screen_of(intake))["deadline_time"] == "18:00"


def test_a_page_saved_unchanged_writes_no_history(registrars_browser):
    intake = make_intake()

    answer = save(registrars_browser, screen_of(intake))

    assert messages(answer) == ["Ничего не изменено."]
    assert not HistoryLine.objects.exists()


# --- Two colleagues at once


def test_two_colleagues_who_change_different_rules_do_not_undo_each_other(
    registrars_browser, directors_browser
):
    intake = make_intake(capacity=10)
    fields = opened(registrars_browser, screen_of(intake))

    save(directors_browser, screen_of(intake), capacity="30")
    registrars_browser.post(screen_of(intake), {**fields, "deadline_date": "25.08.2024"})

    intake.refresh_from_db()
    assert (intake.capacity, intake.deadline_date) == (30, date(2024, 8, 25))
    changed = [line.details["fields"] for line in HistoryLine.objects.order_by("pk")]
    assert changed == [["capacity"], ["deadline_date"]]


def test_the_second_colleague_to_change_a_rule_sees_the_first_change_and_decides(
    registrars_browser, directors_browser
):
    intake = make_intake(capacity=10)
    fields = opened(registrars_browser, screen_of(intake))
    save(directors_browser, screen_of(intake), capacity="30")

    answer = registrars_browser.post(screen_of(intake), {**fields, "capacity": "20"})

    assert errors(answer) == [
        "Пока эта страница была открыта, коллега изменил это на: 30."
        " Если верно ваше, сохраните ещё раз."
    ]
    assert Intake.objects.get().capacity == 30
    page = read(answer)
    again = {
        box.attributes["name"]: box.attributes.get("value", "")
        for box in page.one("form", id="intake_form").all("input")
        if box.attributes.get("type") != "checkbox" and "name" in box.attributes
    }
    registrars_browser.post(screen_of(intake), again)
    assert Intake.objects.get().capacity == 20


# --- History


def test_the_history_says_who_changed_which_rule_from_what_to_what(registrars_browser):
    intake = make_intake(capacity=50)

    save(registrars_browser, screen_of(intake), capacity="60", deadline_time="18:00")

    page = read(registrars_browser.get(screen_of(intake)))
    assert page.one("section", class_="changes").text == (
        "Кто менял правила 13 августа 2024, 12:00 · Ольга Иванова Места: 50 → 60; время срока"
    )


# --- Who may


def test_a_colleague_who_may_only_look_sees_the_rules_and_no_button():
    intake = make_intake(capacity=10)
    browser = signed_in(make_staff("observer"))

    rights = Permission.objects.filter(codename__in=["view_intake", "view_registration"])
    User.objects.get().user_permissions.set(rights)

    page = read(browser.get(screen_of(intake)))
    answer = browser.post(screen_of(intake), {"capacity": "99"})

    assert page.one("div", class_="field-capacity").text.startswith("Места: 10")
    assert not page.all("input", name="_save")
    assert not page.all("button", class_="now__close")
    assert answer.status_code == 403


@pytest.mark.parametrize("way", ["", "add/", "{}/change/", "{}/close/", "{}/delete/"])
def test_an_editor_and_a_stranger_reach_no_page_of_a_sign_up(editors_browser, client, way):
    address = LIST + way.format(make_intake().pk)

    assert editors_browser.post(address).status_code == 403
    assert client.get(address).status_code == 302


def test_a_sign_up_that_is_not_there_leads_back_to_the_start(registrars_browser):
    for key in ("999", "nonsense", "9" * 40, "%00"):
        answer = registrars_browser.get(f"{LIST}{key}/change/")
        assert answer.status_code == 302, key


def test_a_sign_up_nobody_has_used_is_taken_down_with_its_questions(registrars_browser):
    intake = make_intake()
    Question.objects.create(intake=intake, text="Где вы остановитесь?")
    save(registrars_browser, screen_of(intake), capacity="5")

    registrars_browser.post(f"{LIST}{intake.pk}/delete/", {"post": "yes"})

    assert not Intake.objects.exists()


# --- The language


@pytest.mark.parametrize("way", ["intake/", "intake/add/", "intake/{}/change/", "question/of/{}/"])
def test_a_page_in_russian_has_no_english_words(directors_browser, way):
    session = make_session(mode="hybrid")
    intake = make_intake(session, has_waiting_list=True, offers_from_days=3, capacity=1)
    make_registration(intake)
    wait_in_line(intake, people=2)
    Question.objects.create(intake=intake, text="Где вы остановитесь?")
    save(directors_browser, screen_of(intake), capacity="2", offers_from_days="50")

    page = read(directors_browser.get(f"/admin/registrations/{way.format(intake.pk)}"))

    assert set(re.findall("[A-Za-z]{3,}", page.text)) - {"director"} == set()


# --- The list


def column(client, name, query=""):
    return [cell.text for cell in read(client.get(LIST + query)).all(class_=f"field-{name}")]


def test_the_list_says_how_each_sign_up_stands_the_newest_first(registrars_browser):
    busy = make_intake(
        make_session(title="Съезд", start_date=date(2024, 9, 20)), capacity=2, has_waiting_list=True
    )
    make_registration(busy, people=2)
    wait_in_line(busy)
    chosen = make_intake(make_session(title="Школа"), needs_approval=True)
    make_registration(chosen, people=3)

    rows = zip(
        *(column(registrars_browser, name) for name in ("name", "seats", "pending", "deadline")),
        strict=True,
    )

    deadline = "до 19 августа 2024 включительно, по московскому времени"
    assert list(rows) == [
        ("Съезд", "занято 2 из 2, ждёт 1", "—", deadline),
        ("Школа", "занято 0, без ограничения", "1", deadline),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?period=now", ["Идёт"]),
        ("?period=coming", ["Скоро", "Идёт"]),
        ("?period=past", ["Прошло"]),
        ("?period=nonsense", ["Скоро", "Идёт", "Прошло"]),
        ("?q=идёт", ["Идёт"]),
        ("?q=%00", ["Скоро", "Идёт", "Прошло"]),
    ],
)
def test_the_list_is_narrowed_and_searched(registrars_browser, query, found):
    make_intake(make_session(title="Идёт"))
    make_intake(
        make_session(title="Скоро", start_date=date(2024, 10, 1)), opens_date=date(2024, 8, 15)
    )
    make_intake(
        make_session(title="Прошло", start_date=date(2024, 8, 1)),
        opens_date=date(2024, 7, 1),
        deadline_date=date(2024, 7, 20),
    )

    assert column(registrars_browser, "name", query) == found


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number_of_sign_ups(
    directors_browser, django_assert_num_queries, number
):
    for index in range(number):
        make_intake(make_session(title=f"Мероприятие {index}"))

    with django_assert_num_queries(5):
        directors_browser.get(LIST)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_screen_asks_the_same_questions_for_any_number_of_people(
    directors_browser, django_assert_num_queries, number
):
    intake = make_intake(capacity=number, has_waiting_list=True)
    for _ in range(number):
        make_registration(intake)
    for _ in range(number):
        wait_in_line(intake, people=2)
    Intake.objects.update(capacity=number + 1)

    with django_assert_num_queries(14):
        directors_browser.get(screen_of(intake))
