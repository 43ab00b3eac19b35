"""What is written to people: drafts, the outbox, and the worker's one step.

A letter is a row written in the transaction it tells of (design.md, rule 5), so that whoever
saw the success page gets it. The worker claims a row with a lease and commits, sends with no
transaction open, then marks it. A crash in between sends it again under the same Message-ID:
at least once, never lost.
"""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid, quote

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from events.models import Contact
from museumsite import moments
from museumsite.pages import about_site
from registrations import links
from registrations.models import Intake, Letter, Participant, Registration

# Stands in a stored letter where the secret link goes, so that the outbox opens no door.
LINK_MARK = "%personal-link%"
LEASE = timedelta(minutes=10)  # longer than any try with EMAIL_TIMEOUT can take
LONGEST_PAUSE = timedelta(hours=4)
_ENHANCED = re.compile(r"\d\.\d+\.\d+")


@dataclass(frozen=True)
class Draft:
    """A letter's words, ready before the lock is taken."""

    kind: str
    subject: str
    body_text: str
    body_html: str
    reply_to: str


def draft(
    kind: Letter.Kind,
    registration: Registration,
    participants: Sequence[Participant],
    intake: Intake,
) -> Draft:
    """The letter of this kind in the language the registration was made in."""
    session = intake.session
    announcement = session.announcement
    with translation.override(registration.language):
        context = {
            "registration": registration,
            "participants": participants,
            "session": session,
            "announcement": announcement,
            "contact": announcement.contact,
            "site": about_site(),
            "language": registration.language,
            "link": LINK_MARK,
            "form_link": absolute(intake.get_absolute_url()),
            "announcement_link": absolute(announcement.get_absolute_url()),
        }
        template = f"letters/{kind.value}"
        subject = render_to_string(f"{template}-subject.txt", context)
        return Draft(
            kind=kind.value,
            subject=" ".join(subject.split())[:500],
            body_text=render_to_string(f"{template}-body.txt", context).strip() + "\n",
            body_html=render_to_string(f"{template}-body.html", context),
            reply_to=_reply_to(announcement.contact),
        )


def queue(letter: Draft, registration: Registration, at: datetime) -> Letter:
    """Put a draft into the outbox. Call it inside the transaction the letter tells of."""
    return Letter.objects.create(
        registration=registration,
        kind=letter.kind,
        message_id=make_msgid(domain=settings.SITE_HOST),
        to=registration.email,
        reply_to=letter.reply_to,
        subject=letter.subject,
        body_text=letter.body_text,
        body_html=letter.body_html,
        queued_at=at,
        send_after=at,
    )


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
