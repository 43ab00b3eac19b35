"""A colleague gives the letters of one session other words, sees the letter, and goes back."""

import pytest
from django.urls import reverse

from registrations import desk
from registrations.letters.wording import worded
from registrations.models import Kind, LetterWording, Registration
from registrations.own_words import WORDED_KINDS, default_words_in
from tests.admin_forms import errors, messages
from tests.make import make_announcement, make_contact, make_intake, make_registration, make_session
from tests.reading import fields_of, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OWN = {"subject": "Ждём вас: {мероприятие}", "body": "Добрый день, {имя}!\n\nПриходите."}


@pytest.fixture
def intake():
    return make_intake(make_session(make_announcement("Съезд", contact=make_contact())))


def list_of(intake):
    return reverse("admin:registrations_intake_wordings", args=[intake.pk])


def words_of(intake, kind="confirmed", language="ru"):
    return reverse("admin:registrations_intake_wording", args=[intake.pk, kind, language])


def form_of(answer):
    return read(answer).one("form", id="wording_form")


def shown(answer):
    return read(answer).one("section", class_="letter-shown").text


def send(client, intake, button="_save", kind="confirmed", language="ru", **changes):
    address = words_of(intake, kind, language)
    return client.post(address, {**OWN, button: "1", **changes}, follow=True)


def states(client, intake):
    """Of each kind: «свои слова» or «по умолчанию», in Russian and in English."""
    rows = read(client.get(list_of(intake))).one("tbody").all("tr")
    return {
        row.one("th").text: [cell.text.partition(":")[0] for cell in row.all("td")] for row in rows
    }


def test_the_list_names_every_kind_and_whose_words_it_has(registrars_browser, intake):
    LetterWording.objects.create(intake=intake, kind="confirmed", language="en", **OWN)

    found = states(registrars_browser, intake)

    assert len(found) == len(WORDED_KINDS)
    assert found.pop("Заявка принята") == ["по умолчанию", "свои слова"]
    assert set(map(tuple, found.values())) == {("по умолчанию", "по умолчанию")}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_page_begins_with_the_default_words_and_says_what_is_put_in(
    registrars_browser, intake, language
):
    answer = registrars_browser.get(words_of(intake, language=language))

    fields = fields_of(form_of(answer))
    subject, body = default_words_in("confirmed", language)
    assert (fields["subject"], fields["body"]) == (subject, body)
    assert "{мероприятие}" in read(answer).one("aside", class_="placeholders").text


def test_only_what_this_letter_knows_is_listed(registrars_browser, intake):
    def listed(kind):
        page = read(registrars_browser.get(words_of(intake, kind)))
        return [name.text for name in page.one("aside", class_="placeholders").all("code")]

    assert "{номер}" in listed("waiting")
    assert "{номер}" not in listed("cancelled")


def test_own_words_are_saved_and_sent(registrars_browser, intake):
    answer = send(registrars_browser, intake)

    assert messages(answer) == ["Слова сохранены."]
    assert states(registrars_browser, intake)["Заявка принята"] == ["свои слова", "по умолчанию"]
    letter = make_registration(intake).letters.get()
    words = worded(letter)
    assert words.subject == "Ждём вас: Съезд"
    assert "Приходите." in words.text


def test_words_of_one_session_are_not_anothers(registrars_browser, intake):
    send(registrars_browser, intake)

    other = make_registration(make_intake()).letters.get()

    assert "Приходите." not in worded(other).text


def test_saving_again_keeps_one_row(registrars_browser, intake):
    send(registrars_browser, intake)
    send(registrars_browser, intake, subject="Иначе")

    assert [row.subject for row in LetterWording.objects.all()] == ["Иначе"]


def test_the_default_words_saved_untouched_are_no_own_words(registrars_browser, intake):
    for kind in WORDED_KINDS:
        fields = fields_of(form_of(registrars_browser.get(words_of(intake, kind))))
        registrars_browser.post(words_of(intake, kind), {**fields, "_save": "1"})

    assert not LetterWording.objects.exists()


def test_back_to_the_default_words(registrars_browser, intake):
    send(registrars_browser, intake)

    answer = send(registrars_browser, intake, "_default")

    assert messages(answer) == ["У письма снова слова по умолчанию."]
    assert not LetterWording.objects.exists()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"body": "Дорогой {друг}!"}, "{друг}"),
        ({"subject": "Номер {номер}"}, "{номер}"),
        ({"body": "Скобка { одна"}, "{имя}"),
        ({"subject": ""}, ""),
        ({"body": "  "}, ""),
        ({"body": "a\0b"}, ""),
        ({"body": "я" * 10_001}, "10000"),
    ],
)
@pytest.mark.parametrize("button", ["_save", "_preview", "_html"])
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    registrars_browser, intake, changes, complaint, button
):
    answer = send(registrars_browser, intake, button, **changes)

    [error] = errors(answer)
    assert complaint in error
    kept = fields_of(form_of(answer))
    untouched = "body" if "subject" in changes else "subject"
    assert kept[untouched] == OWN[untouched]
    assert not LetterWording.objects.exists()


# --- Preview


def test_the_preview_is_of_the_newest_real_registration(registrars_browser, intake):
    make_registration(intake, contact_name="Прежний Пётр")
    make_registration(intake, contact_name="Новая Нина", email="nina@museum.example")

    words = shown(send(registrars_browser, intake, "_preview"))

    assert "Добрый день, Новая Нина! Приходите." in words
    assert "nina@museum.example" in words
    assert not LetterWording.objects.exists()


@pytest.mark.parametrize("kind", WORDED_KINDS)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_where_nobody_has_signed_up_an_invented_registration_is_shown_and_not_saved(
    registrars_browser, intake, kind, language
):
    name = {"ru": "Смирнова Анна Петровна", "en": "Anna Smirnova"}[language]

    words = shown(registrars_browser.get(words_of(intake, kind, language)))

    assert name in words
    assert "{" not in words
    assert "personal-link" not in words
    assert not Registration.objects.exists()


def test_whose_data_are_erased_is_no_example(registrars_browser, intake):
    desk.withdraw_consent(registration=make_registration(intake))

    assert "Смирнова Анна Петровна" in shown(registrars_browser.get(words_of(intake)))


def test_the_letter_with_its_design_is_an_answer_of_its_own(registrars_browser, intake):
    answer = send(registrars_browser, intake, "_html")

    assert "style-src 'sha256-" in answer["Content-Security-Policy"]
    assert "Приходите." in read(answer).text
    assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


# --- Who may, and what is not there


@pytest.mark.parametrize(
    "tail", ["confirmed/fr/", "links/ru/", "nothing/ru/", "confirmed/ru/"], ids=str
)
def test_what_is_not_there_is_not_found(registrars_browser, intake, tail):
    pk = 10**30 if tail == "confirmed/ru/" else intake.pk

    answer = registrars_browser.get(f"/admin/registrations/letterwording/intake/{pk}/{tail}")

    assert answer.status_code == 404


@pytest.mark.parametrize("page", [list_of, words_of])
def test_words_are_the_registrars(editors_browser, client, intake, page):
    assert editors_browser.get(page(intake)).status_code == 403
    assert editors_browser.post(page(intake), {**OWN, "_save": "1"}).status_code == 403
    assert client.get(page(intake)).status_code == 302
    assert not LetterWording.objects.exists()


def test_the_words_are_no_section_of_the_admin(registrars_browser):
    assert "letterwording" not in registrars_browser.get("/admin/").content.decode()


def test_the_list_asks_for_all_words_at_once(registrars_browser, intake, django_assert_num_queries):
    for kind in (Kind.CONFIRMED, Kind.WAITING, Kind.REMINDER):
        LetterWording.objects.create(intake=intake, kind=kind, language="ru", **OWN)

    with django_assert_num_queries(6):
        registrars_browser.get(list_of(intake))
