"""What letters say: every kind, in both languages, to the contact person and to participants."""

import re
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.models import Session
from registrations import desk, letters
from registrations.letters import hide_links, sending
from registrations.letters.wording import (
    PLACEHOLDERS,
    check_placeholders,
    default_words,
    placeholders_of,
    preview,
    worded,
)
from registrations.letters.words import DEFAULT_WORDS
from registrations.models import Kind, Letter, LetterWording, Mailing, Participant
from tests.make import (
    AT,
    make_announcement,
    make_contact,
    make_intake,
    make_people,
    make_registration,
    make_session,
    make_venue,
)
from tests.reading import parsed

pytestmark = pytest.mark.django_db
HALL, ONLINE = Participant.Mode.IN_PERSON, Participant.Mode.ONLINE
LANGUAGES = ["ru", "en"]
ADDRESSES = re.compile(r"https?://\S+|\S+@\S+")
FACTS = {"position": 4, "seated": 1}
# Words of both languages, so that what is left in the other one can be seen.
NAMES = {
    "ru": ("Рабочая встреча", "Зал", "Москва", "Иванов Иван", "хранитель", "Музей города"),
    "en": ("Workshop", "The Hall", "Moscow", "John Smith", "keeper", "City Museum"),
}


def make_full_intake(language="ru", **fields):
    title, hall, city, name, position, _museum = NAMES[language]
    contact = make_contact(name=name, position=position)
    announcement = make_announcement(title, lead=title, contact=contact)
    venue = make_venue(name=hall, city=city, address=f"{city}, 5", directions=f"{hall}.\n{city}.")
    session = make_session(
        announcement,
        mode=Session.Mode.HYBRID,
        venue=venue,
        start_time=time(10),
        end_time=time(18),
    )
    defaults = {"online_link": "https://video.example/room", "names_until_date": date(2024, 9, 5)}
    return make_intake(session, **{**defaults, **fields})


def make_letter(kind, language="ru", *, own=False, **facts):
    """A letter of `kind` about three people, the third of them with an address of their own."""
    _title, _hall, city, name, position, museum = NAMES[language]
    first = desk.Person(name, position, HALL)
    people = [
        first,
        replace(first, name="", mode=ONLINE),
        replace(first, name=f"{name} 2", mode=ONLINE, email="own@museum.example"),
    ]
    registration = make_registration(
        make_full_intake(language),
        people,
        language=language,
        contact_name=name,
        contact_position=position,
        museum=museum,
        city=city,
        email="contact@museum.example",
    )
    registration.address_check_until = AT + timedelta(days=1)
    registration.declined_words = position
    registration.save()
    for person in registration.participants.all():
        person.offered_until = AT + timedelta(days=2)
        person.save()
    participant = registration.participants.last() if own else None
    every = [person.pk for person in registration.participants.all()]
    if kind == Kind.LINKS:
        facts |= {"registrations": [registration.pk], "participants": every[-1:]}
    return letters.queue(
        registration, kind, AT, participant=participant, people=every, **{**FACTS, **facts}
    )


def shown(letter):
    """The words of a letter, its links as a reader sees them."""
    words = worded(letter)
    link = "https://museum.example/r/secret/"
    return words.subject, hide_links(words.text, link), hide_links(words.html, link)


def spaced(text):
    """`text` with spaces of every kind and line breaks as one space."""
    return " ".join(text.split())


def wording_of(intake, kind=Kind.CONFIRMED, **fields):
    defaults = {"language": "ru", "subject": "Тема", "body": "Текст."}
    return LetterWording.objects.create(intake=intake, kind=kind, **{**defaults, **fields})


# --- Every kind


@pytest.mark.parametrize("own", [False, True], ids=["contact", "own"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_every_letter_is_whole(clock, kind, language, own):
    letter = make_letter(kind, language, own=own)

    subject, text, html = shown(letter)

    page = parsed(html)
    assert subject
    assert "\n" not in subject
    for words in (subject, text, page.text):
        assert not re.search(r"[{}%]|None|proxy", words), words
    assert "\n\n\n" not in text
    assert not [line for line in text.splitlines() if len(line) > 72 and "http" not in line]
    assert [heading.text for heading in page.all("h1")] != [""]
    assert len(html.encode()) < 102_000


@pytest.mark.parametrize("own", [False, True], ids=["contact", "own"])
@pytest.mark.parametrize("kind", list(Kind))
def test_no_english_is_left_in_a_russian_letter(clock, kind, own):
    letter = make_letter(kind, "ru", own=own)

    for words in shown(letter)[:2]:
        assert not re.findall(r"[A-Za-z]{2,}", ADDRESSES.sub("", words)), words


@pytest.mark.parametrize("own", [False, True], ids=["contact", "own"])
@pytest.mark.parametrize("kind", list(Kind))
def test_no_russian_is_left_in_an_english_letter(clock, kind, own):
    letter = make_letter(kind, "en", own=own)

    for words in shown(letter)[:2]:
        assert not re.findall(r"[А-Яа-яё]+", words), words


@pytest.mark.parametrize("kind", list(Kind))
def test_a_letter_fetches_nothing_from_anywhere(clock, kind):
    page = parsed(shown(make_letter(kind))[2])

    assert not page.all("img") + page.all("link") + page.all("script")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_the_default_words_know_only_names_that_are_documented(kind, language):
    words = DEFAULT_WORDS[kind]

    with translation.override(language):
        for text in (words.subject, words.body(), words.body(to_participant=True)):
            check_placeholders(kind, str(text))


def test_text_and_html_say_the_same(clock):
    _subject, text, html = shown(make_letter(Kind.CONFIRMED))

    page = parsed(html).text
    for paragraph in (
        "За вами 1 место.",
        "1. Иванов Иван, хранитель, очно",
        "2. Имя сообщат позже",
    ):
        assert paragraph in spaced(text)
        assert paragraph in page


def test_a_number_of_seats_and_a_telephone_number_stay_on_one_line(clock):
    letter = make_letter(Kind.CONFIRMED)
    contact = letter.registration.intake.session.announcement.contact
    contact.phone = "+7 (495) 000-14-20"
    contact.save()

    _subject, text, html = shown(Letter.objects.get(pk=letter.pk))

    for said in (text, html):
        assert "1\u00a0место" in said
        assert "+7\u00a0(495)\u00a0000-14-20" in said


def test_the_contact_person_is_told_that_somebody_has_left_without_them(clock):
    registration = make_registration(make_full_intake(), people=make_people(2, HALL))

    desk.take_off_participant(participant=registration.participants.last())

    _subject, text, html = shown(registration.letters.get(kind="corrected"))
    for said in (text, html):
        assert "1 участник больше не участвует, его место свободно" in spaced(said)
        assert "Участник 2" not in said


def test_a_name_that_ends_with_initials_ends_a_sentence_once(clock):
    letter = make_letter(Kind.PARTICIPANT, own=True)
    letter.registration.contact_name = "Смирнова А. П."

    words = worded(letter, "Тема", "Вас записали: {заявитель}.\n\nЭто {заявитель}, директор.")

    for said in (words.text, words.html):
        assert "записали: Смирнова А. П.\n" in said.replace("</p>", "\n")
        assert "Смирнова А. П., директор." in said


# --- To whom


def test_a_participants_letter_speaks_to_that_person_and_leads_to_the_own_page(clock):
    letter = make_letter(Kind.PARTICIPANT, own=True)

    words = worded(letter)

    assert "Здравствуйте, Иванов Иван 2!" in words.text
    assert f"%personal-link:P{letter.participant.pk}%" in words.text
    assert f"R{letter.registration.pk}" not in words.text + words.html


def test_somebody_without_a_name_is_greeted_all_the_same(clock):
    letter = make_letter(Kind.PARTICIPANT, own=True)
    letter.participant.set_name("")

    assert "Здравствуйте, коллега!" in worded(letter).text


@pytest.mark.parametrize(("mode", "is_told"), [(ONLINE, True), (HALL, False)])
def test_the_link_for_those_online_is_in_their_reminder_only(clock, mode, is_told):
    intake = make_full_intake()
    registration = make_registration(intake, make_people(1, mode))
    reminder = letters.queue(registration, Kind.REMINDER, AT)
    confirmed = registration.letters.get(kind=Kind.CONFIRMED)

    assert (intake.online_link in worded(reminder).text) is is_told
    assert intake.online_link not in worded(confirmed).text


def test_who_waits_for_a_place_online_is_not_told_the_link(clock):
    intake = make_full_intake(online_capacity=0, has_waiting_list=True)
    registration = make_registration(intake, make_people(1, ONLINE), accepts_waiting=True)

    assert intake.online_link not in worded(letters.queue(registration, Kind.REMINDER, AT)).text


def test_the_letter_of_lost_links_lists_all_and_marks_each(clock):
    letter = make_letter(Kind.LINKS)
    registration, participant = letter.registration, letter.registration.participants.last()

    text = worded(letter).text

    assert f"%address-link:R{registration.pk}%" in text  # the address is not confirmed yet
    assert f"%personal-link:P{participant.pk}%" in text
    assert text.count("Рабочая встреча") == 2


# --- What is left out


def test_a_paragraph_whose_name_has_nothing_to_say_is_left_out(clock):
    letter = make_letter(Kind.APPROVED, position=None, seated=3)

    text = spaced(worded(letter).text)

    assert "За вами 3 места." in text
    assert "листе ожидания" not in text


def test_declined_without_words_is_still_a_whole_letter(clock):
    letter = make_letter(Kind.DECLINED)
    letter.registration.declined_words = ""

    assert "{" not in worded(letter).text


def test_the_form_is_offered_again_only_while_it_takes_forms(clock):
    letter = make_letter(Kind.CANCELLED)
    form = f"/registration/{letter.registration.intake_id}/"

    open_now = worded(letter).text
    letter.registration.intake.closes_at = AT

    assert form in open_now
    assert form not in worded(letter).text


# --- Staff's own words


def test_staffs_words_are_sent_instead_of_ours(clock):
    letter = make_letter(Kind.CONFIRMED)
    wording_of(
        letter.registration.intake, subject="Ждём: {мероприятие}", body="{ИМЯ}, ждём вас {когда}."
    )

    words = worded(letter)

    assert words.subject == "Ждём: Рабочая встреча"
    assert "Иванов Иван, ждём вас суббота, 14\u00a0сентября" in words.text
    assert parsed(words.html).one("h1").text == "Ждём: Рабочая встреча"
    assert "За вами" not in words.text


def test_words_in_russian_are_not_sent_to_who_signed_up_in_english(clock):
    letter = make_letter(Kind.CONFIRMED, "en")
    wording_of(letter.registration.intake)

    assert "Dear John Smith," in worded(letter).text


def test_a_message_is_what_was_typed(clock, registrar):
    letter = make_letter(Kind.MESSAGE)
    letter.mailing = make_mailing(letter, registrar, "Вход со двора.\n\nЖдём, {имя}!")

    words = worded(letter)

    assert words.subject == "Как войти"
    assert words.text.startswith("Вход со\u00a0двора.\n\nЖдём, Иванов Иван!\n")


def test_to_a_change_what_was_typed_is_added(clock, registrar):
    letter = make_letter(Kind.CHANGED)
    letter.mailing = make_mailing(letter, registrar, "Ремонт зала.")

    text = worded(letter).text

    assert "теперь состоится так" in text
    assert "Ремонт зала." in text


def make_mailing(letter, staff, body):
    return Mailing.objects.create(
        intake=letter.registration.intake,
        form_key="key",
        kind=letter.kind,
        subject="Как войти",
        body=body,
        written_by=staff,
        queued_at=AT,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Здравствуйте, {имя}! {недостает}", None),
        ("{ Имя }", None),
        ("{Недостаёт}", None),
        ("{неведомое}", "placeholder"),
        ("{слова}", "placeholder"),
        ("{имя", "brace"),
        ("имя}", "brace"),
        ("{имя участника}", "brace"),
        ("{{имя}}", "brace"),
    ],
)
def test_names_in_braces_are_checked(text, code):
    if code is None:
        check_placeholders(Kind.UNFINISHED, text)
    else:
        with pytest.raises(ValidationError) as refused:
            check_placeholders(Kind.UNFINISHED, text)
        assert refused.value.code == code
        assert "{недостаёт}" in str(refused.value.messages[0])


def test_every_name_is_explained_and_belongs_to_a_letter():
    for placeholder in PLACEHOLDERS:
        assert str(placeholder.means)
        assert any(placeholder in placeholders_of(kind) for kind in Kind)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_name_a_letter_may_hold_is_put_in(clock, kind):
    letter = make_letter(kind)
    body = "\n\n".join(placeholder.typed for placeholder in placeholders_of(kind)) or "Текст."

    assert "{" not in worded(letter, "Тема", body).text


def test_a_preview_shows_what_only_the_moment_of_sending_knows(clock):
    registration = make_registration(make_full_intake())
    subject, body = default_words(Kind.WAITING)

    words = preview(Kind.WAITING, registration, subject, body, "ru")

    assert "Ваш номер в\u00a0листе ожидания\u00a0— 4." in words.text
    assert "http://127.0.0.1:8000/r/…/" in words.text
    assert "%personal-link" not in words.text + words.html


# --- Nothing that was typed can do harm


def test_a_name_in_braces_stays_a_name(clock):
    letter = make_letter(Kind.CONFIRMED)
    letter.registration.contact_name = "{ссылка} {имя} 100%"

    assert "Здравствуйте, {ссылка} {имя} 100%!" in worded(letter).text


def test_markup_in_a_name_is_shown_as_typed(clock):
    letter = make_letter(Kind.CONFIRMED)
    letter.registration.contact_name = "<b>Анна</b> & <script>"

    words = worded(letter)

    assert "Здравствуйте, <b>Анна</b> & <script>!" in words.text
    assert "&lt;b&gt;Анна&lt;/b&gt; &amp; &lt;script&gt;!" in words.html
    assert "<script>" not in words.html


def test_a_title_with_line_breaks_begins_no_header_of_its_own(clock):
    letter = make_letter(Kind.CONFIRMED)
    letter.registration.intake.session.title = "Встреча\r\nBcc: all@museum.example\x00"

    assert worded(letter).subject == "Заявка принята: Встреча Bcc: all@museum.example"


def test_somebody_elses_mark_typed_as_a_name_opens_nothing(clock, mailoutbox):
    victim = make_registration()
    make_registration(contact_name=f"%personal-link:R{victim.pk}%", email="thief@museum.example")

    while sending.send_next():
        pass

    theft = next(message for message in mailoutbox if message.to == ["thief@museum.example"])
    assert f"%personal-link:R{victim.pk}%" in theft.body
    assert theft.body.count("/r/") == 1


@pytest.mark.parametrize("number", [1, 20])
def test_a_letter_asks_the_same_questions_for_any_number_of_people(
    clock, django_assert_num_queries, number
):
    make_registration(make_full_intake(participants_limit=50), make_people(number))
    letter = letters.claim(AT)

    with django_assert_num_queries(3):
        worded(letter)
