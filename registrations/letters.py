"""What is written to people: drafts, the outbox, and the worker's one step.

A letter is a row written in the transaction it tells of (design.md, rule 5), so that whoever
saw the success page gets it. The worker claims a row with a lease and commits, sends with no
transaction open, then marks it. A crash in between sends it again under the same Message-ID:
at least once, never lost.
"""

import re
import smtplib
from datetime import datetime, timedelta
from email.utils import make_msgid, quote
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation

from events.models import Contact
from museumsite import moments
from registrations import links
from registrations.models import Kind, Letter, Mailing, Participant, Registration

# Stands in a stored letter where the secret link goes, so that the outbox opens no door.
LINK_MARK = "%personal-link%"
LEASE = timedelta(minutes=10)  # longer than any try with EMAIL_TIMEOUT can take
LONGEST_PAUSE = timedelta(hours=4)
_ENHANCED = re.compile(r"\d\.\d+\.\d+")


def row(
    registration: Registration,
    kind: Kind,
    at: datetime,
    *,
    participant: Participant | None = None,
    occasion: str = "",
    mailing: Mailing | None = None,
    **facts: Any,
) -> Letter:
    """A letter for the outbox, not written yet: who is told what, not in which words.

    To the contact person, or to `participant` at the own address. `facts` is what only this
    moment knows, the position in the queue for one. An `occasion` is told once only.
    """
    return Letter(
        registration=registration,
        participant=participant,
        mailing=mailing,
        kind=kind,
        facts={name: value for name, value in facts.items() if value is not None},
        occasion=occasion,
        message_id=make_msgid(domain=settings.SITE_HOST),
        to=participant.email if participant else registration.email,
        queued_at=at,
        send_after=at,
    )


def queue(registration: Registration, kind: Kind, at: datetime, **options: Any) -> Letter:
    """Put a letter into the outbox, in the transaction it tells of; options as of `row`."""
    letter = row(registration, kind, at, **options)
    letter.save(force_insert=True)
    return letter


def send_next() -> bool:
    """Claim one letter that is due and try to send it; whether there was one to try."""
    letter = _claimed(moments.now())
    if letter is None:
        return False
    try:
        _message(letter).send()
    except Exception as error:  # whatever a mail server does, the letter stays
        _put_back(letter, error)
    else:
        _release(letter, sent_at=moments.now(), last_error="")
    return True


def send_again(chosen: QuerySet[Letter], at: datetime) -> int:
    """Queue those of `chosen` that were given up or wait for their next try; how many."""
    waiting = chosen.filter(sent_at__isnull=True)
    return waiting.update(failed_at=None, send_after=at, last_error="")


def absolute(address: str) -> str:
    """`address` of this site as a letter needs it."""
    return f"{settings.SITE_URL}{address}"


def _claimed(at: datetime) -> Letter | None:
    """One due letter, leased to this worker; another worker passes it by."""
    with transaction.atomic(durable=True):
        letter = (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .due(at)
            .select_related("registration")
            .first()
        )
        if letter is None:
            return None
        Letter.objects.filter(pk=letter.pk).update(
            leased_until=at + LEASE, attempts=F("attempts") + 1
        )
        letter.attempts += 1
        return letter


def _message(letter: Letter) -> EmailMultiAlternatives:
    link = _personal_link(letter.registration) if LINK_MARK in letter.body_text else ""
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.body_text.replace(LINK_MARK, link),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.body_html.replace(LINK_MARK, link), "text/html")
    return message


def _personal_link(registration: Registration) -> str:
    secret = links.secret_for(registration.link_seed, registration.secret_hash)
    with translation.override(registration.language):
        return absolute(reverse("registrations:personal", args=[secret]))


def _put_back(letter: Letter, error: Exception) -> None:
    """Try again later, with growing pauses; give up only when the server says «never»."""
    at = moments.now()
    words = f"{type(error).__name__}: {error}"[:500]
    if _is_permanent(error):
        _release(letter, failed_at=at, last_error=words)
        return
    pause = min(timedelta(minutes=2 ** min(letter.attempts - 1, 10)), LONGEST_PAUSE)
    _release(letter, send_after=at + pause, last_error=words)


def _release(letter: Letter, **outcome: datetime | str) -> None:
    """Write the outcome, unless another worker has taken the letter over since."""
    mine = Letter.objects.filter(pk=letter.pk, attempts=letter.attempts)
    mine.update(leased_until=None, **outcome)


def _is_permanent(error: Exception) -> bool:
    """Whether the server says for good that there is no such address.

    Enhanced codes 5.1.x are about the address (RFC 3463); without one, 550 and 553 are (RFC
    5321). Any other refusal, of relaying, of the login, of the content, is the site's own
    trouble: letters wait for its mending.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    answers = [(code, _words_of(said)) for code, said in error.recipients.values()]
    return all(
        code >= 500 and (said.startswith("5.1.") if _ENHANCED.match(said) else code in {550, 553})
        for code, said in answers
    )


def _words_of(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said


def _reply_to(contact: Contact | None) -> str:
    """Not `formataddr`: it refuses a Cyrillic domain, which sending knows how to encode."""
    return f'"{quote(contact.name)}" <{contact.email}>' if contact and contact.email else ""
