"""Two questions of those who watch over the site: is the process alive, can it serve?

Both answer in plain text, to GET and HEAD, and are never cached. They keep to ALLOWED_HOSTS
like every page: a balancer that asks by IP address sends a `Host` header of the site, or the
operator adds that address to ALLOWED_HOSTS. An exception made for two addresses would be
one more place where a forged Host gets in.
"""

from functools import cache

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing of the database: restarting us would not mend it."""
    return _plain("ok")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database is reachable and every migration is applied; otherwise 503 and why."""
    try:
        applied = _applied_migrations()
    except (DatabaseError, InterfaceError):
        connection.close()  # a half-dead connection must not be asked again
        return _plain("the database cannot be reached", status=503)
    if not _last_migrations() <= applied:
        return _plain("migrations are not applied", status=503)
    return _plain("ok")


def _applied_migrations() -> set[tuple[str, str]]:
    """What the database says is applied, or DatabaseError within about two seconds."""
    if connection.vendor != "postgresql":
        return set(MigrationRecorder(connection).applied_migrations())  # SQLite never waits to read
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
        return set(MigrationRecorder(connection).applied_migrations())


@cache  # the files of a running process do not change
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each application, as our own files have it."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
