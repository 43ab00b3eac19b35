"""A registrar enters a registration by telephone, and corrects one for somebody on the line."""

from datetime import date

import pytest

from registrations import desk
from registrations.models import Consent, HistoryLine, Letter, Participant, Registration
from registrations.views.answers import personal_address
from tests.admin_forms import messages
from tests.forms import DIRECTOR
from tests.make import AT, make_intake, make_registration, make_session
from tests.reading import fields_of, parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/registration/"
TYPED = {name: value for name, value in DIRECTOR.items() if name != "consent"}


def address_of(intake):
    return f"{LIST}enter/{intake.pk}/"


def opened(client, url):
    return fields_of(read(client.get(url)).one("form", id="by_hand_form"))


def enter(client, intake, **changes):
    url = address_of(intake)
    return client.post(url, {**opened(client, url), **TYPED, **changes}, follow=True)


def said(answer):
    return parsed(answer.content.decode()).text


def test_what_is_told_by_telephone_becomes_a_registration(registrars_browser, registrar):
    intake = make_intake(capacity=2)

    answer = enter(registrars_browser, intake)

    registration = Registration.objects.get()
    assert (registration.contact_name, registration.entered_by) == (
        DIRECTOR["contact_name"],
        registrar,
    )
    line = HistoryLine.objects.get()
    assert (line.verb, line.staff, line.seats) == ("entered", registrar, 1)
    assert Letter.objects.filter(to=DIRECTOR["email"]).count() == 1
    assert "письмо с личной ссылкой скоро уйдёт" in messages(answer)[0]
    assert "внесена вручную: Ольга Иванова" in read(answer).text


def test_nobody_agrees_for_another_and_the_consent_is_shown_as_missing(registrars_browser):
    form = read(registrars_browser.get(address_of(make_intake()))).one("form", id="by_hand_form")
    assert not [box for box in form.all("input", type="checkbox") if "consent" in str(box)]

    answer = enter(registrars_browser, make_intake())

    assert not Consent.objects.exists()
    assert read(answer).one(class_="field-consent_missing").text.endswith("контактное лицо")
    today = read(registrars_browser.get("/admin/today/"))
    assert today.one(data_matter="consents").text.startswith("Не хватает согласий 1")


def test_the_person_agrees_on_the_personal_page_and_nothing_is_missing_any_more(
    registrars_browser, client
):
    enter(registrars_browser, make_intake())
    registration = Registration.objects.get()
    address = personal_address(registration)

    page = read(client.get(address))
    form = page.one("section", aria_labelledby="contacts-consent").one("form")
    client.post(form.attributes["action"], fields_of(form))
    assert not Consent.objects.exists()  # the box was not ticked
    client.post(form.attributes["action"], {**fields_of(form), "agree": "on"})

    assert registration.consents.in_force().get().purpose == "processing"
    assert "Не хватает согласий" not in read(registrars_browser.get("/admin/today/")).text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"deadline_date": date(2024, 8, 12)}, "Приём заявок закончен."),
        ({"opens_date": date(2024, 8, 14)}, "Приём заявок ещё не начался."),
        ({"capacity": 0}, "Свободных мест нет."),
    ],
    ids=["late", "early", "full"],
)
def test_against_the_rules_it_is_refused_until_the_tick_and_a_reason(
    registrars_browser, fields, why
):
    intake = make_intake(**fields)

    refused = enter(registrars_browser, intake)
    assert refused.status_code == 409
    assert f"{why} Если заявку нужно принять всё равно, поставьте отметку" in said(refused)
    assert DIRECTOR["museum"] in refused.content.decode()
    unexplained = enter(registrars_browser, intake, beyond_rules="on")
    assert unexplained.status_code == 422
    assert "Напишите причину: она останется в истории." in said(unexplained)
    assert not Registration.objects.exists()
    answer = enter(registrars_browser, intake, beyond_rules="on", reason="Просил директор")

    assert Participant.objects.holding_seats().count() == 1
    assert HistoryLine.objects.get().details["reason"] == "Просил директор"
    shown = read(answer).text
    assert "сверх лимита или после срока" in shown
    assert "причина: Просил директор" in shown


def test_when_all_is_taken_and_there_is_a_list_one_entered_by_hand_waits(registrars_browser):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)

    answer = enter(registrars_browser, intake)

    assert "ждёт 1 (в очереди № 1)" in read(answer).one(class_="field-standing").text


def test_the_same_form_sent_twice_is_one_registration(registrars_browser):
    intake = make_intake()
    form = {**opened(registrars_browser, address_of(intake)), **TYPED}

    for _click in range(2):
        answer = registrars_browser.post(address_of(intake), form, follow=True)

    assert Registration.objects.count() == 1
    assert "Эта форма уже отправлена: вот что из неё вышло." in messages(answer)


def test_what_is_wrong_is_said_and_everything_typed_stays(registrars_browser):
    intake = make_intake()

    answer = enter(
        registrars_browser, intake, email="not an address", beyond_rules="on", reason="Потому"
    )

    assert answer.status_code == 422
    kept = fields_of(parsed(answer.content.decode()).one("form", id="by_hand_form"))
    assert kept["museum"] == DIRECTOR["museum"]
    assert (kept["email"], kept["reason"]) == ("not an address", "Потому")
    assert "beyond_rules" in kept


def test_another_row_is_added_without_scripts_and_keeps_the_tick(registrars_browser):
    intake = make_intake()

    answer = enter(
        registrars_browser, intake, add_participant="1", beyond_rules="on", reason="Потому"
    )

    kept = fields_of(read(answer).one("form", id="by_hand_form"))
    assert (kept["participants-1-name"], kept["reason"]) == ("", "Потому")
    assert "beyond_rules" in kept
    assert not Registration.objects.exists()


@pytest.mark.parametrize("reason", ["а" * 10_000, "с нулём \0"], ids=["too long", "a NUL"])
def test_a_reason_that_cannot_be_kept_is_refused_in_words(registrars_browser, reason):
    answer = enter(registrars_browser, make_intake(), reason=reason)

    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_the_list_leads_to_the_form_of_its_session_or_to_a_choice(registrars_browser):
    intake = make_intake(make_session(title="Съезд музеев"))
    past = make_session(title="Прошлое", start_date=date(2024, 8, 1))
    make_intake(past, deadline_date=date(2024, 7, 31), opens_date=date(2024, 7, 1))

    of_one = read(registrars_browser.get(f"{LIST}?intake={intake.pk}"))
    of_all = read(registrars_browser.get(LIST))
    choice = read(registrars_browser.get(of_all.links["Внести заявку по телефону…"]))

    assert of_one.links["Внести заявку по телефону…"] == address_of(intake)
    assert choice.links["Съезд музеев, 14 сентября 2024"] == address_of(intake)
    assert "Прошлое" not in choice.text


def test_nobody_without_the_right_enters_or_corrects(editors_browser, registrar):
    registration = make_registration()
    pages = [
        f"{LIST}enter/",
        address_of(registration.intake),
        f"{LIST}{registration.pk}/correct/",
    ]

    assert {editors_browser.get(page).status_code for page in pages} == {403}


# --- Correcting


def correction(client, registration, **changes):
    url = f"{LIST}{registration.pk}/correct/"
    return client.post(url, {**opened(client, url), **changes}, follow=True)


def test_a_registrar_corrects_what_was_misheard(registrars_browser, registrar):
    registration = make_registration(people=2)

    answer = correction(registrars_browser, registration, phone="8 383 200-00-00",
                        **{"participants-0-name": "Новикова Вера"})  # fmt: skip

    registration.refresh_from_db()
    assert registration.phone == "+7 (383) 200-00-00"
    assert registration.participants.first().name == "Новикова Вера"
    line = HistoryLine.objects.last()
    assert (line.verb, line.staff) == ("corrected", registrar)
    assert "исправлена: участники, телефон" in read(answer).text


def test_after_participants_may_no_longer_correct_a_registrar_still_may(registrars_browser):
    intake = make_intake(corrections_until_date=date(2024, 8, 12))
    registration = make_registration(intake)
    assert not desk.may_correct(registration, registration.intake, AT)

    correction(registrars_browser, registration, city="Омск")

    registration.refresh_from_db()
    assert registration.city == "Омск"


def test_people_added_after_the_deadline_are_refused_and_stay_typed(registrars_browser):
    registration = make_registration()
    registration.intake.deadline_date = AT.date().replace(day=12)
    registration.intake.save()
    added = {
        "participants-1-name": "Опоздавший Пётр",
        "participants-1-position": "хранитель",
    }

    answer = correction(registrars_browser, registration, **added)

    assert answer.status_code == 409
    assert "Опоздавший Пётр" in answer.content.decode()
    assert registration.participants.count() == 1


def test_a_registration_that_is_over_is_not_corrected(registrars_browser):
    registration = make_registration()
    url = f"{LIST}{registration.pk}/correct/"
    form = opened(registrars_browser, url)
    desk.cancel(registration=registration)

    answer = registrars_browser.post(url, {**form, "city": "Омск"}, follow=True)

    assert "Здесь уже нечего решать" in messages(answer)[0]
    assert Registration.objects.get().city != "Омск"


def test_a_correction_that_changes_nothing_leaves_no_trace(registrars_browser):
    registration = make_registration()

    correction(registrars_browser, registration)

    assert registration.history.count() == 1
    assert registration.letters.count() == 1
