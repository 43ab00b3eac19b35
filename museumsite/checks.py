"""What must be true before we serve.

`require_database_settings` asks the database itself, through a live connection, because
options written at the wrong level of DATABASES are silently ignored: `transaction_mode`
beside OPTIONS instead of inside it costs the last seat (design.md, rule 4). The other
checks are Django system checks: `manage.py check`, `manage.py check --deploy`.
"""

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, InterfaceError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_SQLITE_PRAGMAS: dict[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: NORMAL loses the last commits on a power cut
    "busy_timeout": 20_000,  # milliseconds
    "foreign_keys": 1,
}
_POSTGRESQL_SETTINGS: dict[str, int | str] = {
    "lock_timeout": "10s",
    # Under repeatable read the count after the lock would see the old snapshot.
    "transaction_isolation": "read committed",
}


def require_database_settings() -> None:
    """End the process, with one clear line, unless every database is set as rule 4 says."""
    for alias in connections:
        connection = connections[alias]
        was_open = connection.connection is not None
        try:
            problem = next(_problems(connection), None)
        except (DatabaseError, InterfaceError) as error:
            problem = f"it cannot be used ({str(error).strip().partition(chr(10))[0]})"
        finally:
            if not was_open:  # the web server forks after this, and a connection must not be shared
                connection.close()
        if problem:
            sys.exit(f"museumsite: the database {alias!r} is not safe to serve from: {problem}")


def _problems(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What is wrong with `connection`, as the database itself answers."""
    if connection.settings_dict["ATOMIC_REQUESTS"]:
        yield "ATOMIC_REQUESTS holds the intake's lock while a page is rendered; turn it off"
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        yield from _differences(connection, "PRAGMA", _SQLITE_PRAGMAS)
        yield from _turn_taken_late(connection)
    elif connection.vendor == "postgresql":
        # Within a transaction: the isolation level is set when one begins.
        with transaction.atomic(using=connection.alias):
            yield from _differences(connection, "SHOW", _POSTGRESQL_SETTINGS)
            yield from _blind_to_case(connection)
    else:
        yield f"{connection.vendor} is not supported; use SQLite or PostgreSQL"


def _differences(
    connection: BaseDatabaseWrapper, ask: str, wanted: Mapping[str, int | str]
) -> Iterator[str]:
    for name, value in wanted.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{ask} {name}")
            found = cursor.fetchone()[0]
        if found != value:
            yield f"{name} is {found}, must be {value}"


def _turn_taken_late(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Whether a transaction leaves room for another writer after it has begun."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA database_list")
        path = cursor.fetchone()[2]
    if not path:
        yield "SQLite must keep its data in a file"
        return
    with transaction.atomic(using=connection.alias):
        rival = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            rival.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return  # «database is locked»: the turn is ours from the first statement
        finally:
            rival.close()
    yield 'transactions do not begin IMMEDIATE; set OPTIONS["transaction_mode"]'


def _blind_to_case(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Whether the search for «победы» would miss «ПОБЕДЫ»."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT upper('ы') = 'Ы'")
        if not cursor.fetchone()[0]:
            yield "its locale knows no Cyrillic letters; create it with LOCALE 'C.UTF-8'"


@register(Tags.compatibility)
def mail_has_a_timeout(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A mail server that does not answer must not stop the letters for ever."""
    timeout = settings.EMAIL_TIMEOUT
    if timeout is not None and timeout > 0:
        return []
    return [Error("EMAIL_TIMEOUT must be a positive number of seconds.", id="museumsite.E001")]


@register(Tags.compatibility)
def bounces_have_a_mailbox(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A mistyped mailbox is found when the site starts, not in the worker's log."""
    url = urlsplit(settings.BOUNCE_MAILBOX_URL)
    if not settings.BOUNCE_MAILBOX_URL or (url.scheme in {"imap", "imaps"} and url.hostname):
        return []
    hint = "For example imaps://user:password@mail.museum.example/INBOX"
    return [Error("BOUNCE_MAILBOX_URL names no mailbox.", hint=hint, id="museumsite.E002")]


@register(deploy=True)
def the_operator_is_named(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """152-FZ: who answers for personal data is said wherever consent is asked."""
    if settings.OPERATOR_NAME:
        return []
    return [
        Warning(
            "OPERATOR_NAME is empty: the consent text does not say who asks for consent.",
            hint="Set OPERATOR_NAME, OPERATOR_ADDRESS and OPERATOR_EMAIL.",
            id="museumsite.W001",
        )
    ]


@register(deploy=True)
def letters_leave_the_machine(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Without a mail server, letters are files nobody receives."""
    if settings.EMAIL_URL:
        return []
    return [
        Warning(
            "EMAIL_URL is empty: letters are written to files and reach nobody.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example:587.",
            id="museumsite.W002",
        )
    ]
