"""«Сегодня»: one list of what waits for the registrar; every number equals the list behind it."""

from datetime import date
from itertools import count

import pytest

from events.models import Organisation, Session
from museumsite import moments
from registrations import desk
from registrations.admin.matters import MATTERS
from registrations.models import Intake, Kind, Question, Registration
from tests.make import AT, make_intake, make_registration, make_session, noon
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = "/admin/today/"
LIST = "/admin/registrations/registration/"


def shown(client):
    """The matters on the page: how many, and which museums are on the list behind each."""
    page = read(client.get(TODAY))
    found = {}
    for item in page.all("li", class_="today__item"):
        number = int(item.one(class_="today__number").text)
        behind = read(client.get(item.one("a", class_="today__link").attributes["href"]))
        museums = [cell.text for cell in behind.all(class_="field-museum")]
        found[item.attributes["data-matter"]] = (number, sorted(museums))
    return found


_number = count(1)


def signed_up(intake=None, people=1, **changes):
    """People of whom no two have the same name."""
    if isinstance(people, int):
        people = [
            desk.Person(f"Участник {next(_number)}", "хранитель", "in_person")
            for _person in range(people)
        ]
    return make_registration(intake, people=people, **changes)


# --- What waits, one by one: somebody it is about, somebody it is not about


def pending():
    intake = make_intake(needs_approval=True)
    signed_up(intake, museum="Тот")
    desk.cancel(registration=signed_up(intake))


def moved():
    """Nobody of those who cancelled need be told, nor of a session that stayed where it was."""
    intake = make_intake()
    signed_up(intake, museum="Тот")
    desk.cancel(registration=signed_up(intake))
    signed_up()
    desk.note_untold(intake=intake, kind=Kind.CHANGED)


def called_off():
    intake = make_intake()
    signed_up(intake, museum="Тот")
    signed_up(intake, museum="И тот")
    Session.objects.filter(pk=intake.session_id).update(is_cancelled=True)
    desk.note_untold(intake=intake, kind=Kind.SESSION_CANCELLED)


def heads():
    intake = make_intake(capacity=3, has_waiting_list=True)
    first = signed_up(intake)
    signed_up(intake, people=2)
    signed_up(intake, people=2, museum="Тот", accepts_waiting=True)
    signed_up(intake, accepts_waiting=True)
    desk.cancel(registration=first)


def letters():
    signed_up(museum="Тот").letters.update(failed_at=AT)
    signed_up().letters.update(sent_at=AT)


def bounced():
    registration = signed_up(museum="Тот")
    Registration.objects.filter(pk=registration.pk).update(bounced_at=AT)
    corrected = signed_up()
    corrected.letters.update(failed_at=AT, to="before@museum.example")


def unconfirmed():
    intake = make_intake(address_check_hours=24)
    signed_up(intake, museum="Тот")
    desk.confirm_address(registration=signed_up(intake))


def names():
    intake = make_intake(names_until_date=date(2024, 9, 1))
    signed_up(intake, museum="Тот", people=[desk.Person("", "", "in_person")])
    signed_up(intake)


def consents():
    person = desk.Person("Иванов Иван", "хранитель", "in_person", email="ivanov@museum.example")
    signed_up(museum="Тот", people=[person])
    signed_up(museum="И тот", consent_text_ids=[])
    signed_up()


def answers():
    intake = make_intake()
    Question.objects.create(
        intake=intake, text="Размер футболки", stage="accepted", is_required=True
    )
    signed_up(intake, museum="Тот")
    signed_up()


def repeats():
    intake = make_intake()
    signed_up(intake, email="one@museum.example")
    signed_up(intake, email="one@museum.example", museum="Тот")


def unlisted():
    limited = make_intake(museum_limit=3)
    museum = Organisation.objects.create(name="Музей")
    signed_up(limited, museum="Тот")
    signed_up(limited, museum="Музей", organisation_id=museum.pk)
    signed_up()


@pytest.mark.parametrize(
    ("matter", "happen", "museums"),
    [
        ("pending", pending, ["Тот"]),
        ("untold", moved, ["Тот"]),
        ("untold", called_off, ["И тот", "Тот"]),
        ("heads", heads, ["Тот"]),
        ("letters", letters, ["Тот"]),
        ("letters", bounced, ["Тот"]),
        ("unconfirmed", unconfirmed, ["Тот"]),
        ("names", names, ["Тот"]),
        ("consents", consents, ["И тот", "Тот"]),
        ("answers", answers, ["Тот"]),
        ("repeats", repeats, ["Тот"]),
        ("unlisted", unlisted, ["Тот"]),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_each_number_equals_the_list_behind_it(registrars_browser, matter, happen, museums):
    happen()

    assert shown(registrars_browser) == {matter: (len(museums), museums)}


def test_every_matter_has_been_looked_at_above():
    table = test_each_number_equals_the_list_behind_it.pytestmark[0].args[1]

    assert {row[0] for row in table} == {matter.name for matter in MATTERS}


def test_what_is_over_does_not_wait_any_more(registrars_browser):
    for happen in (pending, names, consents, repeats, unlisted, unconfirmed, letters):
        happen()
    for happen in (moved, called_off):
        happen()

    with moments.stopped_at(noon(20, month=9)):
        page = read(registrars_browser.get(TODAY))

    assert "Вас ничего не ждёт" in page.text


def test_the_total_is_the_sum_and_stands_on_the_admins_first_page(registrars_browser):
    for happen in (pending, heads, consents, repeats):
        happen()

    total = read(registrars_browser.get(TODAY)).all(class_="today__total")[0].text
    first_page = read(registrars_browser.get("/admin/"))

    assert total == "5"
    assert first_page.one(class_="today-link").text == "Сегодня вас ждут 5 дел"
    assert first_page.links["Сегодня"] == TODAY


def test_what_is_not_told_yet_leads_to_the_screens_where_it_is(registrars_browser):
    moved()
    called_off()

    lines = read(registrars_browser.get(TODAY)).one(class_="today__lines")

    assert "Дата или место изменились, участникам ещё не написали." in lines.text
    assert "Мероприятие отменено, участникам ещё не написали." in lines.text
    screens = {f"/admin/registrations/intake/{intake.pk}/change/" for intake in _untold()}
    assert set(lines.links.values()) == screens


def _untold():
    return Intake.objects.exclude(untold="")


def test_a_head_that_does_not_fit_is_told_in_words(registrars_browser):
    heads()

    line = read(registrars_browser.get(TODAY)).one(class_="today__lines")

    assert line.text.endswith(
        "14 сентября 2024: свободно 1 место, а первыми ждут 2 человека, и только вместе"
    )
    assert line.text.startswith("Тот, Смирнова Анна Петровна.")


def test_a_head_of_a_list_that_has_ended_holds_nothing_any_more(registrars_browser):
    heads()
    intake = Registration.objects.get(museum="Тот").intake
    intake.promote_until_date = date(2024, 8, 12)
    intake.save()

    assert "heads" not in shown(registrars_browser)


def test_deadlines_and_sessions_of_the_next_three_days_are_named(registrars_browser):
    near = make_session(title="Скоро конец приёма")
    make_intake(near, deadline_date=date(2024, 8, 15), capacity=5)
    make_intake(make_session(title="Нескоро"), deadline_date=date(2024, 8, 17))
    starts = make_session(title="Скоро начало", start_date=date(2024, 8, 15))
    held = make_intake(starts, deadline_date=date(2024, 8, 12))
    Registration.objects.filter(pk=signed_up(people=2).pk).update(intake=held)

    soon = read(registrars_browser.get(TODAY)).all(class_="today__soon")

    assert [part.text.partition(",")[0] for part in soon] == ["Скоро конец приёма", "Скоро начало"]
    assert "занято 0 из 5" in soon[0].text
    assert "занято 2" in soon[1].text
    assert f"intake={held.pk}" in soon[1].links["Скоро начало, 15 августа 2024"]


def test_nobody_but_registrars_sees_it(editors_browser, client):
    pending()

    assert editors_browser.get(TODAY).status_code == 403
    assert client.get(TODAY).status_code == 302
    assert "Сегодня" not in read(editors_browser.get("/admin/")).text


@pytest.mark.parametrize("number", [1, 3, 20])
def test_it_asks_the_same_questions_for_any_number(
    directors_browser, django_assert_num_queries, number
):
    for _number in range(number):
        heads()
        pending()
        letters()
        moved()

    with django_assert_num_queries(16):
        directors_browser.get(TODAY)
