"""Writing now what goes later, in the admin: typed, looked at, listed, called off."""

from datetime import time, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from museumsite import moments
from registrations import clockwork, mailings
from registrations.models import Letter, Mailing
from registrations.refusals import Busy
from tests.admin_forms import errors, messages
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
    noon,
)
from tests.reading import fields_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/mailing/"
GOES = noon(20, at=time(10))
ENDS = noon(14, 9, at=time(18))
WORDS = {
    "kind": "message",
    "group": "all",
    "subject": "Автобус до музея",
    "body": "Автобус отходит в девять.",
    "send_date": "2024-08-20",
    "send_time": "10:00",
}


def session_of(**fields):
    announcement = make_announcement("Съезд", contact=make_contact())
    return make_session(announcement, start_time=time(12), end_time=time(18), **fields)


@pytest.fixture
def intake():
    intake = make_intake(session_of())
    for name in ("anna", "boris"):
        make_registration(intake, email=f"{name}@museum.example")
    return intake


@pytest.fixture
def mailing(intake, registrar):
    """To go on 20 August at ten."""
    return mailings.send(
        intake=intake,
        kind="message",
        group="all",
        subject="Автобус до музея",
        body="Автобус отходит в девять.",
        form_key="key",
        staff=registrar,
        expected=2,
        send_at=GOES,
    )


def page_for(intake):
    return f"{reverse('admin:registrations_mailing_write')}?intake={intake.pk}"


def form_of(answer):
    return read(answer).one("form", id="mailing_form")


def preview(client, intake, **changes):
    return client.post(page_for(intake), {**WORDS, "_preview": "1", **changes})


def confirm(client, intake, previewed):
    fields = {**fields_of(form_of(previewed)), "_send": "1"}
    return client.post(page_for(intake), fields, follow=True)


def buttons(answer):
    return [
        button.attributes["value"]
        for button in form_of(answer).all("input")
        if button.attributes.get("type") == "submit"
    ]


def page_of(mailing):
    return reverse("admin:registrations_mailing_change", args=[mailing.pk])


def call_off_page(mailing):
    return reverse("admin:registrations_mailing_call_off", args=[mailing.pk])


def listed(client):
    [row] = read(client.get(LIST)).one("table", id="result_list").one("tbody").all("tr")
    return row.text


# --- Typing


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"send_time": ""}, "Укажите и день, и время."),
        ({"send_date": ""}, "Укажите и день, и время."),
        ({"send_date": "2024-08-13", "send_time": "12:00"}, "Это уже прошло."),
        ({"send_date": "2023-08-20"}, "Это уже прошло."),
        ({"send_date": "2024-09-14", "send_time": "18:00"}, "К этому времени"),
        ({"send_date": "2120-08-20"}, "К этому времени"),
        ({"send_date": "9999-08-20"}, "Проверьте год"),
        ({"send_date": "20 августа"}, ""),
        ({"send_date": "a\0b"}, ""),
        ({"send_time": "25:00"}, ""),
        ({"send_time": "1" * 10_000}, ""),
    ],
)
def test_a_time_at_which_nothing_can_go_is_said_and_nothing_that_was_typed_is_lost(
    registrars_browser, intake, changes, complaint
):
    answer = preview(registrars_browser, intake, **changes)

    [error] = errors(answer)
    assert complaint in error
    kept = fields_of(form_of(answer))
    assert {name: kept[name] for name in WORDS} == {**WORDS, **changes}
    assert not Mailing.objects.exists()


@pytest.mark.parametrize(
    ("day", "complaint"),
    [("2025-03-30", "часы переводят вперёд"), ("2024-10-27", "часы переводят назад")],
    ids=["skipped", "twice"],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_refused(registrars_browser, day, complaint):
    session = session_of(zone="Europe/Berlin", start_date=noon(1, 6, 2025).date())
    intake = make_intake(session)
    make_registration(intake)

    answer = preview(registrars_browser, intake, send_date=day, send_time="02:30")

    [error] = errors(answer)
    assert complaint in error


def test_the_time_is_by_the_sessions_clock(registrars_browser):
    intake = make_intake(session_of(zone="Asia/Vladivostok"))
    make_registration(intake)

    confirm(registrars_browser, intake, preview(registrars_browser, intake))

    assert Mailing.objects.get().send_at == GOES - timedelta(hours=7)


def test_of_a_cancelled_session_only_word_of_that_can_go_later(registrars_browser, intake):
    intake.session.is_cancelled = True
    intake.session.save()

    [error] = errors(preview(registrars_browser, intake))
    word = preview(registrars_browser, intake, kind="session_cancelled")

    assert error == "Мероприятие отменено: отложить можно только сообщение об отмене."
    assert buttons(word)[0] == "Отправить 20\u00a0августа 2024, 10:00"


# --- Looking at it, and confirming


def test_the_preview_says_when_it_goes_and_that_the_group_is_counted_again(
    registrars_browser, intake
):
    answer = preview(registrars_browser, intake)

    text = read(answer).text
    assert "Сегодня это было бы 2 письма; перед отправкой группу посчитают заново." in text
    assert "Отправить не раньше 20 августа 2024, 10:00" in text
    assert "Автобус отходит в девять." in text
    assert buttons(answer)[0] == "Отправить 20\u00a0августа 2024, 10:00"
    assert not Mailing.objects.exists()


def test_confirmed_it_waits_for_its_time(registrars_browser, registrar, intake):
    answer = confirm(registrars_browser, intake, preview(registrars_browser, intake))

    mailing = Mailing.objects.get()
    assert (mailing.send_at, mailing.queued_at, mailing.written_by) == (GOES, None, registrar)
    assert messages(answer) == ["Сообщение уйдёт само: 20 августа 2024, 10:00."]
    assert "уйдёт 20 августа 2024, 10:00" in read(answer).text
    assert not Letter.objects.filter(mailing=mailing).exists()


def test_who_signed_up_since_the_preview_is_no_reason_to_look_again(registrars_browser, intake):
    previewed = preview(registrars_browser, intake)
    make_registration(intake, email="vera@museum.example")

    confirm(registrars_browser, intake, previewed)

    assert Mailing.objects.count() == 1


def test_a_group_that_is_empty_today_can_be_written_to(registrars_browser, intake):
    answer = preview(registrars_browser, intake, group="waiting")

    confirm(registrars_browser, intake, answer)

    assert "Сегодня это было бы 0 писем" in read(answer).text
    assert Mailing.objects.get().group == "waiting"


def test_a_double_click_keeps_it_once(registrars_browser, intake):
    previewed = preview(registrars_browser, intake)

    confirm(registrars_browser, intake, previewed)
    confirm(registrars_browser, intake, previewed)

    assert Mailing.objects.count() == 1


def test_when_its_time_has_come_before_it_was_confirmed_the_words_are_kept(
    registrars_browser, intake
):
    previewed = preview(registrars_browser, intake)

    with moments.stopped_at(GOES):
        answer = confirm(registrars_browser, intake, previewed)

    assert errors(answer) == ["Это уже прошло."]
    assert fields_of(form_of(answer))["body"] == WORDS["body"]
    assert not Mailing.objects.exists()


def test_its_page_speaks_of_no_letters_before_it_has_gone(registrars_browser, mailing):
    page = read(registrars_browser.get(page_of(mailing)))

    assert "Получателей: — Письма сейчас: —" in page.text
    assert "Все письма этого сообщения" not in page.links


# --- The list


def test_the_list_says_when_it_goes(registrars_browser, mailing):
    assert "уйдёт 20 августа 2024, 10:00" in listed(registrars_browser)


def test_the_list_says_when_it_has_gone_and_to_how_many(registrars_browser, mailing):
    with moments.stopped_at(GOES):
        clockwork.run_due(GOES)

    text = listed(registrars_browser)

    assert " 2 20 августа 2024, 10:00 " in text
    assert "уйдёт" not in text


def test_the_list_says_that_it_did_not_go_before_the_session_was_over(registrars_browser, mailing):
    with moments.stopped_at(ENDS):
        clockwork.run_due(ENDS)
        text = listed(registrars_browser)

    assert "не ушло: мероприятие закончилось" in text
    assert not Letter.objects.filter(kind="message").exists()


def test_the_list_says_that_it_does_not_go_when_the_session_is_cancelled(
    registrars_browser, mailing
):
    session = mailing.intake.session
    session.is_cancelled = True
    session.save()

    assert "не уйдёт: мероприятие отменено" in listed(registrars_browser)


# --- Calling it off


def test_it_is_called_off_after_a_question(registrars_browser, registrar, mailing):
    way = read(registrars_browser.get(page_of(mailing))).links["Отменить отправку…"]
    asked = registrars_browser.get(way)
    assert "уйдёт 20 августа 2024, 10:00" in read(asked).text
    assert Mailing.objects.get().called_off_at is None

    answer = registrars_browser.post(way, follow=True)

    assert Mailing.objects.get().called_off_at == AT
    assert messages(answer) == ["Отправка отменена: сообщение не уйдёт."]
    assert "отправка отменена 13 августа 2024, 12:00" in listed(registrars_browser)
    assert LogEntry.objects.get().user == registrar


def test_what_is_called_off_or_gone_offers_no_calling_off(registrars_browser, mailing):
    mailings.call_off(mailing)

    page = read(registrars_browser.get(page_of(mailing)))

    assert "Отменить отправку…" not in page.links
    assert registrars_browser.get(call_off_page(mailing)).url == page_of(mailing)


def test_what_went_while_the_question_was_read_has_gone(registrars_browser, mailing):
    with moments.stopped_at(GOES):
        clockwork.run_due(GOES)
        answer = registrars_browser.post(call_off_page(mailing), follow=True)

    assert messages(answer) == ["Сообщение уже ушло."]
    assert Mailing.objects.get().called_off_at is None
    assert not LogEntry.objects.exists()


def test_when_the_sessions_turn_does_not_come_it_is_asked_again(
    registrars_browser, mailing, monkeypatch
):
    def busy(_):
        raise Busy

    monkeypatch.setattr(mailings, "call_off", busy)

    answer = registrars_browser.post(call_off_page(mailing), follow=True)

    assert messages(answer) == [Busy().sentence]
    assert read(answer).one("form", id="call_off_form")


def test_editors_call_nothing_off(editors_browser, mailing):
    assert editors_browser.get(call_off_page(mailing)).status_code == 403
    assert editors_browser.post(call_off_page(mailing)).status_code == 403
    assert Mailing.objects.get().called_off_at is None


def test_there_is_nothing_to_call_off_where_no_message_is(registrars_browser):
    address = reverse("admin:registrations_mailing_call_off", args=[9_999])

    assert registrars_browser.post(address).status_code == 404
