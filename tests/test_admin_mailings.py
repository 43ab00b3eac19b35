"""Writing to a group in the admin: words, then the real letter and the number, then it goes."""

import re

import pytest
from django.urls import reverse

from registrations import desk, mailings
from registrations.models import ConsentText, Letter, LetterWording, Mailing, Purpose
from registrations.refusals import Busy
from tests.admin_forms import errors, messages
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_registration,
    make_session,
)
from tests.people import make_staff, signed_in
from tests.reading import fields_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LIST = "/admin/registrations/mailing/"
WORDS = {
    "kind": "message",
    "group": "all",
    "subject": "Автобус до музея",
    "body": "Здравствуйте, {имя}!\n\nАвтобус отходит в девять.",
}


def page_for(intake, query=""):
    return f"{reverse('admin:registrations_mailing_write')}?intake={intake.pk}{query}"


def session_of(title="Съезд", **fields):
    return make_session(make_announcement(title, contact=make_contact()), **fields)


@pytest.fixture
def intake():
    intake = make_intake(session_of())
    for name in ("anna", "boris"):
        make_registration(intake, email=f"{name}@museum.example")
    return intake


def form_of(answer):
    return read(answer).one("form", id="mailing_form")


def preview(client, intake, **changes):
    return client.post(page_for(intake), {**WORDS, "_preview": "1", **changes})


def confirm(client, intake, previewed, **changes):
    fields = {**fields_of(form_of(previewed)), "_send": "1", **changes}
    return client.post(page_for(intake), fields, follow=True)


def buttons(answer):
    return [
        button.attributes["value"]
        for button in form_of(answer).all("input")
        if button.attributes.get("type") == "submit"
    ]


# --- Words


def test_the_page_is_asked_for_with_kind_and_group_chosen(registrars_browser, intake):
    address = page_for(intake, "&kind=changed&group=seated")

    fields = fields_of(form_of(registrars_browser.get(address)))

    assert (fields["kind"], fields["group"]) == ("changed", "seated")


def test_what_a_letter_says_by_itself_is_shown_beside(registrars_browser, intake):
    LetterWording.objects.create(
        intake=intake, kind="changed", language="ru", subject="Переезд", body="Мы переезжаем."
    )

    text = read(registrars_browser.get(page_for(intake, "&kind=changed"))).text

    assert "Переезд Мы переезжаем." in text
    assert "{имя}" in text


def test_without_a_session_the_page_asks_which(registrars_browser, intake):
    page = read(registrars_browser.get(reverse("admin:registrations_mailing_write")))

    assert page.links["Съезд, 14 сентября 2024"].endswith(f"?intake={intake.pk}")


@pytest.mark.parametrize("intake_pk", ["999", "no", "9" * 30, "%00"])
def test_a_session_that_is_none_is_not_found(registrars_browser, intake_pk):
    address = f"{reverse('admin:registrations_mailing_write')}?intake={intake_pk}"

    assert registrars_browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"subject": ""}, "Напишите, пожалуйста."),
        ({"body": " "}, "Напишите, пожалуйста."),
        ({"body": "Дорогой {друг}!"}, "{друг}"),
        ({"subject": "Номер {номер}"}, "{номер}"),
        ({"body": "я" * 10_001}, "10000"),
        ({"subject": "я" * 201}, "200"),
        ({"body": "a\0b"}, ""),
        ({"kind": "confirmed"}, "confirmed"),
        ({"group": "nobody"}, "nobody"),
        ({"group": "news"}, "отказаться"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_that_was_typed_is_lost(
    registrars_browser, intake, changes, complaint
):
    answer = preview(registrars_browser, intake, **changes)

    [error] = errors(answer)
    assert complaint in error
    kept = fields_of(form_of(answer))
    assert kept["body" if "subject" in changes else "subject"] == (
        WORDS["body"] if "subject" in changes else WORDS["subject"]
    )
    assert not Mailing.objects.exists()


def test_a_letter_with_words_of_its_own_needs_none_of_a_colleague(registrars_browser, intake):
    answer = preview(registrars_browser, intake, kind="session_cancelled", subject="", body="")

    assert "Отправить 2 письма" in buttons(answer)


def test_half_a_character_is_dropped_and_breaks_nothing(registrars_browser, intake):
    broken = b"kind=message&group=all&subject=A&body=%ED%A0%80B&_preview=1"

    answer = registrars_browser.post(
        page_for(intake), broken, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200


# --- Preview


def test_the_preview_shows_the_real_letter_and_how_many_there_are(registrars_browser, intake):
    answer = preview(registrars_browser, intake)

    text = read(answer).text
    assert "Автобус до музея" in text
    assert "Смирнова Анна Петровна" in text
    assert "Автобус отходит в девять." in text
    assert "anna@museum.example и остальным, каждому своё письмо" in text
    assert buttons(answer)[0] == "Отправить 2 письма"
    assert not Mailing.objects.exists()


def test_the_preview_never_shows_the_secret_link(registrars_browser, intake):
    html = preview(registrars_browser, intake, body="Ссылка: {ссылка}").content.decode()

    assert "/r/…/" in html
    assert "personal-link" not in html


def test_the_preview_with_its_design_allows_its_own_style_and_nothing_else(
    registrars_browser, intake
):
    answer = preview(registrars_browser, intake, _html="1")

    policy = answer["Content-Security-Policy"]
    assert re.fullmatch(
        r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none';"
        r" form-action 'none'; frame-ancestors 'none'",
        policy,
    )
    assert "Автобус отходит в девять." in read(answer).text
    assert " style=" not in answer.content.decode()


def test_an_empty_group_can_be_looked_at_and_not_sent_to(registrars_browser, intake):
    answer = preview(registrars_browser, intake, group="waiting")

    assert "Сейчас в этой группе никого нет" in read(answer).text
    assert "Отправить" not in " ".join(buttons(answer))
    confirm(registrars_browser, intake, answer)
    assert not Mailing.objects.exists()


def test_back_to_the_words_keeps_them(registrars_browser, intake):
    fields = {**fields_of(form_of(preview(registrars_browser, intake))), "_edit": "1"}

    kept = fields_of(form_of(registrars_browser.post(page_for(intake), fields)))

    assert {name: kept[name] for name in WORDS} == WORDS


# --- Sending


def test_confirming_sends_to_each_and_shows_the_letters(registrars_browser, registrar, intake):
    answer = confirm(registrars_browser, intake, preview(registrars_browser, intake))

    mailing = Mailing.objects.get()
    assert (mailing.recipients, mailing.written_by, mailing.queued_at) == (2, registrar, AT)
    assert messages(answer) == ["2 письма поставлены в очередь."]
    text = read(answer).text
    for words in ("anna@museum.example", "boris@museum.example", "отправлено 0, в очереди 2"):
        assert words in text


def test_a_double_click_sends_once(registrars_browser, intake):
    previewed = preview(registrars_browser, intake)

    first = confirm(registrars_browser, intake, previewed)
    second = confirm(registrars_browser, intake, previewed)

    assert first.request["PATH_INFO"] == second.request["PATH_INFO"]
    assert Letter.objects.filter(kind="message").count() == 2


def test_when_somebody_signed_up_since_the_number_is_shown_anew(registrars_browser, intake):
    previewed = preview(registrars_browser, intake)
    make_registration(intake, email="vera@museum.example")

    answer = confirm(registrars_browser, intake, previewed)

    assert messages(answer) == [
        "Число получателей тем временем изменилось. Взгляните, пожалуйста, ещё раз."
    ]
    assert buttons(answer)[0] == "Отправить 3 письма"
    assert not Mailing.objects.exists()


@pytest.mark.parametrize("forged", [{"form_key": "mine"}, {"expected": "x"}, {"expected": ""}])
def test_nothing_goes_without_a_number_that_was_seen(registrars_browser, intake, forged):
    answer = confirm(registrars_browser, intake, preview(registrars_browser, intake), **forged)

    assert buttons(answer)[0] == "Отправить 2 письма"
    assert not Mailing.objects.exists()


def test_the_key_of_another_sessions_form_is_no_key(registrars_browser, intake):
    other = make_intake(session_of("Другое"))
    make_registration(other)
    foreign = fields_of(form_of(preview(registrars_browser, other)))["form_key"]

    confirm(registrars_browser, intake, preview(registrars_browser, intake), form_key=foreign)

    assert not Mailing.objects.exists()


def test_when_the_sessions_turn_does_not_come_it_is_said_and_nothing_is_lost(
    registrars_browser, intake, monkeypatch
):
    previewed = preview(registrars_browser, intake)

    def busy(**_):
        raise Busy

    monkeypatch.setattr(mailings, "send", busy)
    answer = confirm(registrars_browser, intake, previewed)

    assert messages(answer) == [Busy().sentence]
    assert fields_of(form_of(answer))["body"] == WORDS["body"]


def test_all_letters_of_one_message_are_one_click_away(registrars_browser, intake):
    answer = confirm(registrars_browser, intake, preview(registrars_browser, intake))
    link = read(answer).links["Все письма этого сообщения"]

    listed = read(registrars_browser.get(link)).one("table", id="result_list")

    assert len(listed.one("tbody").all("tr")) == 2
    assert Letter.objects.count() == 4


def test_news_go_to_those_alone_who_agreed(registrars_browser, intake):
    desk.give_consent(
        registration=intake.registrations.get(email="boris@museum.example"),
        text=ConsentText.objects.current(AT, Purpose.NEWS),
        address=None,
    )

    answer = preview(registrars_browser, intake, kind="news", body="Новая выставка.")
    confirm(registrars_browser, intake, answer)

    assert buttons(answer)[0] == "Отправить 1 письмо"
    assert [letter.to for letter in Letter.objects.filter(kind="news")] == ["boris@museum.example"]


# --- The list


def test_the_list_says_what_was_written_to_whom_and_by_whom(registrars_browser, intake):
    confirm(registrars_browser, intake, preview(registrars_browser, intake))

    page = read(registrars_browser.get(LIST))

    [row] = page.one("table", id="result_list").one("tbody").all("tr")
    assert row.text.split(" ", 3)[:3] == ["Автобус", "до", "музея"]
    for words in ("сообщение организаторов", "Съезд, 14 сентября 2024", " 2 ", "Ольга Иванова"):
        assert words in row.text


def test_the_button_to_add_one_leads_to_the_writing_page(registrars_browser):
    answer = registrars_browser.get(f"{LIST}add/")

    assert answer.url == reverse("admin:registrations_mailing_write")


def test_what_was_written_can_be_neither_changed_nor_deleted(directors_browser, intake):
    confirm(directors_browser, intake, preview(directors_browser, intake))
    page = reverse("admin:registrations_mailing_change", args=[Mailing.objects.get().pk])

    assert directors_browser.post(page, {"subject": "Другое"}).status_code == 403
    assert directors_browser.post(page.replace("change", "delete")).status_code == 403
    assert Mailing.objects.get().subject == "Автобус до музея"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    registrars_browser, registrar, django_assert_num_queries, number
):
    for index in range(number):
        Mailing.objects.create(
            intake=make_intake(session_of()),
            form_key=str(index),
            subject="Письмо",
            written_by=registrar,
            queued_at=AT,
        )

    with django_assert_num_queries(8):
        registrars_browser.get(LIST)


# --- Who may


def test_editors_neither_write_to_people_nor_see_what_was_written(editors_browser, intake):
    assert editors_browser.get(page_for(intake)).status_code == 403
    assert editors_browser.post(page_for(intake), {**WORDS, "_send": "1"}).status_code == 403
    assert editors_browser.get(LIST).status_code == 403


def test_who_may_only_look_does_not_write(intake):
    looks = signed_in(make_staff("looks"))

    assert looks.get(page_for(intake)).status_code == 403


def test_strangers_are_asked_to_sign_in(client, intake):
    assert client.get(page_for(intake)).status_code == 302
