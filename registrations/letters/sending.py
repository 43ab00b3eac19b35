"""The worker's one step: claim a letter, put it into words, send it, write what became of it."""

import logging
import re
import smtplib
from contextlib import suppress
from datetime import datetime
from email.utils import quote

from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import translation
from django.utils.translation import gettext as _

from events.models import Contact
from museumsite import moments
from registrations import desk
from registrations.letters import marks, outbox
from registrations.letters.calendar import calendar_of, method_in
from registrations.letters.facts import ADDRESS_KINDS
from registrations.letters.wording import Words, default_words_for, worded
from registrations.models import Consent, Kind, Letter, Purpose

logger = logging.getLogger(__name__)
_ENHANCED = re.compile(r"\d\.\d+\.\d+")
_OWN_TROUBLE = "5.7."  # relaying, logins, policies (RFC 3463)


def send_next() -> bool:
    """Claim one letter that is due and try to send it; whether there was one to try.

    Raises `Busy` when it could not be written down that an address takes no letters.
    """
    letter = outbox.claim(moments.now())
    if letter is None:
        return False
    try:
        if not _is_wanted(letter):
            _give_up(letter, moments.now(), _("The consent to news was withdrawn."))
            return True
        _put_into_words(letter)
        _deliver(letter, _message(letter))
    except Exception as error:  # whatever a mail server or a text does, the letter stays
        _put_back(letter, error, moments.now())
    return True


def _deliver(letter: Letter, message: EmailMultiAlternatives) -> None:
    """Send it, and mark it before the mail server is told good-bye: that may take long, too."""
    connection = get_connection()
    try:
        connection.open()
        if not outbox.prolong(letter, moments.now()):
            raise LeaseLost
        connection.send_messages([message])
        outbox.release(letter, sent_at=moments.now(), last_error="")
    finally:
        with suppress(OSError):  # the letter has left, or its own error is on its way
            connection.close()


def _is_wanted(letter: Letter) -> bool:
    """News go to those alone who agree to them still (design.md, rule 8)."""
    if letter.kind != Kind.NEWS:
        return True
    consents = Consent.objects.in_force().filter(purpose=Purpose.NEWS)
    return consents.filter(
        registration=letter.registration, participant=letter.participant
    ).exists()


def _put_into_words(letter: Letter) -> None:
    """Once, before the first try; every later one sends the same, to the address as it is then."""
    changed: dict[str, object] = {}
    address = _address_now(letter)
    if address != letter.to:
        letter.to = changed["to"] = address
    if letter.worded_at is None:
        words = _words_of(letter)
        letter.worded_at = moments.now()
        letter.subject, letter.body_text, letter.body_html = words.subject, words.text, words.html
        letter.calendar = calendar_of(letter)
        letter.reply_to = _reply_to(letter.registration.intake.session.announcement.contact)
        fields = ["subject", "body_text", "body_html", "calendar", "reply_to", "worded_at"]
        changed |= {field: getattr(letter, field) for field in fields}
    if changed and not outbox.keep(letter, **changed):
        raise LeaseLost  # or erased, with the consent to keep it


def _address_now(letter: Letter) -> str:
    """Where to send it: an address that was corrected since, also for a letter sent again."""
    registration, participant = letter.registration, letter.participant
    if letter.kind == Kind.LINKS:
        return letter.to  # asked for by whoever reads there
    if participant:
        return participant.email or letter.to
    if registration.awaits_address and letter.kind not in ADDRESS_KINDS:
        return letter.to  # nothing but the question goes to an address not confirmed yet
    return registration.email or letter.to


class LeaseLost(Exception):
    """Another worker has the letter, or it was erased: this one must not send it."""


def _words_of(letter: Letter) -> Words:
    """A colleague's words that cannot be put in are no reason to write nothing."""
    try:
        return worded(letter)
    except Exception as error:
        # No words of the letter or of the error: they may name people.
        logger.error(
            "letter %d (%s): default words instead, %s",
            letter.pk,
            letter.kind,
            type(error).__name__,
        )
        with translation.override(letter.registration.language):
            return worded(letter, *default_words_for(letter))


def _message(letter: Letter) -> EmailMultiAlternatives:
    links = marks.SecretLinks(letter)
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if letter.kind == Kind.NEWS:
        mark = marks.news_mark(letter.participant or letter.registration)
        headers["List-Unsubscribe"] = f"<{links.put_into(mark)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=links.put_into(letter.body_text),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(links.put_into(letter.body_html), "text/html")
    if letter.calendar:
        # Mail programs that know invitations take the alternative, all others the file.
        method = method_in(letter.calendar)
        message.attach_alternative(letter.calendar, f"text/calendar; method={method}")
        message.attach("invite.ics", letter.calendar.encode(), "application/ics")
    return message


def _put_back(letter: Letter, error: Exception, at: datetime) -> None:
    """Try again later, with growing pauses, for two days; give up when the server says «never»."""
    words = f"{type(error).__name__}: {error}"[:500]
    if _is_permanent(error):
        # The mark first: if its turn does not come (`Busy`), the lease ends, the letter is
        # tried once more, and the registrar hears of it all the same.
        desk.letters_come_back(registration=letter.registration, address=letter.to)
        _give_up(letter, at, words)
        return
    again = outbox.next_try(letter, at)
    if again is None:
        _give_up(letter, at, words)
    else:
        outbox.release(letter, send_after=again, last_error=words)


def _give_up(letter: Letter, at: datetime, words: str) -> None:
    outbox.release(letter, failed_at=at, last_error=words)


def _is_permanent(error: Exception) -> bool:
    """Whether the server refuses this letter or its address for good (5xx, RFC 5321).

    What it says of the site itself is the site's own trouble, and letters wait for its
    mending: a login or sender it does not accept, and relaying it denies (5.7.x, RFC 3463).
    """
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    answers = [(code, _decoded(said)) for code, said in error.recipients.values()]
    return all(
        code >= 500 and not (_ENHANCED.match(said) and said.startswith(_OWN_TROUBLE))
        for code, said in answers
    )


def _decoded(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _reply_to(contact: Contact | None) -> str:
    """Not `formataddr`: it refuses a Cyrillic domain, which sending knows how to encode."""
    return f'"{quote(contact.name)}" <{contact.email}>' if contact and contact.email else ""
