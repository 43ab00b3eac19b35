"""A plan kept in a table or a calendar becomes announcements with sessions."""

import io
from datetime import UTC, date, datetime, time, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from events import revisions
from events.imports.columns import COLUMNS, headings
from events.models import Announcement, Category, ImportedItem, Organisation, Session, Venue
from events.publishing import save_announcement
from museumsite import moments
from tests.make import make_category, make_venue
from tests.reading import parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def take(path, *options: str) -> str:
    """Run the command; its report, with plain spaces."""
    told = io.StringIO()
    call_command("import_events", str(path), *options, stdout=told)
    return told.getvalue().replace("\xa0", " ")


def table(tmp_path, *lines: str, encoding: str = "utf-8-sig", name: str = "plan.csv"):
    path = tmp_path / name
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def workbook(tmp_path, *lines: list[object]):
    book = openpyxl.Workbook()
    for line in lines:
        book.worksheets[0].append(line)
    path = tmp_path / "plan.xlsx"
    book.save(path)
    return path


def session_of(tmp_path, heading: str, cell: str) -> Session | None:
    """The session of a row with this one cell beside its title and date."""
    take(table(tmp_path, f"Название;Дата;{heading}", f"Лекция;14.09.2024;{cell}"))
    return Session.objects.first()


# --- A row


def test_a_row_becomes_an_announcement_with_its_session(tmp_path):
    category = make_category()
    path = table(
        tmp_path,
        "Название;Рубрика;Лид;Текст;Дата;Начало;Окончание;Площадка;Город;Адрес;Организаторы;"
        "Контактное лицо;Телефон;Почта;Дата публикации;Формат участия",
        'Лекция;анонсы;Коротко.;"Раз.\n\nДва <b>.";14.09.2024;18.30;20:00;Музей;Тверь;ул. Мира, 5;'
        "Музей;Смирнова Анна;8 (4822) 34-51-23;anna@museum.example;12.08.2024 10:00;"
        "очно и онлайн",
    )

    take(path)

    session = Session.objects.get()
    made = session.announcement
    assert (made.title, made.category, made.lead) == ("Лекция", category, "Коротко.")
    assert made.body == "<p>Раз.</p><p>Два &lt;b&gt;.</p>"
    assert made.published_at == datetime(2024, 8, 12, 7, 0, tzinfo=UTC)
    assert (session.start_date, session.start_time) == (date(2024, 9, 14), time(18, 30))
    assert (session.end_time, session.mode) == (time(20), "hybrid")
    assert str(session.venue) == "Музей, Тверь"
    assert [str(one) for one in made.organisers_in_order()] == ["Музей"]
    assert (made.contact.phone, made.contact.email) == (
        "+7 (482) 234-51-23",
        "anna@museum.example",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"], ids=["semicolon", "comma", "tab"])
def test_csv_of_any_program_is_read(tmp_path, encoding, delimiter):
    lines = [delimiter.join(line) for line in (["Date", "TITLE *"], ["2024-09-14", "Ёлка"])]

    take(table(tmp_path, *lines, encoding=encoding))

    assert Session.objects.get().announcement.title == "Ёлка"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("14.09.2024", date(2024, 9, 14)),
        ("14.9.24", date(2024, 9, 14)),
        ("14/09/2024", date(2024, 9, 14)),
        ("2024-09-14", date(2024, 9, 14)),
        ("14 сентября 2024 г.", date(2024, 9, 14)),
        ("5 мая 2024", date(2024, 5, 5)),
        ("8 марта 2024 года", date(2024, 3, 8)),
        (datetime(2024, 9, 14), date(2024, 9, 14)),
        (date(2024, 9, 14), date(2024, 9, 14)),
        (45549, date(2024, 9, 14)),
    ],
    ids=str,
)
def test_dates_are_understood_as_people_and_excel_write_them(tmp_path, written, day):
    take(workbook(tmp_path, ["Название", "Дата"], ["Лекция", written]))

    assert Session.objects.get().start_date == day


@pytest.mark.parametrize(
    ("written", "clock"),
    [
        ("18:30", time(18, 30)),
        ("18.30", time(18, 30)),
        ("9:05", time(9, 5)),
        (time(18, 30), time(18, 30)),
        (0.75, time(18)),
        (datetime(1899, 12, 31, 18, 30), time(18, 30)),
    ],
    ids=str,
)
def test_times_are_understood_as_people_and_excel_write_them(tmp_path, written, clock):
    take(workbook(tmp_path, ["Название", "Дата", "Начало"], ["Лекция", "14.09.2024", written]))

    assert Session.objects.get().start_time == clock


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("", "Europe/Moscow"),
        ("Новосибирск", "Asia/Novosibirsk"),
        ("МСК+4", "Asia/Krasnoyarsk"),
        ("utc+3", "Europe/Moscow"),
        ("Asia/Tomsk", "Asia/Tomsk"),
    ],
)
def test_a_zone_is_a_city_a_difference_or_its_name(tmp_path, written, zone):
    assert session_of(tmp_path, "Часовой пояс", written).zone == zone


def test_rows_with_the_same_title_are_sessions_of_one_announcement(tmp_path):
    take(
        table(
            tmp_path,
            "Название;Дата;Начало",
            "Экскурсия;14.09.2024;10:00",
            "Лекция;;",
            "Экскурсия;15.09.2024;12:00",
        )
    )

    tour = Announcement.objects.get(title="Экскурсия")
    assert [one.start_date.day for one in tour.sessions.all()] == [14, 15]
    assert not Announcement.objects.get(title="Лекция").sessions.exists()


def test_without_a_publication_date_it_is_a_draft_unless_told_to_publish(tmp_path, at):
    path = table(tmp_path, "Название", "Лекция")
    take(path)
    assert Announcement.objects.get().published_at is None

    take(path, "--publish")

    assert Announcement.objects.get().published_at == at
    with moments.stopped_at(at + timedelta(days=1)):
        assert "не изменилось с прошлого раза: 1" in take(path, "--publish")


def test_a_formula_is_text_and_is_never_computed(tmp_path):
    take(workbook(tmp_path, ["Название", "Лид"], ["=1+1", "=SUM(A1:A9)"]))

    assert Announcement.objects.values_list("title", "lead").get() == (
        "=1+1",
        "=SUM(A1:A9)",
    )


# --- What is wrong

MISTAKES = {
    "no title": (";14.09.2024;", "строка 2: столбец Название (A): пусто"),
    "no such day": ("Лекция;32.09.2024;", "столбец Дата (B): «32.09.2024» — не дата"),
    "words": ("Лекция;скоро;", "«скоро» — не дата: напишите 14.09.2024"),
    "year": ("Лекция;14.09.0204;", "«14.09.0204»: проверьте год"),
    "time": ("Лекция;14.09.2024;25:00", "столбец Начало (C): «25:00» — не время"),
    "no date": ("Лекция;;10:00", "столбец Начало (C): нет даты"),
    "formula": ("Лекция;=A1;", "«=A1» — не дата"),
    "long": (f"{'Ы' * 301};;", "301 знаков, а помещается не больше 300"),
}


@pytest.mark.parametrize(("line", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_cell_is_named_by_row_and_column_and_its_row_is_left(tmp_path, line, words):
    report = take(table(tmp_path, "Название;Дата;Начало", line, "Другая;14.09.2024;10:00"))

    assert words in report
    assert Announcement.objects.get().title == "Другая"


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("Часовой пояс", "Марс", "«Марс» — не часовой пояс"),
        ("Формат", "как-нибудь", "«как-нибудь» непонятно"),
        ("Телефон", "звоните", "столбец Телефон (C): "),
        ("Почта", "a@", "столбец Почта (C): "),
        ("Площадка", "Новый зал", "столбец Город: новой площадке нужен город"),
        ("Окончание", "", "взято: 1"),
        ("Дата окончания", "13.09.2024", "столбец"),
    ],
)
def test_every_column_says_what_is_wrong_with_it(tmp_path, heading, cell, words):
    report = take(table(tmp_path, f"Название;Дата;{heading}", f"Лекция;14.09.2024;{cell}"))

    assert words in report
    assert Announcement.objects.exists() == (words == "взято: 1")


def test_one_wrong_row_leaves_the_whole_announcement_and_nothing_else(tmp_path):
    report = take(
        table(tmp_path, "Название;Дата", "Экскурсия;14.09.2024", "Экскурсия;вчера", "Лекция;")
    )

    assert Announcement.objects.get().title == "Лекция"
    assert "строка 2 «Экскурсия»: ошибка в другой строке той же публикации" in report
    assert not Session.objects.exists()
    assert not Venue.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "пуст"),
        ("a.csv", "Имя;Возраст\nИван;5".encode(), "нет столбца «Название»"),
        ("a.xlsx", b"PK\x03\x04nothing", "не книга Excel"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "старого Excel"),
        ("a.csv", b"<!doctype html><p>", "веб-страница"),
        ("a.ics", b"hello", "не файл календаря"),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR", "нет событий"),
    ],
    ids=["empty", "other table", "zip", "xls", "html", "no calendar", "empty calendar"],
)
def test_another_file_is_refused_in_words(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CommandError, match=words):
        take(path)


def test_an_unknown_column_is_named(tmp_path):
    assert "столбец «Бюджет»" in take(table(tmp_path, "Название;Бюджет", "Лекция;5"))


# --- Again


def test_a_second_run_changes_nothing_and_a_corrected_row_is_renewed(tmp_path):
    take(table(tmp_path, "Номер;Название;Дата;Площадка", "1;Лекция;14.09.2024;"))
    first = Session.objects.get()
    again = take(table(tmp_path, "Номер;Название;Дата;Площадка", "1;Лекция;14.09.2024;"))
    assert "не изменилось с прошлого раза: 1" in again
    make_venue(name="Зал", city="Тверь")

    take(table(tmp_path, "Номер;Название;Дата;Площадка", "1;Лекция;15.09.2024;Зал"))

    session = Session.objects.get()
    assert (session.pk, session.start_date.day, session.venue.name) == (first.pk, 15, "Зал")


def test_what_a_colleague_changed_here_is_not_overwritten(tmp_path):
    take(table(tmp_path, "Номер;Название", "1;Лекция"))
    made = Announcement.objects.get()
    made.lead = "Наши слова."
    save_announcement(made)

    report = take(table(tmp_path, "Номер;Название;Лид", "1;Лекция;Их слова."))

    assert Announcement.objects.get().lead == "Наши слова."
    assert "изменена здесь с тех пор" in report


def test_last_years_numbers_do_not_overwrite_anything(tmp_path):
    take(table(tmp_path, "Номер;Название;Дата", "1;Лекция;14.09.2023"))

    report = take(table(tmp_path, "Номер;Название;Дата", "1;Концерт;20.09.2024"))

    assert Announcement.objects.get().title == "Лекция"
    assert "этот номер уже у публикации «Лекция»" in report


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path):
    path = table(tmp_path, "Название;Дата;Организаторы", "Лекция;14.09.2024;Музей", ";;Музей")

    told = take(path, "--dry-run")

    assert not Announcement.objects.exists()
    assert not Organisation.objects.exists()
    assert not ImportedItem.objects.exists()
    assert told == take(path)


def test_a_category_that_is_not_there_yet_is_asked_about_once(tmp_path):
    make_category()
    rows = ("Лекция;14.09.2024;Анонс", "Концерт;15.09.2024;анонс", "Показ;16.09.2024;Анонсы")
    path = table(tmp_path, "Название;Дата;Рубрика", *rows)

    told = take(path, "--dry-run")

    assert "посмотрите — строка 2 «Лекция»: новая рубрика «Анонс»" in told
    assert "посмотрите: 1" in told
    assert told == take(path)
    assert [str(category) for category in Category.objects.all()] == ["Анонсы", "Анонс"]


# --- The template


@pytest.mark.parametrize("name", ["template.xlsx", "template.csv"])
def test_a_template_is_written_and_an_empty_one_brings_nothing(tmp_path, name):
    path = tmp_path / name
    call_command("import_events", template=path, stdout=io.StringIO())

    report = take(path)

    assert "взято: 0" in report
    assert "посмотрите: 0" in report  # every heading is known


def test_the_example_of_the_template_is_right(tmp_path):
    example = [str(column.example) for column in COLUMNS]

    report = take(workbook(tmp_path, headings(), example))

    assert "взято: 1" in report


# --- Calendars

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Museum//EN
{events}
END:VCALENDAR
"""


def calendar(tmp_path, *events: str):
    path = tmp_path / "plan.ics"
    written = CALENDAR.format(
        events="\n".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events)
    )
    path.write_text(written.replace("\n", "\r\n"), encoding="utf-8")
    return path


def test_an_event_of_a_calendar_becomes_an_announcement_with_a_session(tmp_path):
    path = calendar(
        tmp_path,
        "UID:1@x\nSUMMARY:Лекция\\, первая\nDTSTART;TZID=Asia/Omsk:20240914T100000\n"
        "DTEND;TZID=Asia/Omsk:20240914T120000\nLOCATION:Музей\nDESCRIPTION:Раз\\n\\nДва\n"
        "URL:https://x.example/1",
    )

    take(path)

    session = Session.objects.get()
    assert (session.announcement.title, session.zone) == ("Лекция, первая", "Asia/Omsk")
    assert (session.start_time, session.end_time) == (time(10), time(12))
    assert session.venue.name == "Музей"
    assert 'href="https://x.example/1"' in session.announcement.body


@pytest.mark.parametrize(
    ("lines", "zone", "start", "last"),
    [
        ("DTSTART:20240914T070000Z", "Europe/Moscow", time(10), date(2024, 9, 14)),
        ("DTSTART:20240914T100000", "Europe/Moscow", time(10), date(2024, 9, 14)),
        (
            "DTSTART;VALUE=DATE:20240914\nDTEND;VALUE=DATE:20240916",
            *("Europe/Moscow", None, date(2024, 9, 15)),
        ),
        (
            "DTSTART;TZID=Russian Standard Time:20240914T100000\nDURATION:P1DT2H",
            *("Europe/Moscow", time(10), date(2024, 9, 15)),
        ),
    ],
    ids=["utc", "floating", "whole days", "windows zone"],
)
def test_times_of_a_calendar_keep_their_clock(tmp_path, lines, zone, start, last):
    take(calendar(tmp_path, f"UID:1@x\nSUMMARY:Лекция\n{lines}"))

    session = Session.objects.get()
    assert (session.zone, session.start_time, session.last_date) == (zone, start, last)


def test_repeated_moved_and_cancelled_events_are_told_apart(tmp_path):
    when = "DTSTART:20240914T070000Z"
    path = calendar(
        tmp_path,
        f"UID:1@x\nSUMMARY:Кружок\nRRULE:FREQ=WEEKLY\n{when}",
        f"UID:1@x\nSUMMARY:Кружок\nRECURRENCE-ID:20240921T070000Z\n{when}",
        f"UID:2@x\nSUMMARY:Отменено\nSTATUS:CANCELLED\n{when}",
        f"UID:3@x\n{when}",
    )

    report = take(path)

    assert Session.objects.get(announcement__title="Кружок").is_cancelled is False
    assert Session.objects.get(announcement__title="Отменено").is_cancelled is True
    assert "взята только первая дата" in report
    assert "перенесённое повторение" in report
    assert "нет названия" in report
    assert "не изменилось с прошлого раза: 2" in take(path)


# --- In the admin

PAGE = "/admin/take-in/"


def upload(content: str, name: str = "plan.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode())


def test_an_editor_sees_what_would_be_and_then_takes_it(editors_browser, editor):
    shown = editors_browser.post(PAGE, {"file": upload("Название;Дата\nЛекция;14.09.2024\n;вчера")})
    assert not Announcement.objects.exists()
    page = read(shown)
    assert "строка 2 «Лекция»" in page.text
    assert "столбец Название (A): пусто" in page.text
    hidden = {
        field.attributes["name"]: field.attributes["value"]
        for field in page.all("input", type="hidden")
        if "token" in field.attributes["name"] or field.attributes["name"] == "suffix"
    }

    done = editors_browser.post(PAGE, hidden)

    assert "Готово" in read(done).text
    announcement = Announcement.objects.get()
    assert announcement.title == "Лекция"
    assert revisions.latest(announcement).staff == editor
    again = editors_browser.post(PAGE, hidden)
    assert again.status_code == 409
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("Имя\nИван", "plan.csv", "нет столбца «Название»"),
        ("x", "plan.pdf", "Выберите файл .xlsx, .csv или .ics"),
        ("", "plan.csv", "пуст"),
    ],
    ids=["other table", "other file", "empty"],
)
def test_a_file_that_is_none_is_refused_on_the_page(editors_browser, content, name, words):
    answer = editors_browser.post(PAGE, {"file": upload(content, name)})

    assert answer.status_code == 422
    assert words in parsed(answer.content.decode()).text


def test_the_list_leads_there_and_the_empty_table_is_downloaded(editors_browser):
    links = read(editors_browser.get("/admin/events/announcement/")).links

    assert links["Загрузить таблицу или календарь…"] == PAGE
    answer = editors_browser.get(f"{PAGE}events.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.cell(row=1, column=1).value == "Название"


def test_who_may_not_write_announcements_may_not_take_them_in(registrars_browser):
    assert registrars_browser.get(PAGE).status_code == 403
    assert registrars_browser.get(f"{PAGE}events.xlsx").status_code == 403


def test_a_file_that_waited_is_its_owners_alone(editors_browser, directors_browser):
    shown = read(editors_browser.post(PAGE, {"file": upload("Название\nЛекция")}))
    token = shown.one("input", name="token").attributes["value"]

    answer = directors_browser.post(PAGE, {"token": token, "suffix": ".csv"})

    assert answer.status_code == 409
    assert not Announcement.objects.exists()
