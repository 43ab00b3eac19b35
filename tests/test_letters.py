"""Letters: who saw the success page gets one (design.md, rule 5)."""

import smtplib
from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from museumsite import moments
from registrations import desk, letters
from registrations.letters import sending
from registrations.models import Letter
from registrations.refusals import Busy
from tests.make import AT, make_contact, make_intake, make_registration

pytestmark = pytest.mark.django_db


class DeadServer(EmailBackend):
    """Stands for a mail server that cannot be reached, or says what `answer` says."""

    answer: Exception = ConnectionRefusedError("no mail server")

    def send_messages(self, messages):
        raise self.answer


@pytest.fixture
def dead_server(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    return lambda answer: monkeypatch.setattr(DeadServer, "answer", answer)


def test_a_letter_says_what_was_signed_up_when_where_and_how_to_manage_it(clock):
    make_registration(people=2, email="anna@museum.example")

    sending.send_next()

    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert message.to == ["anna@museum.example"]
    for words in ("Участник 1", "Участник 2", "14\u00a0сентября 2024", "/r/"):
        assert words in message.body
        assert words in html
    assert "%personal-link" not in message.body + html


def test_answers_go_to_the_contact_person(clock):
    make_registration()

    sending.send_next()

    name, address = parseaddr(mail.outbox[0].reply_to[0])
    assert (name, address) == ("Королёв Аркадий Васильевич", "korolev@museum.example")


def test_a_letter_is_written_in_the_language_of_the_form(clock):
    make_registration(language="en")

    sending.send_next()

    assert "14\u00a0September 2024" in mail.outbox[0].body
    assert "/en/r/" in mail.outbox[0].body


def test_a_contact_with_a_cyrillic_domain_gets_the_answers(clock):
    intake = make_intake()
    announcement = intake.session.announcement
    announcement.contact = make_contact(email="korolev@музей.рф")
    announcement.save()
    make_registration(intake)

    sending.send_next()

    assert "xn--" in mail.outbox[0].message()["Reply-To"]


def test_a_dead_mail_server_delays_a_letter_and_loses_none(clock, dead_server, settings):
    make_registration()

    sending.send_next()
    waiting = Letter.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tried_at_once = sending.send_next()
    with moments.stopped_at(AT + timedelta(minutes=2)):
        sending.send_next()

    assert "ConnectionRefusedError" in waiting.last_error
    assert not tried_at_once
    assert len(mail.outbox) == 1
    assert Letter.objects.get().sent_at is not None


def test_the_pauses_grow_for_two_days_and_then_the_letter_is_given_up(clock, dead_server):
    make_registration()
    at, pauses = AT, []
    while Letter.objects.get().failed_at is None:
        with moments.stopped_at(at):
            sending.send_next()
        letter = Letter.objects.get()
        if letter.failed_at is None:
            pauses.append(letter.send_after - at)
            at = letter.send_after

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert timedelta(hours=48) <= at - AT < timedelta(hours=52)
    assert Letter.objects.get().registration.bounced_at is None


@pytest.mark.parametrize(
    ("answer", "given_up"),
    [
        (smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"5.1.1 no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"try later")}), False),
        (smtplib.SMTPRecipientsRefused({"a": (554, b"5.7.1 Relay access denied")}), False),
        (smtplib.SMTPRecipientsRefused({"a": (554, b"no thanks")}), True),
        (smtplib.SMTPDataError(554, b"5.7.1 looks like spam"), True),
        (smtplib.SMTPDataError(451, b"4.3.0 try later"), False),
        (smtplib.SMTPSenderRefused(550, b"not you", "no-reply@a"), False),
        (smtplib.SMTPAuthenticationError(535, b"bad password"), False),
        (TimeoutError("slow"), False),
    ],
    ids=[
        "no user",
        "no user, enhanced",
        "greylisted",
        "no relaying",
        "refused without a reason",
        "content",
        "not now",
        "our own sender",
        "our own password",
        "slow",
    ],
)
def test_only_a_refusal_for_good_ends_the_tries(clock, dead_server, answer, given_up):
    make_registration()
    dead_server(answer)

    sending.send_next()

    letter = Letter.objects.get()
    assert (letter.failed_at is not None) is given_up
    assert (letter.registration.bounced_at is not None) is given_up
    assert letter.sent_at is None


def test_a_letter_held_by_one_worker_is_passed_by_until_its_lease_ends(clock):
    make_registration()
    letters.claim(AT)  # a worker took it, and died

    taken_now = sending.send_next()
    with moments.stopped_at(AT + letters.LEASE):
        taken_later = sending.send_next()

    assert (taken_now, taken_later) == (False, True)


def test_a_letter_sent_again_after_a_crash_has_the_same_message_id(clock):
    make_registration()
    sending.send_next()
    Letter.objects.update(sent_at=None)  # the crash came before the mark

    sending.send_next()

    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == second


def test_cancelling_writes_a_letter_too(clock):
    registration = make_registration()
    sending.send_next()

    desk.cancel(registration=registration)
    sending.send_next()

    assert [letter.kind for letter in Letter.objects.order_by("pk")] == ["confirmed", "cancelled"]
    assert "отмен" in mail.outbox[1].subject.lower()


def test_a_letter_given_up_can_be_sent_again_by_hand(
    registrars_browser, clock, dead_server, settings
):
    make_registration()
    dead_server(smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}))
    sending.send_next()
    letter = Letter.objects.get()

    registrars_browser.post(
        "/admin/registrations/letter/", {"action": "send_again", "_selected_action": [letter.pk]}
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sending.send_next()

    assert len(mail.outbox) == 1


def test_an_address_that_takes_no_letters_is_marked_once_the_turn_comes(
    clock, dead_server, monkeypatch
):
    registration = make_registration()
    dead_server(smtplib.SMTPRecipientsRefused({"a": (550, b"no such user")}))

    def never(**_what):
        raise Busy

    with monkeypatch.context() as crowded:
        crowded.setattr(desk, "letters_come_back", never)
        with pytest.raises(Busy):
            sending.send_next()
    with moments.stopped_at(AT + letters.LEASE):
        sending.send_next()

    registration.refresh_from_db()
    assert registration.bounced_at == registration.letters.get().failed_at == AT + letters.LEASE


def test_a_letter_without_a_link_needs_no_key(clock, settings):
    registration = make_registration()
    Letter.objects.update(worded_at=AT, body_text="Без ссылки.", body_html="<p>Без ссылки.</p>")

    settings.SECRET_KEY = "another key, and the old one is lost"
    sending.send_next()

    assert registration.letters.get().sent_at is not None
