"""A registrar decides about registrations, one at a time or many: each asks first."""

from datetime import date

import pytest
from django.urls import reverse

from events.models import Organisation
from museumsite import moments
from registrations import desk, refusals
from registrations.models import HistoryLine, Letter, Participant, Registration
from tests.admin_forms import messages
from tests.make import AT, make_intake, make_registration, make_session, noon
from tests.reading import parsed, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/registration/"


def page_of(registration):
    return reverse("admin:registrations_registration_change", args=[registration.pk])


def address_of(registration, decision):
    return f"{LIST}{registration.pk}/{decision}/"


def decide(client, registration, decision, **typed):
    """Look at the page that asks, then press its button."""
    read(client.get(address_of(registration, decision)))
    return client.post(address_of(registration, decision), typed, follow=True)


def buttons(client, registration):
    page = read(client.get(page_of(registration)))
    return [link.text for link in page.all("a", class_="decisions__link")]


def complaints(answer):
    page = parsed(answer.content.decode())
    return [line.text for line in page.all("ul", class_="errorlist")]


def pending(number=1, **fields):
    intake = make_intake(needs_approval=True, **fields)
    return [make_registration(intake, people=2, museum=f"Музей {index}") for index in range(number)]


# --- Which buttons there are


def test_the_buttons_are_those_of_what_can_be_decided(registrars_browser):
    (applicant,) = pending()
    hall = make_intake(capacity=1, has_waiting_list=True)
    seated = make_registration(hall)
    waiting = make_registration(hall, accepts_waiting=True)
    over = make_registration()
    desk.cancel(registration=over)

    assert buttons(registrars_browser, applicant) == [
        "Одобрить…",
        "Отклонить…",
        "Продлить исправление…",
        "Музей в справочнике…",
        "Исправить…",
        "Отменить заявку…",
    ]
    assert "Дать места вне очереди…" in buttons(registrars_browser, waiting)
    assert "Дать места вне очереди…" not in buttons(registrars_browser, seated)
    assert buttons(registrars_browser, over) == []


def test_a_colleague_who_may_only_read_has_no_buttons_and_no_way_round(
    registrar, registrars_browser
):
    registrar.groups.first().permissions.remove(
        *registrar.groups.first().permissions.filter(codename="change_registration")
    )
    (registration,) = pending()

    answers = [
        registrars_browser.post(address_of(registration, name), {"reason": "Нужно"})
        for name in ("approve", "decline", "cancel", "promote", "more-time", "museum", "no-repeat")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert buttons(registrars_browser, registration) == []
    assert HistoryLine.objects.count() == 1


def test_a_registration_that_is_not_there_leads_back_with_words(registrars_browser):
    answer = registrars_browser.get(f"{LIST}999/cancel/", follow=True)

    assert "не существует" in messages(answer)[0]


# --- Approve and decline


def test_approving_asks_first_and_then_gives_seats(registrars_browser, registrar):
    (registration,) = pending(capacity=2)

    question = read(registrars_browser.get(address_of(registration, "approve")))
    assert "2 участника" in question.text
    assert Participant.objects.holding_seats().count() == 0
    answer = decide(registrars_browser, registration, "approve")

    assert Participant.objects.holding_seats().count() == 2
    assert messages(answer) == ["Одобрена 1 заявка: письмо скоро уйдёт."]
    line = HistoryLine.objects.last()
    assert (line.verb, line.staff, line.seats) == ("approved", registrar, 2)


def test_approving_when_nothing_is_free_says_so_and_changes_nothing(registrars_browser):
    (registration,) = pending(capacity=1)

    answer = registrars_browser.post(address_of(registration, "approve"))

    assert answer.status_code == 409
    assert "Свободно только 1 место, это меньше, чем нужно." in answer.content.decode()
    assert not Participant.objects.holding_seats().exists()


def test_declining_puts_the_words_into_the_letter(registrars_browser):
    (registration,) = pending()
    words = "К сожалению, съезд только для музеев Сибири.\nПриезжайте весной."

    answer = decide(registrars_browser, registration, "decline", words=words)

    registration.refresh_from_db()
    assert registration.ending == "declined"
    assert registration.declined_words == words
    assert Letter.objects.filter(kind="declined", to=registration.email).count() == 1
    assert messages(answer) == ["Отклонена 1 заявка: письмо скоро уйдёт."]


@pytest.mark.parametrize("words", ["а" * 2_001, "с нулём \0"], ids=["too long", "a NUL"])
def test_words_that_cannot_be_kept_are_said_and_stay_typed(registrars_browser, words):
    (registration,) = pending()

    answer = registrars_browser.post(address_of(registration, "decline"), {"words": words})

    assert answer.status_code == 422
    assert len(complaints(answer)) == 1
    assert words.replace("\0", "") in answer.content.decode().replace("\0", "")
    assert not Registration.objects.get().is_cancelled


def test_a_colleague_who_is_late_is_told_that_nothing_is_left_to_decide(
    registrars_browser, director
):
    (registration,) = pending()
    desk.approve(registration=registration, staff=director)

    answer = registrars_browser.post(address_of(registration, "decline"), {"words": ""})

    assert answer.status_code == 409
    assert "Здесь уже нечего решать" in answer.content.decode()


# --- Move up by hand


def waiting_behind_a_full_hall(people=1):
    intake = make_intake(capacity=1, has_waiting_list=True)
    make_registration(intake)
    return make_registration(intake, people=people, accepts_waiting=True)


def test_moving_up_by_hand_needs_a_reason(registrars_browser):
    registration = waiting_behind_a_full_hall()

    answer = registrars_browser.post(address_of(registration, "promote"), {"beyond_rules": "on"})

    assert answer.status_code == 422
    assert complaints(answer) == ["Обязательное поле."]
    assert Participant.objects.waiting().count() == 1


def test_moving_up_over_the_limit_needs_the_tick_and_is_recorded(registrars_browser, registrar):
    registration = waiting_behind_a_full_hall(people=2)
    reason = "Гости из Казани"

    refused = registrars_browser.post(address_of(registration, "promote"), {"reason": reason})
    assert refused.status_code == 409
    assert "Свободных мест нет." in refused.content.decode()
    assert reason in refused.content.decode()
    decide(registrars_browser, registration, "promote", reason=reason, beyond_rules="on")

    assert Participant.objects.holding_seats().count() == 3
    line = HistoryLine.objects.get(verb="promoted_by_hand")
    assert (line.staff, line.details["reason"], line.details["beyond_rules"]) == (
        registrar,
        reason,
        True,
    )


# --- More time


def test_a_day_alone_gives_time_until_its_end_by_the_sessions_clock(registrars_browser):
    session = make_session(zone="Asia/Vladivostok")
    registration = make_registration(make_intake(session))

    decide(
        registrars_browser,
        registration,
        "more-time",
        until_date="2024-09-01",
        reason="Командировка",
    )

    registration.refresh_from_db()
    assert registration.grace_until == noon(1, month=9).replace(hour=14)  # 2 September, 00:00 there
    assert HistoryLine.objects.last().details == {"reason": "Командировка"}


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"until_date": "2024-08-12"}, "Это уже прошло."),
        ({"until_date": "2024-09-15"}, "К этому времени мероприятие уже закончится."),
        ({"until_date": "2024-08-13", "until_time": "11:00"}, "Это уже прошло."),
        ({"until_date": "20224-09-01"}, "Введите правильную дату."),
        ({"until_date": "2024-09-01", "until_time": "25:00"}, "Введите правильное время."),
    ],
)
def test_time_that_cannot_be_given_is_refused(registrars_browser, typed, complaint):
    registration = make_registration()

    answer = registrars_browser.post(
        address_of(registration, "more-time"), {**typed, "reason": "Командировка"}
    )

    assert answer.status_code == 422
    assert complaints(answer) == [complaint]
    assert "Командировка" in answer.content.decode()


def test_a_time_that_the_clocks_skip_is_refused(registrars_browser):
    session = make_session(zone="Europe/Berlin", start_date=date(2025, 4, 20))
    registration = make_registration(make_intake(session))
    typed = {"until_date": "2025-03-30", "until_time": "02:30", "reason": "Командировка"}

    answer = registrars_browser.post(address_of(registration, "more-time"), typed)

    assert complaints(answer) == [
        "В этот день нет времени 02:30: часы переводят вперёд. Выберите другое время."
    ]


# --- The museum in the directory


def test_a_museum_typed_freely_is_counted_with_that_of_the_directory(registrars_browser):
    museum = Organisation.objects.create(name="Новосибирский краеведческий музей")
    intake = make_intake(museum_limit=2)
    make_registration(intake, museum=museum.name, organisation_id=museum.pk)
    typed = make_registration(intake, museum="НКМ")

    decide(registrars_browser, typed, "museum", organisation=museum.pk)

    typed.refresh_from_db()
    assert (typed.organisation, typed.museum) == (museum, "НКМ")
    with pytest.raises(refusals.MuseumFull):
        make_registration(intake, museum=museum.name, organisation_id=museum.pk)
    page = read(registrars_browser.get(page_of(typed))).text
    assert "НКМ (в справочнике: Новосибирский краеведческий музей)" in page
    assert "исправлена: организация" in page


def test_a_museum_that_has_more_people_now_than_its_limit_is_named(registrars_browser):
    museum = Organisation.objects.create(name="Новосибирский краеведческий музей")
    intake = make_intake(museum_limit=2)
    make_registration(intake, people=2, museum=museum.name, organisation_id=museum.pk)
    typed = make_registration(intake, museum="НКМ")

    answer = decide(registrars_browser, typed, "museum", organisation=museum.pk)

    assert messages(answer) == [
        "Музей указан.",
        "Участников от этого музея: 3, это больше предела в 2.",
    ]
    assert Participant.objects.holding_seats().count() == 3


# --- Cancel


def test_the_button_asks_first_and_then_cancels_at_the_desk(registrars_browser, registrar):
    intake = make_intake(capacity=2)
    registration = make_registration(intake, people=2)
    page = read(registrars_browser.get(page_of(registration)))
    address = page.links["Отменить заявку…"]

    question = read(registrars_browser.get(address))
    assert "2 участника" in question.text
    assert not Registration.objects.get().is_cancelled
    answer = registrars_browser.post(address, follow=True)

    assert Registration.objects.get().is_cancelled
    assert intake.facts().seats_left == 2
    line = HistoryLine.objects.last()
    assert (line.verb, line.staff, line.seats) == ("cancelled", registrar, -2)
    assert Letter.objects.filter(kind="cancelled", to=registration.email).count() == 1
    assert messages(answer) == ["Отменена 1 заявка: места свободны, письмо скоро уйдёт."]
    assert "Отменить заявку…" not in read(answer).links


def test_what_the_desk_refuses_is_said_kindly_and_nothing_changes(registrars_browser):
    registration = make_registration()

    with moments.stopped_at(noon(20, month=9)):
        answer = registrars_browser.post(f"{LIST}{registration.pk}/cancel/")

    assert answer.status_code == 409
    assert "Мероприятие уже прошло: отменять нечего." in answer.content.decode()
    assert not Registration.objects.get().is_cancelled


def test_cancelling_twice_is_cancelling_once(registrars_browser):
    registration = make_registration()

    for _again in range(2):
        registrars_browser.post(f"{LIST}{registration.pk}/cancel/")

    assert Letter.objects.filter(kind="cancelled").count() == 1


# --- Many at once


def many(client, action, registrations, **typed):
    chosen = {
        "action": action,
        "_selected_action": [registration.pk for registration in registrations],
    }
    return client.post(LIST, {**chosen, **typed}, follow=True)


def test_the_action_asks_first_and_then_cancels_each(registrars_browser):
    registrations = [make_registration(museum=f"Музей {index}") for index in range(3)]
    desk.cancel(registration=registrations[0])

    question = read(many(registrars_browser, "cancel_selected", registrations))
    assert "Музей 1" in question.text
    assert "Музей 0" not in question.text
    assert Registration.objects.filter(cancelled_at__isnull=False).count() == 1
    answer = many(registrars_browser, "cancel_selected", registrations, confirmed="yes")

    assert Registration.objects.filter(cancelled_at__isnull=False).count() == 3
    assert messages(answer) == ["Отменены 2 заявки: места свободны, письма скоро уйдут."]
    assert Letter.objects.filter(kind="cancelled").count() == 3


def test_of_many_approved_at_once_who_does_not_fit_is_named_with_the_reason(registrars_browser):
    registrations = pending(3, capacity=5)

    answer = many(registrars_browser, "approve_selected", registrations, confirmed="yes")

    assert Participant.objects.holding_seats().count() == 4
    refused = Registration.objects.filter(participants__seat="pending").distinct().get()
    assert sorted(messages(answer)) == [
        f"{refused}: Свободно только 1 место, это меньше, чем нужно.",
        "Одобрены 2 заявки: письма скоро уйдут.",
    ]


def test_of_many_approved_at_once_who_came_first_gets_the_seats(registrars_browser):
    first, second = pending(2, capacity=2, has_waiting_list=True)

    many(registrars_browser, "approve_selected", [second, first], confirmed="yes")

    assert {person.seat for person in first.participants.all()} == {"seated"}
    assert {person.seat for person in second.participants.all()} == {"waiting"}


def test_many_are_declined_with_the_same_words(registrars_browser):
    registrations = pending(2)

    question = read(many(registrars_browser, "decline_selected", registrations))
    assert question.all("textarea", name="words")
    many(registrars_browser, "decline_selected", registrations, confirmed="yes", words="Мест мало.")

    assert set(Registration.objects.values_list("ending", "declined_words")) == {
        ("declined", "Мест мало.")
    }


def test_many_of_which_none_can_be_decided_are_left_with_words(registrars_browser):
    answer = many(registrars_browser, "approve_selected", [make_registration()])

    assert messages(answer) == ["По этим заявкам решать нечего."]


# --- Letters and files


def test_a_letter_that_was_given_up_is_sent_again_from_the_page(registrars_browser):
    registration = make_registration()
    letter = registration.letters.get()
    assert "Отправить ещё раз" not in registrars_browser.get(page_of(registration)).content.decode()
    Letter.objects.update(failed_at=AT, last_error="550 5.1.1 no such user")

    page = read(registrars_browser.get(page_of(registration)))
    button = page.one("button", class_="button")
    answer = registrars_browser.post(button.attributes["formaction"], follow=True)

    assert "550 5.1.1 no such user" in page.text
    assert messages(answer) == ["Письмо снова в очереди."]
    letter.refresh_from_db()
    assert letter.failed_at is None
    assert registrars_browser.get(button.attributes["formaction"]).status_code == 405


def test_the_letter_of_another_registration_stays_as_it_is(registrars_browser):
    registration, other = make_registration(), make_registration()
    Letter.objects.update(failed_at=AT)
    letter = other.letters.get()

    registrars_browser.post(f"{LIST}{registration.pk}/letters/{letter.pk}/")

    letter.refresh_from_db()
    assert letter.failed_at == AT
