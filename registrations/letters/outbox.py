"""The outbox: rows written in the transaction they tell of, and lent to one worker at a time.

A letter is a row (design.md, rule 5), so whoever saw the success page gets it. A worker claims
a row with a lease and commits, sends with no transaction open, then marks it. Who dies in
between leaves a lease that ends: the letter goes once more under the same Message-ID. Each
claim counts a try, and only the worker of the latest try may write what became of it.
"""

from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet

from registrations.models import Kind, Letter, Mailing, Participant, Registration

# Connecting takes eight steps at most, sending half as many, and none waits longer than the
# timeout; in between the lease is prolonged.
LEASE = timedelta(seconds=8 * settings.EMAIL_TIMEOUT)
# Between tries: growing, for two days in all; after the last one the letter is given up.
PAUSES = tuple(timedelta(minutes=2**step) for step in range(8)) + 11 * (timedelta(hours=4),)


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


def may_send_again(letter: Letter) -> bool:
    """Whether a colleague may send it once more: it was given up, or has come back."""
    is_given_up = letter.failed_at is not None and letter.sent_at is None
    return is_given_up or letter.bounced_at is not None


def send_again(chosen: QuerySet[Letter], at: datetime) -> int:
    """Queue those of `chosen` that wait, were given up or came back; how many.

    They get two days anew, and go to the address as it is by now. What a worker is sending at
    this moment is left to it.
    """
    idle = chosen.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=at))
    return idle.filter(Q(sent_at__isnull=True) | Q(bounced_at__isnull=False)).update(
        sent_at=None, failed_at=None, bounced_at=None, send_after=at, attempts=0, last_error=""
    )


def claim(at: datetime) -> Letter | None:
    """One due letter, leased to this worker; another worker passes it by."""
    with transaction.atomic(durable=True):
        letter = (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .due(at)
            .select_related(
                "registration__intake__session__announcement__contact",
                "registration__intake__session__venue",
                "participant",
                "mailing",
            )
            .first()
        )
        if letter is None:
            return None
        letter.attempts += 1
        letter.leased_until = at + LEASE
        Letter.objects.filter(pk=letter.pk).update(
            leased_until=letter.leased_until, attempts=F("attempts") + 1
        )
        return letter


def keep(letter: Letter, **values: Any) -> bool:
    """Write `values` while the lease is this worker's; whether it was."""
    mine = Letter.objects.filter(pk=letter.pk, leased_until=letter.leased_until)
    return mine.update(**values) == 1


def prolong(letter: Letter, at: datetime) -> bool:
    """Begin the lease anew at `at`; whether it was this worker's still."""
    until = at + LEASE
    if not keep(letter, leased_until=until):
        return False
    letter.leased_until = until
    return True


def release(letter: Letter, **outcome: Any) -> bool:
    """Write what became of this try, unless another worker has taken the letter over since."""
    return keep(letter, leased_until=None, **outcome)


def next_try(letter: Letter, at: datetime) -> datetime | None:
    """When to try a letter again after a try that failed at `at`; None when it is given up."""
    if letter.attempts > len(PAUSES):
        return None
    return at + PAUSES[letter.attempts - 1]
