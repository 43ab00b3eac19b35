"""Letters that come back: delivery reports mark the letter and its registration."""

import imaplib
from textwrap import dedent

import pytest
from django.test import override_settings

from registrations import desk, letters
from registrations.letters import bounces, sending
from registrations.models import Letter
from tests.mailbox import Mailbox, serving
from tests.make import AT, make_people, make_registration

pytestmark = pytest.mark.django_db

POSTFIX = """\
    Return-Path: <>
    From: MAILER-DAEMON@mx.museum.example (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: no-reply@museum.example
    Auto-Submitted: auto-replied
    MIME-Version: 1.0
    Content-Type: multipart/report; report-type=delivery-status;
        boundary="B1D2.1723539600/mx.museum.example"
    Message-Id: <20240813090000.B1D2@mx.museum.example>

    This is a MIME-encapsulated message.

    --B1D2.1723539600/mx.museum.example
    Content-Description: Notification
    Content-Type: text/plain; charset=us-ascii

    I'm sorry to have to inform you that your message could not
    be delivered to one or more recipients. It's attached below.

    <anna@museum.example>: host mail.museum.example[192.0.2.7] said: 550 5.1.1
        <anna@museum.example>: Recipient address rejected: User unknown

    --B1D2.1723539600/mx.museum.example
    Content-Description: Delivery report
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.museum.example
    X-Postfix-Queue-ID: B1D2
    Arrival-Date: Tue, 13 Aug 2024 12:00:00 +0300 (MSK)

    Final-Recipient: rfc822; anna@museum.example
    Original-Recipient: rfc822;anna@museum.example
    Action: {action}
    Status: {status}
    Remote-MTA: dns; mail.museum.example
    Diagnostic-Code: smtp; 550 5.1.1 <anna@museum.example>: Recipient address
        rejected: User unknown

    --B1D2.1723539600/mx.museum.example
    Content-Description: Undelivered Message
    Content-Type: {returned}

    Received: from site (localhost [127.0.0.1]) by mx.museum.example (Postfix)
    Subject: =?utf-8?b?0JfQsNGP0LLQutCwINC/0YDQuNC90Y/RgtCw?=
    Message-ID: {message_id}
    To: anna@museum.example
    Content-Type: text/plain; charset="utf-8"

    Here was the letter.

    --B1D2.1723539600/mx.museum.example--
    """
EXIM = """\
    From: Mail Delivery System <Mailer-Daemon@mx.museum.example>
    To: no-reply@museum.example
    Subject: Mail delivery failed: returning message to sender
    X-Failed-Recipients: anna@museum.example
    Auto-Submitted: auto-replied
    Message-Id: <E1sdpQq-0001@mx.museum.example>

    This message was created automatically by mail delivery software.

    A message that you sent could not be delivered to one or more of its
    recipients. This is a permanent error. The following address(es) failed:

      anna@museum.example
        host mail.museum.example [192.0.2.7]
        SMTP error from remote mail server after RCPT TO:<anna@museum.example>:
        550 5.1.1 User unknown

    ------ This is a copy of the message, including all the headers. ------

    Return-path: <no-reply@museum.example>
    Received: from site by mx.museum.example with esmtp (Exim 4.92)
    Message-ID: {message_id}
    To: anna@museum.example

    Here was the letter.
    """
GARBAGE = [
    b"",
    b"\x00\xff\xfe not a mail at all",
    b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: "
    b"message/delivery-status\r\n\r\nAction\r\n",
    b"Subject: =?utf-8?b?broken\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xd0\xd0",
    "Subject: Вопрос\r\n\r\nКак пройти в музей?".encode(),
]


def report(text=POSTFIX, message_id="<nobody@museum.example>", **fields):
    """A report as a mail server sends it."""
    defaults = {"action": "failed", "status": "5.1.1", "returned": "message/rfc822"}
    filled = dedent(text).format(message_id=message_id, **{**defaults, **fields})
    return filled.replace("\n", "\r\n").encode()


def sent_letter(**fields):
    """A letter that has left."""
    registration = make_registration(**{"email": "anna@museum.example", **fields})
    while sending.send_next():
        pass
    return registration.letters.first()


def read(*mails):
    """Let the worker read a mailbox with these mails."""
    with serving(Mailbox(list(mails))) as url:
        return read_from(url)


def read_from(url):
    with override_settings(BOUNCE_MAILBOX_URL=url):
        return bounces.read_mailbox()


@pytest.mark.parametrize(
    "returned", ["message/rfc822", "text/rfc822-headers"], ids=["the letter", "its headers"]
)
def test_a_report_marks_the_letter_and_its_registration(clock, returned):
    letter = sent_letter()

    number = read(report(message_id=letter.message_id, returned=returned))

    letter.refresh_from_db()
    assert number == 1
    assert letter.bounced_at == letter.registration.bounced_at == AT
    assert letter.last_error == (
        "smtp; 550 5.1.1 <anna@museum.example>: Recipient address rejected: User unknown"
    )


def test_a_report_for_people_is_understood_too(clock):
    letter = sent_letter()

    read(report(EXIM, letter.message_id))

    letter.refresh_from_db()
    assert letter.bounced_at == AT
    assert letter.last_error == "550 5.1.1 User unknown"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.1.5"), ("relayed", "2.0.0")]
)
def test_a_report_of_anything_but_failure_marks_nothing(clock, action, status):
    letter = sent_letter()

    read(report(message_id=letter.message_id, action=action, status=status))

    letter.refresh_from_db()
    assert (letter.bounced_at, letter.registration.bounced_at) == (None, None)


def test_a_report_about_somebody_elses_letter_marks_nothing(clock):
    letter = sent_letter()

    number = read(report(message_id="<forged@museum.example>"))

    letter.refresh_from_db()
    assert (number, letter.bounced_at) == (0, None)


def test_garbage_keeps_no_report_from_being_read(clock):
    letter = sent_letter()

    number = read(*GARBAGE, report(message_id=letter.message_id))

    assert number == 1
    assert Letter.objects.get(pk=letter.pk).bounced_at == AT


def test_what_was_read_is_marked_as_seen_and_not_read_again(clock):
    letter = sent_letter()
    mailbox = Mailbox([report(message_id=letter.message_id), GARBAGE[-1]])

    with serving(mailbox) as url:
        numbers = [read_from(url), read_from(url)]

    assert numbers == [1, 0]
    assert mailbox.seen == {1, 2}
    assert mailbox.commands.count("FETCH") == 2


def test_a_letter_that_came_back_is_sent_again_by_hand_to_the_corrected_address(clock, mailoutbox):
    letter = sent_letter()
    read(report(message_id=letter.message_id))
    letter.registration.email = "right@museum.example"
    letter.registration.save()

    letters.send_again(Letter.objects.all(), AT)
    sending.send_next()

    letter.refresh_from_db()
    assert mailoutbox[-1].to == ["right@museum.example"]
    assert (letter.sent_at, letter.bounced_at, letter.last_error) == (AT, None, "")


def test_an_address_corrected_meanwhile_is_not_marked(clock):
    letter = sent_letter()
    letter.registration.email = "right@museum.example"
    letter.registration.save()

    read(report(message_id=letter.message_id))

    letter.refresh_from_db()
    assert letter.bounced_at == AT
    assert letter.registration.bounced_at is None


def test_a_participants_own_address_marks_the_registration_too(clock):
    own = desk.Person("Иванов", "хранитель", "in_person", email="own@museum.example")
    sent_letter(people=[*make_people(1), own])
    letter = Letter.objects.get(to="own@museum.example")

    read(report(message_id=letter.message_id))

    letter.refresh_from_db()
    assert letter.bounced_at == letter.registration.bounced_at == AT


def test_a_mailbox_that_does_not_open_raises_and_says_no_password(clock):
    with (
        serving(Mailbox([], expected="another")) as url,
        pytest.raises(imaplib.IMAP4.error) as failed,
    ):
        read_from(url)

    assert "secret" not in str(failed.value)
