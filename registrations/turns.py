"""Waiting one's turn: the lock on an intake, and what happens when it is not to be had."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, connection, transaction

from registrations.models import Intake
from registrations.refusals import Busy, ChangedMeanwhile

logger = logging.getLogger(__name__)

# PostgreSQL: lock_timeout, statement_timeout, deadlock. SQLite has words only.
_BUSY_CODES = {"55P03", "57014", "40P01"}
_BUSY_WORDS = ("database is locked", "database table is locked")


@contextmanager
def turn_at(intake_pk: int) -> Iterator[Intake]:
    """A transaction that holds the lock of one intake; on leaving it, all is committed.

    The row is locked by its primary key alone: whatever is counted, is counted by later
    statements, which see what the holder before us wrote (design.md, rule 4). Raises `Busy`
    when the turn does not come within the database's timeout, `ChangedMeanwhile` when what was
    to be written names a row that staff have deleted since, `Intake.DoesNotExist`.
    """
    with busy_when_locked_out(), _refused_when_gone(), transaction.atomic(durable=True):
        _wait_no_longer_than_one_turn()
        # Not `FOR UPDATE`: that keeps out whoever writes a row which names the intake, and a file
        # that comes with a form would wait for its turn before the form itself does.
        yield Intake.objects.select_for_update(no_key=True).get(pk=intake_pk)


@contextmanager
def busy_when_locked_out() -> Iterator[None]:
    """Turn the database's «could not get the lock» into a refusal people can read."""
    try:
        yield
    except OperationalError as error:
        if not _is_lock_timeout(error):
            raise
        raise Busy from error


@contextmanager
def _refused_when_gone() -> Iterator[None]:
    """The databases look at references when all is committed: nothing has been written then."""
    try:
        yield
    except IntegrityError as error:
        logger.exception("a step at the desk named what is not there any more")
        raise ChangedMeanwhile from error


def _wait_no_longer_than_one_turn() -> None:
    """PostgreSQL's queue for a row takes two locks, and `lock_timeout` counts anew for each.

    Whoever comes to the head of the queue late would wait for twice as long. SQLite's
    timeout is one.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '10s'")


def _is_lock_timeout(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in _BUSY_CODES or any(words in str(error) for words in _BUSY_WORDS)
