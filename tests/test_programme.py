"""A session's programme: typed in the admin, read on the page, taken along in calendars."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from icalendar import Calendar

from events import revisions
from events.models import Announcement, ProgrammeItem, Session
from events.search import matching
from registrations.letters.calendar import PUBLISH, session_calendar
from tests.admin_forms import errors, messages, opened, row, save
from tests.make import make_announcement, make_intake, make_session
from tests.people import make_staff
from tests.reading import read
from tests.validators import complaints

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TWO_DAYS = {"start_date": date(2024, 9, 14), "end_date": date(2024, 9, 15)}


def make_item(session, title, starts=None, **fields):
    return ProgrammeItem.objects.create(session=session, title=title, starts=starts, **fields)


def page_of(session):
    return reverse("admin:events_session_change", args=[session.pk])


def item(number, **fields):
    return row("programme", number, **fields)


def lines(session):
    """The programme as the database holds it: day, times, title."""
    rows = session.programme.order_by("pk")
    return [(item.day and item.day.day, item.starts, item.title) for item in rows]


def rows_on(page):
    """What the tables of the programme say, line by line."""
    return [line.text for line in page.one("main").all("tr", class_="programme__item")]


# --- Typed


@pytest.mark.parametrize("browser", ["editors_browser", "registrars_browser"])
def test_a_programme_of_twenty_lines_is_typed_at_once(request, browser):
    client, session = request.getfixturevalue(browser), make_session()
    typed = {}
    for number in range(20):
        typed |= item(
            number,
            starts=f"{number // 2 + 9:02}:{number % 2 * 30:02}",
            title=f"Доклад {number}",
            speaker="Королёв А. В.",
            kind="business",
        )

    answer = save(client, page_of(session), **typed)

    assert errors(answer) == []
    assert session.programme.count() == 20
    assert lines(session)[1] == (None, time(9, 30), "Доклад 1")


def test_rows_left_empty_are_no_items(editors_browser):
    session = make_session()

    answer = save(editors_browser, page_of(session), **item(0, title="Открытие"))

    assert errors(answer) == []
    assert lines(session) == [(None, None, "Открытие")]


def test_the_column_of_days_is_there_for_a_session_of_several(editors_browser):
    short, long = make_session(), make_session(**TWO_DAYS)

    assert "programme-0-day" not in opened(editors_browser, page_of(short))
    assert "programme-0-day" in opened(editors_browser, page_of(long))


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"starts": "11:00", "ends": "10:00"}, "Конец раньше начала."),
        ({"starts": "11:00", "ends": "11:00"}, "Конец раньше начала."),
        ({"ends": "10:00"}, "Укажите и время начала."),
        ({"day": "16.09.2024"}, "В этот день мероприятие не проходит."),
        ({"day": "13.09.2024"}, "В этот день мероприятие не проходит."),
        ({"title": ""}, "Обязательное поле."),
        ({"title": "Ж" * 10_000}, "Убедитесь, что это значение содержит не более 300"),
        ({"title": "Ж\0"}, "Данные содержат запрещённый символ: ноль-байт"),
        ({"starts": "25:00"}, "Введите правильное время."),
    ],
    ids=str,
)
def test_what_is_typed_wrongly_is_said_at_its_line_and_kept(editors_browser, typed, complaint):
    session = make_session(**TWO_DAYS)
    good = item(0, title="Открытие")
    fields = {"title": "Доклад", "speaker": "Ким", **typed}

    answer = save(editors_browser, page_of(session), **{**good, **item(1, **fields)})

    (said,) = errors(answer)
    assert said.startswith(complaint)
    assert read(answer).one("input", name="programme-1-speaker").attributes["value"] == "Ким"
    assert lines(session) == []


def test_the_form_of_a_session_without_its_date_says_so_and_keeps_the_programme(editors_browser):
    session = make_session(**TWO_DAYS)
    typed = item(0, day="15.09.2024", title="Доклад")

    answer = save(editors_browser, page_of(session), start_date="", **typed)

    assert errors(answer) == ["Обязательное поле."]
    assert read(answer).one("input", name="programme-0-title").attributes["value"] == "Доклад"


# --- A session that is moved


def test_a_programme_goes_along_with_its_session(editors_browser):
    session = make_session(**TWO_DAYS)
    make_item(session, "Открытие", time(10))
    make_item(session, "Экскурсия", time(9), day=date(2024, 9, 15))

    moved = {"start_date": "20.09.2024", "end_date": "21.09.2024"}
    answer = save(editors_browser, page_of(session), **moved, **{"programme-0-title": "Начало"})

    assert errors(answer) == []
    assert "Программа перенесена вместе с мероприятием." in messages(answer)
    assert lines(session) == [(None, time(10), "Начало"), (21, time(9), "Экскурсия")]


def test_a_day_typed_on_the_same_page_is_not_moved_again(editors_browser):
    session = make_session(**TWO_DAYS)
    make_item(session, "Экскурсия", time(9), day=date(2024, 9, 15))

    moved = {"start_date": "20.09.2024", "end_date": "22.09.2024"}
    save(editors_browser, page_of(session), **moved, **{"programme-0-day": "22.09.2024"})

    assert lines(session) == [(22, time(9), "Экскурсия")]


def test_a_session_that_becomes_shorter_loses_no_item(editors_browser):
    session = make_session(**TWO_DAYS)
    make_item(session, "Экскурсия", time(9), day=date(2024, 9, 15))

    answer = save(editors_browser, page_of(session), end_date="")

    assert errors(answer) == ["В этот день мероприятие не проходит."]
    assert Session.objects.get().end_date == date(2024, 9, 15)


# --- Read


def test_the_page_shows_the_programme_by_days_in_the_order_of_the_clock(client):
    session = make_session(**TWO_DAYS)
    make_item(session, "Экскурсия", time(9), day=date(2024, 9, 15), kind="culture")
    make_item(session, "Доклад", time(11), speaker="Ким О. В.", kind="business")
    make_item(session, "Открытие", time(10), ends=time(10, 30), day=date(2024, 9, 14))

    page = read(client.get(session.get_absolute_url()))

    programme = page.one("section", class_="programme")
    assert programme.one("h2").text == "Программа"
    days = [heading.text for heading in programme.all("h3")]
    assert days == ["14 сентября, суббота", "15 сентября, воскресенье"]
    assert rows_on(page) == [
        "10:00–10:30 Открытие",
        "11:00 Доклад Ким О. В. деловая программа",
        "09:00 Экскурсия культурная программа",
    ]


def test_a_programme_of_one_day_without_times_and_kinds_has_no_empty_columns(client):
    session = make_session()
    make_item(session, "Открытие <b>и</b> & приветствия")

    programme = read(client.get(session.get_absolute_url())).one("section", class_="programme")

    assert programme.all("h3") == []
    assert [head.text for head in programme.one("thead").all("th")] == ["Что и кто"]
    assert programme.one("tbody").text == "Открытие <b>и</b> & приветствия"


def test_several_sessions_name_their_programmes_and_one_without_has_none(client):
    announcement = make_announcement()
    for title in ("Первая", "Вторая", "Третья"):
        session = make_session(announcement, title=title)
        if title != "Третья":
            make_item(session, f"Открытие: {title}")

    page = read(client.get(announcement.get_absolute_url()))

    headings = [part.one("h2").text for part in page.all("section", class_="programme")]
    assert headings == ["Программа: Первая", "Программа: Вторая"]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_programme_is_one_query_more_however_long(client, django_assert_num_queries, number):
    session = make_session()
    address = session.get_absolute_url()
    with django_assert_num_queries(6) as before:
        client.get(address)
    for index in range(number):
        make_item(session, f"Доклад {index}", time(10))

    with django_assert_num_queries(len(before)):
        client.get(address)


def test_a_page_with_a_programme_is_valid_html(client):
    session = make_session(**TWO_DAYS)
    make_intake(session)
    make_item(session, "Открытие", time(10), ends=time(11), kind="business", speaker="Ким")
    make_item(session, "Без времени", day=date(2024, 9, 15))

    page = client.get(session.get_absolute_url()).content.decode()

    # Nothing here is fetched from another host, whose files would need a checksum.
    assert complaints({"page": page}, forgiven=["require-sri"]) == {}


def test_the_entry_in_a_participants_calendar_has_the_programme():
    session = make_session(make_announcement(lead="Коротко."), **TWO_DAYS)
    make_item(session, "Открытие", time(10), ends=time(11), speaker="Ким О. В.", kind="business")
    make_item(session, "Экскурсия", day=date(2024, 9, 15))

    content = session_calendar(session, uid="1@museum", sequence=0, method=PUBLISH)

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event["DESCRIPTION"].replace("\xa0", " ").splitlines()[:6] == [
        "Коротко.",
        "Программа",
        "14 сентября, суббота",
        "10:00–11:00 Открытие — Ким О. В. (деловая программа)",
        "15 сентября, воскресенье",
        "Экскурсия",
    ]


# --- Pasted as text

PASTED = """
14 сентября, суббота
10:00–10:30 Открытие
10.30 - 12:00\tМузей (и зал) будущего\tКоролёв А. В., Музей Победы (деловая программа)

15.09
9:00 — Экскурсия | Ким О. В. (культурная)
Свободное время
"""


@pytest.mark.parametrize(
    ("is_typeset", "title"),
    [(True, "Лекция «Письма»\u00a0— начало"), (False, 'Лекция "Письма" - начало')],
)
def test_its_words_are_well_set_as_those_of_the_announcement_are(is_typeset, title):
    session = make_session(make_announcement(is_typeset=is_typeset))

    make_item(session, 'Лекция "Письма" - начало')

    assert session.programme.get().title == title


def test_a_programme_copied_from_a_letter_is_pasted_at_once(editors_browser):
    session = make_session(**TWO_DAYS)

    answer = save(editors_browser, page_of(session), programme_lines=PASTED)

    assert errors(answer) == []
    found = session.programme.order_by("pk").values_list(
        "day__day", "starts", "ends", "title", "speaker", "kind"
    )
    assert list(found) == [
        (None, time(10), time(10, 30), "Открытие", "", ""),
        (None, time(10, 30), time(12), "Музей (и\u00a0зал) будущего",
         "Королёв\u00a0А.\u00a0В., Музей Победы", "business"),
        (15, time(9), None, "Экскурсия", "Ким\u00a0О.\u00a0В.", "culture"),
        (15, None, None, "Свободное время", "", ""),
    ]  # fmt: skip


def test_a_session_is_found_by_what_was_pasted(editors_browser):
    session = make_session(**TWO_DAYS)

    save(editors_browser, page_of(session), programme_lines=PASTED)

    assert list(matching(Announcement.objects.all(), "экскурсии")) == [session.announcement]


def test_a_session_that_goes_to_another_page_is_found_there_alone(editors_browser):
    session = make_session(**TWO_DAYS)
    save(editors_browser, page_of(session), programme_lines=PASTED)
    left, other = session.announcement, make_announcement()

    save(editors_browser, page_of(session), announcement=other.pk)

    assert list(matching(Announcement.objects.all(), "экскурсии")) == [other]
    [newest, _before] = revisions.page_of_history(left, 0, 2)
    assert newest.snapshot.sessions == {}


def test_a_new_session_may_be_saved_with_its_programme(directors_browser):
    typed = {"announcement": make_announcement().pk, "start_date": "14.09.2024"}

    save(directors_browser, "/admin/events/session/add/", programme_lines="10:00 Да", **typed)

    assert lines(Session.objects.get()) == [(None, time(10), "Да")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("10:00 Открытие\n25:00 Обед", "Строка 2: такого времени не бывает."),
        ("11:00–10:00 Назад", "Строка 1: Конец раньше начала."),
        ("10:00", "Строка 1: Это поле не может быть пустым."),
        ("16 сентября\n10:00 Поздно", "Строка 2: В этот день мероприятие не проходит."),
        ("10:00 " + "Ж" * 301, "Строка 1: Убедитесь, что это значение содержит не более 300"),
        ("Пункт\n" * 201, "Не больше 200 строк за один раз."),
        ("Ж\0", "Данные содержат запрещённый символ: ноль-байт"),
    ],
    ids=["time", "backwards", "empty", "day", "long", "many", "nul"],
)
def test_what_cannot_be_read_is_said_line_by_line_and_nothing_is_saved(
    editors_browser, text, complaint
):
    session = make_session(**TWO_DAYS)

    answer = save(editors_browser, page_of(session), programme_lines=text)

    (said,) = errors(answer)
    assert said.startswith(complaint)
    assert "".join(map(str, read(answer).one("textarea", name="programme_lines").children)).strip()
    assert lines(session) == []


def test_who_may_only_look_at_sessions_is_offered_no_pasting(client):
    session = make_session()
    reader = make_staff("reader")
    reader.user_permissions.set(Permission.objects.filter(codename="view_session"))
    client.force_login(reader)

    page = read(client.get(page_of(session)))

    assert page.all("textarea", name="programme_lines") == []
