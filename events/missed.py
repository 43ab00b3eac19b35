"""Counting the addresses that visitors asked for in vain, and nothing about the visitors.

A miss is noted in the memory of the process, which costs a page nothing; about once a minute a
thread of its own writes what came together, and waits for the database's lock where no visitor
does. What a process noted last is lost when it ends: a count is no record.

Bots ask for whatever comes to their mind, so memory and table have a size (`MOST_WAITING`,
`MOST_ROWS`): when the table is full, what was asked for least gives way. What could name a
person or open something (an e-mail address, a telephone number, a secret) is never noted.
"""

import logging
import re
import threading
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.db import DatabaseError, connection, transaction

from events.models import MissedAddress

logger = logging.getLogger(__name__)

MOST_WAITING = 500  # addresses in the memory of one process
MOST_ROWS = 2_000
LONGEST = 300  # characters
_NOT_COUNTED = ("/r/", "/preview/", "/admin/", settings.MEDIA_URL, settings.STATIC_URL)
_PERSONAL = re.compile(
    r"""
      @ | %40
    | \d{9}               # a passport, a telephone number; a date is shorter
    | (?:\d[\s()+.-]*){10}  # the same with what stands between
    | [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LANGUAGE = re.compile(rf"/(?:{'|'.join(code for code, _name in settings.LANGUAGES)})(?=/)")
_SECRET_PART = re.compile(r"[A-Za-z0-9_-]{16,}")


@dataclass
class _Miss:
    hits: int
    first_at: datetime
    last_at: datetime


_lock = threading.Lock()
_waiting: dict[str, _Miss] = {}
_timer: threading.Timer | None = None


def note(path: str, at: datetime) -> None:
    """Count one visit in vain to `path`, if it may be counted. Never asks the database."""
    global _timer
    address = countable(path) if settings.MISSED_ADDRESSES_SECONDS else ""
    if not address:
        return
    with _lock:
        if known := _waiting.get(address):
            known.hits += 1
            known.last_at = at
        elif len(_waiting) < MOST_WAITING:
            _waiting[address] = _Miss(1, at, at)
        if _timer is None:
            _timer = threading.Timer(settings.MISSED_ADDRESSES_SECONDS, _write_in_a_thread)
            _timer.daemon = True
            _timer.start()


def countable(path: str) -> str:
    """`path` as it is counted, without its last slash; empty when it must not be kept."""
    bare = f"/{path.strip('/')}"
    is_left_out = (
        bare == "/"
        or len(bare) > LONGEST
        or not bare.isprintable()
        or _LANGUAGE.sub("", f"{bare}/", count=1).startswith(_NOT_COUNTED)
        or _PERSONAL.search(bare)
        or any(_is_secret(part) for part in _SECRET_PART.findall(bare))
    )
    return "" if is_left_out else bare


def _is_secret(part: str) -> bool:
    """Whether `part` looks drawn by lot: a word of small and large letters, or with digits."""
    words = re.split("[-_]", part)
    return any(
        word not in {word.lower(), word.upper(), word.capitalize()}
        or (len(word) >= 12 and not word.isalpha() and not word.isdigit())
        for word in words
    )


def write() -> None:
    """Add what was noted to the table; keep it for the next time when that does not work."""
    with _lock:
        noted = dict(_waiting)
        _waiting.clear()
    try:
        _add(noted)
    except DatabaseError:
        logger.warning("missed addresses could not be written", exc_info=True)
        with _lock:
            for address, miss in noted.items():
                if len(_waiting) < MOST_WAITING:
                    _waiting.setdefault(address, miss)


def _write_in_a_thread() -> None:
    global _timer
    with _lock:
        _timer = None
    try:
        write()
    finally:
        connection.close()


@transaction.atomic
def _add(noted: dict[str, _Miss]) -> None:
    """Not what leads somewhere by now: staff have just seen to it."""
    moved = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=noted)
    for address in moved.values_list("old_path", flat=True):
        del noted[address]
    known = MissedAddress.objects.select_for_update().filter(path__in=noted).order_by("path")
    rows = list(known)
    for row in rows:
        miss = noted[row.path]
        row.hits += miss.hits
        row.last_at = max(row.last_at, miss.last_at)
    MissedAddress.objects.bulk_update(rows, ["hits", "last_at"])
    written = {row.path for row in rows}
    MissedAddress.objects.bulk_create(
        [
            MissedAddress(path=path, **vars(miss))
            for path, miss in noted.items()
            if path not in written
        ],
        ignore_conflicts=True,  # another process may have been first: one hit fewer
    )
    too_many = MissedAddress.objects.order_by("-hits", "-last_at", "-pk").values("pk")[MOST_ROWS:]
    MissedAddress.objects.filter(pk__in=list(too_many.values_list("pk", flat=True))).delete()
