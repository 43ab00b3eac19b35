"""What we write down: one JSON line an event, with a request id and nobody's personal data.

A request's line names its *route*, never its path: `/r/<secret>/` is a key to somebody's
registration, `/preview/<secret>/` to what is not published yet (design.md, rule 7). For the
same reason there is no Referer, no query and no address. Other people's lines (Django's, the
database driver's, a traceback) may quote what was typed, so `JsonFormatter` also takes
secrets, e-mail addresses and PostgreSQL's quoted rows out of every finished line.
"""

import json
import logging
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
_WELL_FORMED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

logger = logging.getLogger("museumsite.requests")


class RequestLogMiddleware:
    """Gives each request an id, answers with it in `X-Request-ID`, and logs one line.

    The id of a trusted proxy is kept, so that its log and ours can be read side by side;
    TrustedProxiesMiddleware has already taken away what a stranger sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = sent if _WELL_FORMED_ID.fullmatch(sent) else secrets.token_hex(16)
        token = _request_id.set(request_id)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            _log(request, response.status_code, perf_counter() - started)
        finally:
            _request_id.reset(token)
        return response


def _log(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    is_static = match is None and request.path_info.startswith(settings.STATIC_URL)
    is_probe = match is not None and match.view_name in {"healthz", "readyz"}
    # Files and probes are many and say nothing, unless they fail.
    level = logging.DEBUG if (is_static or is_probe) and status < 400 else logging.INFO
    fields = {
        "method": request.method,
        "route": match.route if match else None,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    logger.log(level, "request", extra={"fields": fields})


class JsonFormatter(logging.Formatter):
    """One line of JSON a record, with the request's id; safe to keep and to show.

    A record may carry more in `extra={"fields": {…}}`; nothing else of a record is printed,
    because Django attaches the request and the driver its parameters.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := _request_id.get():
            line["request_id"] = request_id
        line |= getattr(record, "fields", {})
        # What strangers try (a false Host, a path upwards, too much at once) is no fault of ours.
        if record.exc_info and not record.name.startswith("django.security"):
            line["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            line["stack"] = self.formatStack(record.stack_info)
        clean = {
            name: redacted(value) if isinstance(value, str) else value
            for name, value in line.items()
        }
        text = json.dumps(clean, ensure_ascii=False, default=lambda value: redacted(str(value)))
        # A lone surrogate cannot be written; `\ud800` is how JSON itself spells it.
        return text.encode("utf-8", "backslashreplace").decode("utf-8")


_SECRET_LINK = re.compile(r"(/(?:r|preview)(?:/|%2[Ff]))[^\s/\"'<>&?#%]+")
# Bounded on both sides of the @, so that a long line costs no more than its length.
_E_MAIL = re.compile(r"[^\s@<>()\[\]{},;:=\"'/\\]{1,64}@[^\s@<>()\[\]{},;:=\"'/\\]{1,255}")
_CLIENT = re.compile(r"\bip=[0-9A-Fa-f.:]*[0-9A-Fa-f]")  # gunicorn, of a request it could not read
# PostgreSQL quotes the row, or the statement with its values. A value may hold line breaks,
# so what follows goes too, as far as the next part of a chain of tracebacks.
_QUOTED_BY_POSTGRESQL = re.compile(
    r"\b(DETAIL|CONTEXT|LINE \d+):.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL
)


def redacted(text: str) -> str:
    """`text` without secret links, addresses and rows quoted by PostgreSQL."""
    text = _QUOTED_BY_POSTGRESQL.sub(r"\1: [removed]", text)
    text = _SECRET_LINK.sub(r"\1[removed]", text)
    text = _CLIENT.sub("ip=[removed]", text)
    return _E_MAIL.sub("[e-mail removed]", text)
