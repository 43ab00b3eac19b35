"""The outbox: a row is lent to one worker, put into words once, and told once."""

import logging
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from museumsite import moments
from registrations import desk, letters
from registrations.letters import outbox, sending
from registrations.management.commands import send_letters
from registrations.models import Answer, Kind, Letter, LetterWording, Question, Upload
from registrations.models.question import private_files
from tests.make import AT, make_intake, make_registration

pytestmark = pytest.mark.django_db


class OnceRefused(EmailBackend):
    """A mail server that says «try later» to the first letter."""

    has_refused = False

    def send_messages(self, messages):
        if not OnceRefused.has_refused:
            OnceRefused.has_refused = True
            raise smtplib.SMTPRecipientsRefused({"a": (450, b"try later")})
        return super().send_messages(messages)


class SlowToConnect(EmailBackend):
    """A mail server that answers when the lease is over, and the letter another worker's."""

    def open(self):
        letters.claim(AT + letters.LEASE)


class RudeInTheEnd(EmailBackend):
    """A mail server that is gone when it is told good-bye."""

    def close(self):
        raise ConnectionResetError


@pytest.fixture
def refusing_once(settings, monkeypatch):
    monkeypatch.setattr(OnceRefused, "has_refused", False)
    settings.EMAIL_BACKEND = f"{__name__}.OnceRefused"


def make_letters(number):
    intake = make_intake()
    for _index in range(number):
        make_registration(intake)
    return Letter.objects.order_by("pk")


# --- Claims


def test_two_workers_never_hold_the_same_letter(clock):
    make_letters(2)

    claimed = [letters.claim(AT) for _worker in range(3)]

    first, second, nothing = claimed
    assert first.pk != second.pk
    assert nothing is None


def test_letters_leave_in_the_order_in_which_they_were_written(clock):
    rows = make_letters(3)

    claimed = [letters.claim(AT).pk for _letter in range(3)]

    assert claimed == [row.pk for row in rows]


def test_what_became_of_a_try_is_written_by_the_worker_that_holds_the_letter(clock):
    make_letters(1)
    slow = letters.claim(AT)
    quick = letters.claim(AT + letters.LEASE)

    outbox.release(quick, sent_at=AT)
    is_written = outbox.release(slow, failed_at=AT, last_error="late")

    letter = Letter.objects.get()
    assert not is_written
    assert (letter.sent_at, letter.failed_at, letter.last_error) == (AT, None, "")


def test_a_letter_taken_over_by_another_worker_is_not_sent_by_the_first(clock, settings):
    make_letters(1)
    settings.EMAIL_BACKEND = f"{__name__}.SlowToConnect"

    sending.send_next()

    assert mail.outbox == []
    assert Letter.objects.get().leased_until == AT + 2 * letters.LEASE


def test_a_letter_is_marked_before_the_mail_server_says_good_bye(clock, settings):
    make_letters(1)
    settings.EMAIL_BACKEND = f"{__name__}.RudeInTheEnd"

    sending.send_next()

    assert (Letter.objects.get().sent_at, len(mail.outbox)) == (AT, 1)


def test_what_is_being_sent_is_not_queued_again_by_hand(clock):
    make_letters(2)
    letters.claim(AT)

    number = letters.send_again(Letter.objects.all(), AT)

    assert number == 1


def test_a_letter_sent_again_by_hand_gets_two_days_anew(clock):
    letter = make_letters(1)[0]
    Letter.objects.update(attempts=len(letters.PAUSES) + 1, failed_at=AT, last_error="dead")

    letters.send_again(Letter.objects.all(), AT)

    letter.refresh_from_db()
    assert (letter.failed_at, letter.attempts, letter.last_error) == (None, 0, "")
    assert outbox.next_try(letters.claim(AT), AT) == AT + timedelta(minutes=1)


def test_pauses_grow_for_two_days():
    assert list(letters.PAUSES) == sorted(letters.PAUSES)
    assert sum(letters.PAUSES, timedelta()) == timedelta(hours=48, minutes=15)


# --- Words


def test_every_try_sends_the_words_of_the_first(clock, refusing_once):
    registration = make_registration()
    sending.send_next()
    announcement = registration.intake.session.announcement
    announcement.title = "Совсем другое название"
    announcement.save()

    with moments.stopped_at(AT + timedelta(minutes=2)):
        sending.send_next()

    letter = Letter.objects.get()
    assert mail.outbox[0].subject == letter.subject
    assert "Совсем другое" not in mail.outbox[0].subject + mail.outbox[0].body
    assert letter.worded_at == AT


def test_words_that_cannot_be_put_in_give_way_to_the_default_ones(clock, monkeypatch, caplog):
    registration = make_registration(contact_name="Смирнова Анна")
    LetterWording.objects.create(
        intake=registration.intake, kind=Kind.CONFIRMED, language="ru", subject="х", body="х"
    )
    worded = sending.worded

    def broken(letter, subject=None, body=None):
        if subject is None:
            raise ValueError("Смирнова Анна")
        return worded(letter, subject, body)

    monkeypatch.setattr(sending, "worded", broken)

    with caplog.at_level(logging.ERROR):
        sending.send_next()

    assert "Здравствуйте, Смирнова Анна!" in mail.outbox[0].body
    assert "ValueError" in caplog.text
    assert "Смирнова" not in caplog.text


def test_a_letter_that_cannot_be_put_into_words_does_not_keep_the_others(clock, monkeypatch):
    broken, whole = make_letters(2)
    worded = sending.worded

    def half_broken(letter, *words):
        if letter.pk == broken.pk:
            raise ValueError
        return worded(letter, *words)

    monkeypatch.setattr(sending, "worded", half_broken)

    while sending.send_next():
        pass

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.sent_at, broken.last_error) == (None, "ValueError: ")
    assert whole.sent_at == AT


def test_a_letter_goes_to_the_address_as_it_was_corrected(clock, refusing_once):
    registration = make_registration(email="anna@gmial.example")
    sending.send_next()
    registration.email = "anna@gmail.example"
    registration.save()

    with moments.stopped_at(AT + timedelta(minutes=2)):
        sending.send_next()

    assert mail.outbox[0].to == ["anna@gmail.example"]
    assert Letter.objects.get().to == "anna@gmail.example"


def test_a_confirmation_is_not_sent_to_an_address_not_confirmed_yet(clock):
    registration = make_registration(make_intake(address_check_hours=24), email="old@a.example")
    letters.queue(registration, Kind.CONFIRMED, AT)
    registration.email = "new@a.example"
    registration.save()

    while sending.send_next():
        pass

    addresses = dict(Letter.objects.values_list("kind", "to"))
    assert addresses == {Kind.CONFIRMED: "old@a.example", Kind.ADDRESS_CHECK: "new@a.example"}


def test_the_letter_that_asks_for_a_confirmation_leads_to_it(clock, client):
    registration = make_registration(make_intake(address_check_hours=24))
    sending.send_next()
    address = next(
        line
        for line in mail.outbox[0].body.splitlines()
        if line.startswith("http") and "/r/" in line
    )

    client.post(address)

    registration.refresh_from_db()
    assert registration.address_confirmed_at == AT


def test_what_was_erased_while_it_was_written_is_not_sent(clock, monkeypatch):
    registration = make_registration()
    worded = sending.worded

    def erased_meanwhile(letter, *words):
        desk.withdraw_consent(registration=registration)
        return worded(letter, *words)

    monkeypatch.setattr(sending, "worded", erased_meanwhile)

    sending.send_next()

    assert mail.outbox == []


# --- The worker


def test_one_round_does_what_is_due_by_the_clock_and_sends_its_letters(clock, capsys):
    registration = make_registration(make_intake(address_check_hours=1))
    call_command("send_letters", "--once")

    with moments.stopped_at(AT + timedelta(hours=2)):
        call_command("send_letters", "--once")

    registration.refresh_from_db()
    assert registration.is_cancelled
    assert [message.subject.split(":")[0] for message in mail.outbox] == [
        "Подтвердите адрес",
        "Заявка отменена без подтверждения",
    ]
    assert capsys.readouterr().out == "letters tried: 1\nletters tried: 1\n"


def test_a_failing_clock_stops_no_letter_and_is_told_without_what_was_typed(
    clock, monkeypatch, caplog
):
    make_letters(2)

    def broken(at):
        raise RuntimeError("Смирнова Анна")

    monkeypatch.setattr(send_letters, "run_due", broken)

    with caplog.at_level(logging.ERROR), pytest.raises(CommandError, match="failed: clock"):
        call_command("send_letters", "--once")

    assert len(mail.outbox) == 2
    assert "RuntimeError in broken, test_outbox.py" in caplog.text
    assert "Смирнова" not in caplog.text


def test_a_mailbox_that_is_away_stops_no_letter(clock, settings):
    make_letters(1)
    settings.BOUNCE_MAILBOX_URL = "imap://nobody:secret@127.0.0.1:1/INBOX"

    with pytest.raises(CommandError, match="failed: bounces"):
        call_command("send_letters", "--once")

    assert len(mail.outbox) == 1


def test_files_of_forms_nobody_sent_are_removed_after_a_day(clock, settings, tmp_path):
    intake = make_intake()
    left, fresh = (
        keep_file(intake, f"key-{hours}", AT - timedelta(hours=hours)) for hours in (25, 23)
    )

    call_command("send_letters", "--once")

    assert list(Upload.objects.all()) == [fresh]
    assert not private_files().exists(left.file.name)
    assert private_files().exists(fresh.file.name)


def test_a_file_that_became_an_answer_stays(clock):
    registration = make_registration()
    upload = keep_file(registration.intake, "key", AT - timedelta(days=2))
    question = Question.objects.create(
        intake=registration.intake, kind=Question.Kind.FILE, text="Письмо"
    )
    Answer.objects.create(registration=registration, question=question, file=upload.file.name)
    upload.delete()  # as the desk does

    call_command("send_letters", "--once")

    assert private_files().exists(upload.file.name)


def keep_file(intake, form_key, at):
    upload = Upload(intake=intake, form_key=form_key, field="1-a", name="a.pdf", uploaded_at=at)
    upload.file.save("a.pdf", ContentFile(b"%PDF-1.4"), save=False)
    upload.save()
    return upload
