"""Possible repeats stand side by side: a colleague cancels one, or says that it is no repeat."""

import pytest

from registrations import desk
from registrations.models import HistoryLine, Registration
from tests.admin_forms import messages
from tests.make import make_intake, make_people, make_registration
from tests.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/registration/"


def side_by_side(client, registration):
    return read(client.get(f"{LIST}{registration.pk}/repeats/"))


def heads(page):
    return [head.text for head in page.one(class_="repeats__table").all("th", scope="col")]


def marked(page):
    return [row.all("th")[0].text.removesuffix(" ≠") for row in page.all("tr")
            if "repeats__different" in row.attributes.get("class", "")]  # fmt: skip


def person(name):
    return [desk.Person(name, "хранитель", "in_person")]


def two(**changes):
    intake = make_intake()
    first = make_registration(intake, email="one@museum.example", people=person("Ёлкин Пётр"))
    fields = {"email": "one@museum.example", "people": person("Елкин Петр"), **changes}
    return first, make_registration(intake, **fields)


def test_the_same_address_and_the_same_person_stand_in_columns(registrars_browser):
    intake = make_intake()
    first = make_registration(
        intake, email="one@museum.example", museum="Первый", people=person("А")
    )
    by_address = make_registration(intake, email="one@museum.example", museum="Второй",
                                   people=person("Б"))  # fmt: skip
    by_person = make_registration(intake, museum="Третий", people=person("А"))
    make_registration(intake, museum="Чужой", people=person("В"))
    make_registration(make_intake(), email="one@museum.example", museum="Другое мероприятие")

    shown = heads(side_by_side(registrars_browser, first))

    assert shown == [str(first), str(by_address), str(by_person)]


def test_what_differs_is_marked_however_the_rest_is_spelt(registrars_browser):
    first, _second = two(museum="«Краеведческий  музей»", phone="+7 (383) 200-00-00", city="Омск")

    assert marked(side_by_side(registrars_browser, first)) == ["Город", "Телефон"]


def test_one_that_is_cancelled_stays_beside_and_says_so(registrars_browser):
    first, second = two()
    desk.cancel(registration=first)

    page = side_by_side(registrars_browser, second)

    assert heads(page) == [str(second), str(first)]
    assert "отменена" in page.text


def test_one_of_them_is_cancelled_from_there(registrars_browser):
    first, second = two()

    page = side_by_side(registrars_browser, first)
    links = [link.attributes["href"] for link in page.all("a") if link.text == "Отменить эту…"]
    registrars_browser.post(links[1])

    assert len(links) == 2
    second.refresh_from_db()
    assert second.is_cancelled
    assert not Registration.objects.get(pk=first.pk).is_cancelled


def test_what_is_no_repeat_loses_the_mark_and_it_is_recorded(registrars_browser, registrar):
    first, second = two()
    page = side_by_side(registrars_browser, first)

    answer = registrars_browser.post(page.links["Это не повтор…"], follow=True)

    second.refresh_from_db()
    assert not second.is_possible_repeat
    line = HistoryLine.objects.last()
    assert (line.registration, line.staff) == (second, registrar)
    assert "признана не повтором" in read(answer).text
    assert messages(answer) == ["Пометка «возможный повтор» снята."]
    assert "Вас ничего не ждёт" in read(registrars_browser.get("/admin/today/")).text


def test_the_mark_stays_off_until_people_or_the_address_change(registrars_browser, registrar):
    _first, second = two()
    desk.dismiss_repeat(registration=second, staff=registrar)

    def correct(**changes):
        contact = {field: getattr(second, field) for field in desk.Contact.__dataclass_fields__}
        one = second.participants.get()
        people = [desk.Person(changes.pop("name", one.name), one.position, one.mode, pk=one.pk)]
        correction = desk.Correction(desk.Contact(**{**contact, **changes}), people)
        desk.correct(registration=second, correction=correction)
        second.refresh_from_db()
        return second.is_possible_repeat

    assert not correct(phone="+7 (383) 200-00-00")
    assert correct(name="Ёлкин Пётр")


def test_twice_no_repeat_is_one_line_of_history(registrar):
    _first, second = two()

    for _press in range(2):
        desk.dismiss_repeat(registration=second, staff=registrar)

    assert HistoryLine.objects.filter(staff=registrar).count() == 1


def test_alone_it_says_that_there_is_no_other(registrars_browser):
    page = side_by_side(registrars_browser, make_registration())

    assert "Других заявок на это мероприятие" in page.text


def test_of_one_whose_consent_was_withdrawn_nothing_is_compared(registrars_browser):
    intake = make_intake()
    gone, also_gone = (make_registration(intake) for _number in range(2))
    for registration in (gone, also_gone):
        desk.withdraw_consent(registration=registration)

    assert len(heads(side_by_side(registrars_browser, gone))) == 1


def test_an_editor_compares_nobody(editors_browser):
    first, _second = two()

    assert editors_browser.get(f"{LIST}{first.pk}/repeats/").status_code == 403


@pytest.mark.parametrize("number", [1, 3, 50])
def test_it_asks_the_same_questions_for_any_number_of_people(
    directors_browser, django_assert_num_queries, number
):
    intake = make_intake(participants_limit=100)
    first, _second = (make_registration(intake, people=make_people(number)) for _twice in range(2))

    with django_assert_num_queries(8):
        directors_browser.get(f"{LIST}{first.pk}/repeats/")
