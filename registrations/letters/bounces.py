"""Letters that came back: delivery reports (RFC 3464) read from a mailbox, if one is set.

A report is believed by the Message-ID of the returned letter alone, which only we and the
servers on the way know; whatever else lies in the mailbox is passed by. What is read is marked
as seen; a report that is read twice changes nothing.
"""

import email.policy
import imaplib
import logging
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from urllib.parse import unquote, urlsplit

from django.conf import settings

from museumsite import moments
from registrations import desk, refusals
from registrations.models import Letter

logger = logging.getLogger(__name__)
MOST_IN_A_ROUND = 100
LONGEST_READ = 256 * 1024  # bytes: a report stands at the beginning of its mail
_MESSAGE_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]+>)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a mail server says of a letter of ours that it could not deliver, for good."""

    message_id: str
    words: str


def read_mailbox() -> int:
    """Read what is new in BOUNCE_MAILBOX_URL; how many letters had come back.

    Raises what `imaplib` and sockets raise when the mailbox cannot be read.
    """
    found = 0
    with _opened(settings.BOUNCE_MAILBOX_URL) as mailbox:
        _status, (numbers, *_rest) = mailbox.search(None, "UNSEEN")
        for number in (numbers or b"").decode("ascii").split()[:MOST_IN_A_ROUND]:
            found += _take_in(_fetched(mailbox, number))
            mailbox.store(number, "+FLAGS", r"(\Seen)")
    return found


def report_in(content: bytes) -> Report | None:
    """The report in a mail; None when it is none, or tells of a delay only."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    refused = _refused(mail)
    if refused is None:
        return None
    known = _MESSAGE_ID.search(_returned_headers(mail))
    return Report(known[1], refused) if known else None


def take(report: Report, at: datetime) -> bool:
    """Mark the letter and its registration; whether there is such a letter. Raises `Busy`."""
    letter = (
        Letter.objects.filter(message_id=report.message_id).select_related("registration").first()
    )
    if letter is None:
        return False
    desk.letters_come_back(registration=letter.registration, address=letter.to)
    unmarked = Letter.objects.filter(pk=letter.pk, bounced_at__isnull=True)
    unmarked.update(bounced_at=at, last_error=report.words[:500])
    return True


def _take_in(content: bytes) -> bool:
    """One mail of the mailbox. No mail, however broken, keeps the others from being read."""
    try:
        report = report_in(content)
        return report is not None and take(report, moments.now())
    except refusals.Busy:
        raise  # stays unread, for the next round
    except Exception as error:
        logger.warning("a mail in the mailbox of bounces is no report: %s", type(error).__name__)
        return False


# --- What a report says


def _refused(mail: Message) -> str | None:
    """What the server said, when it says that the letter was not delivered at all."""
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for fields in _blocks(part):
                if str(fields.get("Action", "")).strip().lower() == "failed":
                    return _words(fields)
    if mail.get("X-Failed-Recipients"):  # Exim without a part for machines
        return _plain_words(mail)
    return None


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a delivery-status: of the message, then of each recipient."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))


def _words(fields: Message) -> str:
    """«smtp; 550 5.1.1 no such user», or the bare status."""
    said = fields.get("Diagnostic-Code") or fields.get("Status") or ""
    return " ".join(str(said).split())


def _plain_words(mail: Message) -> str:
    """The first line of a report for people that gives a reason, «550 no such user»."""
    for line in _text_of(mail).splitlines():
        if re.match(r"\s+.*\b5\d\d\b", line):
            return " ".join(line.split())
    return "5.0.0"


def _returned_headers(mail: Message) -> str:
    """The headers of the returned letter, as text: from their own part, or out of the words."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner and isinstance(inner[0], Message):
                return "".join(f"{name}: {value}\n" for name, value in inner[0].items())
        if kind == "text/rfc822-headers":
            return _text_of(part)
    return _text_of(mail)


def _text_of(part: Message) -> str:
    """The words of a part, or of the first part that has words."""
    for inner in part.walk():
        if inner.get_content_maintype() == "text":
            payload = inner.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload.decode("utf-8", "replace")
    return ""


# --- The mailbox


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """The folder that `imaps://user:password@host/INBOX` names, closed again in any case."""
    parts = urlsplit(url)
    host, timeout = parts.hostname or "", settings.EMAIL_TIMEOUT
    mailbox: imaplib.IMAP4
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        port = parts.port or 993
        mailbox = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=timeout)
    else:
        mailbox = imaplib.IMAP4(host, parts.port or 143, timeout=timeout)
    try:
        mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
        status, _said = mailbox.select(_quoted(unquote(parts.path.strip("/")) or "INBOX"))
        if status != "OK":
            raise imaplib.IMAP4.error("there is no such folder")
        yield mailbox
    finally:
        try:
            mailbox.logout()
        except (OSError, imaplib.IMAP4.error):
            mailbox.shutdown()


def _quoted(folder: str) -> str:
    return '"{}"'.format(folder.replace("\\", "\\\\").replace('"', '\\"'))


def _fetched(mailbox: imaplib.IMAP4, number: str) -> bytes:
    _status, parts = mailbox.fetch(number, f"(BODY.PEEK[]<0.{LONGEST_READ}>)")
    return b"".join(part[1] for part in parts if isinstance(part, tuple))
