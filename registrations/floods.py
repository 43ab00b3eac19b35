"""Limits on what one address may do in a while, generous because many people share one.

Counted in the database, the one thing all web machines share. What is stored is a keyed hash
that changes with each window: no address is kept, and the worker removes what is past.
"""

import ipaddress
import math
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from museumsite import moments
from registrations.models import SignUpAttempts
from registrations.refusals import Limited, TooManyFiles, TooManyGuesses
from registrations.turns import busy_when_locked_out

WRONG_LINKS = 100  # a museum's whole office may follow a link that was copied in part
MOST_MEGABYTES = 1_000  # of files within the window: a class may send its scans, not fill a disk
LOST_LINKS_SECONDS = 3600


def admit(address: str | None) -> None:
    """Count one form from `address`; raises `Limited` above the limit, `Busy`.

    Without an address (a local socket) nothing can be told apart, and nothing is counted.
    """
    if address is None:
        return
    at = moments.now()
    ends_at = _window_end(at, settings.SIGN_UP_LIMIT_SECONDS)
    if not _is_counted(_key(_network(address), ends_at), ends_at, settings.SIGN_UP_LIMIT):
        raise Limited(retry_after=_seconds(at, ends_at))


def admit_files(address: str | None, files: MultiValueDict[str, Any]) -> None:
    """Count the bytes of the files that came with one form from `address`.

    Raises `TooManyFiles` above the limit, `Busy`.
    """
    size = sum(file.size or 0 for _name, group in files.lists() for file in group)
    if address is None or size == 0:
        return
    at = moments.now()
    ends_at = _window_end(at, settings.SIGN_UP_LIMIT_SECONDS)
    key = _key(f"files|{_network(address)}", ends_at)
    if not _is_counted(key, ends_at, MOST_MEGABYTES, times=math.ceil(size / 1024**2)):
        raise TooManyFiles(retry_after=_seconds(at, ends_at))


def count_wrong_link(address: str | None) -> None:
    """Count one secret link that opens nothing; raises `TooManyGuesses` above the limit, `Busy`.

    A right link is opened before anything is counted: a guesser's neighbours, behind the same
    address, get to their pages all the same, and 160 random bits need no other guard.
    """
    if address is None:
        return
    at = moments.now()
    ends_at = _window_end(at, settings.SIGN_UP_LIMIT_SECONDS)
    if not _is_counted(_key(f"links|{_network(address)}", ends_at), ends_at, WRONG_LINKS):
        raise TooManyGuesses(retry_after=_seconds(at, ends_at))


def is_first_asking(email: str) -> bool:
    """Whether nobody has asked for the lost links of `email` in this hour; raises `Busy`.

    Counted for every address alike, so that neither the answer nor its time tells whether
    anybody has signed up with it.
    """
    ends_at = _window_end(moments.now(), LOST_LINKS_SECONDS)
    return _is_counted(_key(f"lost links|{email}", ends_at), ends_at, 1)


def forget_past_windows() -> None:
    """Remove the counts of windows that are over; the letter worker calls it."""
    SignUpAttempts.objects.filter(window_ends_at__lte=moments.now()).delete()


def _is_counted(key: str, ends_at: datetime, limit: int, times: int = 1) -> bool:
    """Count `times` more under `key`, unless the limit would be passed; whether it was counted."""
    with busy_when_locked_out():
        row, is_first = SignUpAttempts.objects.get_or_create(
            key=key, defaults={"window_ends_at": ends_at, "attempts": times}
        )
        if is_first:
            return True
        has_room = SignUpAttempts.objects.filter(pk=row.pk, attempts__lte=limit - times)
        is_full = row.attempts > limit - times
        return not is_full and bool(has_room.update(attempts=F("attempts") + times))


def _seconds(at: datetime, ends_at: datetime) -> int:
    return math.ceil((ends_at - at).total_seconds())


def _window_end(at: datetime, length: int) -> datetime:
    number = int(at.timestamp()) // length
    return datetime.fromtimestamp(number * length, UTC) + timedelta(seconds=length)


def _network(address: str) -> str:
    """One for a household: an IPv6 subscriber has a whole /64."""
    ip = ipaddress.ip_address(address)
    return str(ipaddress.ip_network((ip, 64 if ip.version == 6 else 32), strict=False))


def _key(about: str, ends_at: datetime) -> str:
    words = f"{about}|{ends_at.isoformat()}"
    return salted_hmac("registrations.floods", words, algorithm="sha256").hexdigest()
