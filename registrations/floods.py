"""A limit on how many forms one address may send, generous because many people share one.

Counted in the database, the one thing all web machines share. What is stored is a keyed hash
that changes with each window: no address is kept, and the worker removes what is past.
"""

import ipaddress
import math
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from museumsite import moments
from registrations.models import SignUpAttempts
from registrations.refusals import Limited
from registrations.turns import busy_when_locked_out


def admit(address: str | None) -> None:
    """Count one form from `address`; raises `Limited` above the limit, `Busy`.

    Without an address (a local socket) nothing can be told apart, and nothing is counted.
    """
    if address is None:
        return
    at = moments.now()
    ends_at = _window_end(at)
    key = _key(address, ends_at)
    with busy_when_locked_out():
        row, is_first = SignUpAttempts.objects.get_or_create(
            key=key, defaults={"window_ends_at": ends_at, "attempts": 1}
        )
        if row.attempts >= settings.SIGN_UP_LIMIT and not is_first:
            raise Limited(retry_after=math.ceil((ends_at - at).total_seconds()))
        if not is_first:
            SignUpAttempts.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)


def forget_past_windows() -> None:
    """Remove the counts of windows that are over; the letter worker calls it."""
    SignUpAttempts.objects.filter(window_ends_at__lte=moments.now()).delete()


def _window_end(at: datetime) -> datetime:
    length = settings.SIGN_UP_LIMIT_SECONDS
    number = int(at.timestamp()) // length
    return datetime.fromtimestamp(number * length, UTC) + timedelta(seconds=length)


def _key(address: str, ends_at: datetime) -> str:
    """One for a household: an IPv6 subscriber has a whole /64."""
    ip = ipaddress.ip_address(address)
    network = ipaddress.ip_network((ip, 64 if ip.version == 6 else 32), strict=False)
    return salted_hmac(
        "registrations.floods", f"{network}|{ends_at.isoformat()}", algorithm="sha256"
    ).hexdigest()
