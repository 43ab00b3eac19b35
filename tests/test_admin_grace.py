"""One person is given a deadline of their own: a personal link, shown once, used once."""

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest

from museumsite import moments
from registrations import desk, links
from registrations.models import Grace, HistoryLine, Registration
from tests.forms import send
from tests.make import AT, make_intake, make_registration, make_session, noon
from tests.people import make_staff, signed_in
from tests.reading import fields_of, parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/grace/"
NO_SUCH_CHOICE = "Выберите корректный вариант. Вашего варианта нет среди допустимых значений."
TYPED = {"for_whom": "Музей Арктики", "until_date": "2024-08-25", "reason": "Были в экспедиции"}


def give(client, intake, **changes):
    return client.post(f"{LIST}add/", {"session": intake.pk, **TYPED, **changes}, follow=True)


def link_on(answer):
    boxes = read(answer).all(id="secret-link")
    return boxes[0].text if boxes else None


def complaints(answer):
    page = parsed(answer.content.decode())
    return [line.text for line in page.all("ul", class_="errorlist")]


def column(client, name, query=""):
    return [cell.text for cell in read(client.get(LIST + query)).all(class_=f"field-{name}")]


def make_grace(registrar, intake=None, **changes):
    fields = {
        "for_whom": "Музей Арктики",
        "until_date": date(2024, 8, 25),
        "until_time": None,
        "reason": "Были в экспедиции",
    }
    return desk.give_grace(intake=intake or make_intake(), staff=registrar, **{**fields, **changes})


def test_the_link_is_shown_once_and_opens_the_form_after_the_deadline(registrars_browser, client):
    intake = make_intake()

    answer = give(registrars_browser, intake)
    link = link_on(answer)
    again = registrars_browser.get(answer.redirect_chain[-1][0])

    assert link_on(again) is None
    with moments.stopped_at(noon(24)):
        accepted = send(client, urlsplit(link).path)
    assert accepted.status_code == 303
    assert Registration.objects.get() == Grace.objects.get().registration


def test_the_database_keeps_no_link(registrars_browser):
    link = link_on(give(registrars_browser, make_intake()))
    secret = urlsplit(link).path.split("/")[2]
    grace = Grace.objects.get()

    assert links.hash_of(secret) == grace.secret_hash
    assert secret not in {str(value) for value in vars(grace).values()}


def test_it_is_recorded_with_the_reason_and_the_colleague(registrars_browser, registrar):
    intake = make_intake()

    give(registrars_browser, intake)

    line = HistoryLine.objects.get()
    assert (line.intake, line.registration, line.verb, line.staff, line.details) == (
        intake,
        None,
        "grace_given",
        registrar,
        {"reason": "Были в экспедиции"},
    )


def test_a_button_shows_the_link_again(registrars_browser):
    intake = make_intake()
    link = link_on(give(registrars_browser, intake))
    page = f"{LIST}{Grace.objects.get().pk}/change/"

    shown = read(registrars_browser.get(page)).all("form")
    address = next(
        form.attributes["action"] for form in shown if "/link/" in form.attributes.get("action", "")
    )

    assert registrars_browser.get(address).status_code == 405
    assert link_on(registrars_browser.post(address, follow=True)) == link


def test_who_may_only_look_sees_no_link(registrar):
    grace = make_grace(registrar)
    reader = make_staff("reader", "Регистраторы")
    reader.groups.first().permissions.remove(
        *reader.groups.first().permissions.filter(codename="add_grace")
    )
    browser = signed_in(reader)

    assert link_on(browser.get(f"{LIST}{grace.pk}/change/")) is None
    assert browser.post(f"{LIST}{grace.pk}/link/").status_code == 403
    assert browser.get(f"{LIST}add/").status_code == 403


def test_an_editor_sees_nothing_of_it(editors_browser, registrar):
    grace = make_grace(registrar)

    pages = [LIST, f"{LIST}add/", f"{LIST}{grace.pk}/change/"]

    assert {editors_browser.get(page).status_code for page in pages} == {403}


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ({}, datetime(2024, 8, 25, 14, 0, tzinfo=UTC)),  # the midnight after it in Vladivostok
        ({"until_time": "12:00"}, datetime(2024, 8, 25, 2, 0, tzinfo=UTC)),
    ],
    ids=["a day", "a day and a time"],
)
def test_the_moment_is_by_the_sessions_clock(registrars_browser, typed, until):
    give(registrars_browser, make_intake(make_session(zone="Asia/Vladivostok")), **typed)

    assert Grace.objects.get().until == until


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"for_whom": ""}, "Обязательное поле."),
        ({"reason": " "}, "Обязательное поле."),
        ({"until_date": "2024-08-12"}, "Это уже прошло."),
        ({"until_date": "2024-09-15"}, "К этому времени мероприятие уже закончится."),
        ({"session": "999"}, NO_SUCH_CHOICE),
        ({"until_time": "nonsense"}, "Введите правильное время."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays_typed(registrars_browser, changes, complaint):
    answer = give(registrars_browser, make_intake(), **changes)

    assert answer.status_code == 422
    assert complaints(answer) == [complaint]
    assert not Grace.objects.exists()


def test_a_time_the_clocks_skip_is_refused(registrars_browser):
    berlin = make_session(zone="Europe/Berlin", start_date=date(2025, 4, 20))
    intake = make_intake(berlin)

    answer = give(registrars_browser, intake, until_date="2025-03-30", until_time="02:30")

    assert complaints(answer) == [
        "В этот день нет времени 02:30: часы переводят вперёд. Выберите другое время."
    ]


def test_a_cancelled_session_is_not_offered(registrars_browser):
    intake = make_intake(make_session(is_cancelled=True))

    assert len(complaints(give(registrars_browser, intake))) == 1


def test_a_button_pressed_twice_gives_one_deadline(registrars_browser):
    intake = make_intake()

    shown = {link_on(give(registrars_browser, intake)) for _press in range(2)}

    assert Grace.objects.count() == 1
    assert len(shown) == 1


def test_the_list_says_which_were_used_and_which_ran_out(registrars_browser, registrar):
    intake = make_intake()
    make_grace(registrar, intake, for_whom="Истёк", until_date=date(2024, 8, 13))
    used = make_grace(registrar, intake, for_whom="Использован")
    make_grace(registrar, intake, for_whom="Ждёт")
    Grace.objects.filter(pk=used.pk).update(registration=make_registration(intake))

    with moments.stopped_at(noon(20)):
        states = dict(
            zip(
                column(registrars_browser, "for_whom", f"?intake__id__exact={intake.pk}"),
                column(registrars_browser, "state", f"?intake__id__exact={intake.pk}"),
                strict=True,
            )
        )

    assert states == {
        "Истёк": "истёк неиспользованным",
        "Использован": "использован",
        "Ждёт": "ещё не использован",
    }


def test_a_used_one_shows_no_link_any_more(registrars_browser, registrar):
    grace = make_grace(registrar)
    Grace.objects.update(registration=make_registration(grace.intake))

    answer = registrars_browser.post(f"{LIST}{grace.pk}/link/", follow=True)

    assert link_on(answer) is None


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_list_asks_the_same_questions_for_any_number(
    directors_browser, director, django_assert_num_queries, number
):
    for index in range(number):
        make_grace(director, for_whom=f"Музей {index}")

    with django_assert_num_queries(6):
        directors_browser.get(LIST)


def test_it_is_neither_changed_nor_deleted(directors_browser, director):
    grace = make_grace(director)

    answers = [
        directors_browser.post(f"{LIST}{grace.pk}/change/", {"for_whom": "Другой"}),
        directors_browser.post(f"{LIST}{grace.pk}/delete/", {"post": "yes"}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Grace.objects.get().given_at == AT


def test_from_the_list_of_a_session_its_form_is_for_that_session(registrars_browser):
    make_intake()
    intake = make_intake()
    narrowed = read(registrars_browser.get(f"{LIST}?intake__id__exact={intake.pk}"))
    address = next(href for href in narrowed.links.values() if f"%3D{intake.pk}" in href)

    form = fields_of(read(registrars_browser.get(address)).one("form", id="grace_form"))

    assert form["session"] == str(intake.pk)
