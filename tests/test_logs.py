"""What is written down, and what never is."""

import json
import logging
import sys
from ipaddress import ip_network

import pytest
from django.db import IntegrityError, connection

from museumsite.logs import JsonFormatter, redacted

SECRET = "mEvX3nq_0aJ4fEw2-kQzv0TzYhN"


def formatted(message, *args, exc_info=None, **extra):
    record = logging.LogRecord("museum", logging.ERROR, "file.py", 1, message, args, exc_info)
    record.__dict__.update(extra)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def error(raised):
    try:
        raise raised
    except Exception:
        return sys.exc_info()


class Console(logging.Handler):
    """Keeps what is printed, line by line."""

    def __init__(self):
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines = []

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines(caplog):
    """The lines printed so far."""
    caplog.set_level(logging.INFO, logger="museumsite.requests")
    console = Console()
    logging.getLogger().addHandler(console)
    yield console.lines
    logging.getLogger().removeHandler(console)


# --- A request --------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_request_is_one_line_with_its_route_and_id(client, lines):
    answer = client.get("/r/unknown-secret/")

    (line,) = lines
    assert (line["method"], line["route"], line["status"]) == ("GET", "r/<str:secret>/", 404)
    assert line["milliseconds"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert line.keys() == {
        "time", "level", "logger", "message", "method", "route", "status", "milliseconds",
        "request_id",
    }  # fmt: skip


@pytest.mark.django_db
def test_no_line_holds_a_secret_link_a_referer_a_query_or_an_address(client, lines):
    client.get(
        f"/r/{SECRET}/?email=person@museum.example",
        headers={"Referer": f"http://testserver/r/{SECRET}/"},
        REMOTE_ADDR="203.0.113.9",
    )

    text = json.dumps(lines)
    assert '"route": "r/' in text  # it was logged
    for private in (SECRET, "person", "203.0.113.9", "testserver"):
        assert private not in text


def test_each_request_has_an_id_of_its_own(client):
    first, second = client.get("/healthz"), client.get("/healthz")

    assert len(first["X-Request-ID"]) == 32
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize(
    ("network", "sent", "is_kept"),
    [
        pytest.param("127.0.0.1", "proxy-id-12345678", True, id="a trusted proxy's"),
        pytest.param("127.0.0.1", "short", False, id="too short"),
        pytest.param("127.0.0.1", "x" * 65, False, id="too long"),
        pytest.param("127.0.0.1", 'a"}\r\nforged: 1', False, id="not an id"),
        pytest.param("10.0.0.1", "proxy-id-12345678", False, id="a stranger's"),
    ],
)
def test_an_id_is_kept_only_if_well_formed_and_from_a_trusted_proxy(
    client, settings, network, sent, is_kept
):
    settings.TRUSTED_PROXIES = (ip_network(network),)

    answer = client.get("/healthz", headers={"X-Request-ID": sent})

    assert (answer["X-Request-ID"] == sent) is is_kept


def test_probes_are_not_logged_while_they_succeed(client, lines):
    client.get("/healthz")

    assert lines == []


def test_a_line_written_within_a_request_carries_its_id(client, lines, settings):
    settings.ALLOWED_HOSTS = ["museum.example"]

    answer = client.get("/", headers={"Host": "evil.example"})

    refusal, request = lines
    assert refusal["logger"] == "django.security.DisallowedHost"
    assert refusal["request_id"] == request["request_id"] == answer["X-Request-ID"]


# --- A line -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"Not Found: /r/{SECRET}/", "Not Found: /r/[removed]/"),
        (f"Referer https://museum.example/en/r/{SECRET}/cancel", None),
        (f"Not Found: /preview/{SECRET}/", "Not Found: /preview/[removed]/"),
        (f"next=/r%2F{SECRET}", "next=/r%2F[removed]"),
        ("to Person.Name+tag@museum.example now", "to [e-mail removed] now"),
        ("кому: директор@музей.рф.", "кому: [e-mail removed]"),
        ("<person@museum.example>", "<[e-mail removed]>"),
        ("Invalid request from ip=203.0.113.9: no", "Invalid request from ip=[removed]: no"),
        ("/registration/5/ and 3 @ 5", "/registration/5/ and 3 @ 5"),
    ],
)
def test_what_is_private_is_removed_and_the_rest_kept(text, clean):
    assert SECRET not in redacted(text)
    assert "museum.example" not in redacted(text) or clean is None
    if clean:
        assert redacted(text) == clean


def test_a_traceback_is_cleaned_too():
    line = formatted("failed", exc_info=error(ValueError(f"/r/{SECRET}/ person@museum.example")))

    assert line["traceback"].endswith("ValueError: /r/[removed]/ [e-mail removed]")


def test_the_rows_postgresql_quotes_are_removed_from_every_part_of_a_chain():
    quoted = IntegrityError(
        "duplicate key value\nDETAIL:  Key (name)=(Пётр\n\nПетров) already exists.\n"
    )
    chained = RuntimeError("then this\nLINE 1: INSERT … VALUES ('Пётр')\n   ^")
    chained.__cause__ = quoted

    line = formatted("failed", exc_info=error(chained))

    assert "Пётр" not in line["traceback"]
    assert "Петров" not in line["traceback"]
    assert "duplicate key value\nDETAIL: [removed]\n\nThe above" in line["traceback"]
    assert line["traceback"].endswith("RuntimeError: then this\nLINE 1: [removed]")


@pytest.mark.only_on("postgresql")
@pytest.mark.django_db
def test_a_real_error_of_postgresql_tells_no_name():
    name = "Пётр"
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE person (name text UNIQUE)")
        with pytest.raises(IntegrityError) as caught:
            cursor.execute("INSERT INTO person VALUES (%s), (%s)", [name, name])
    assert name in str(caught.value)

    line = formatted("failed: %s", caught.value, exc_info=error(caught.value))

    assert name not in json.dumps(line, ensure_ascii=False)


def test_more_fields_are_cleaned_and_nothing_else_of_a_record_is_printed():
    line = formatted("sent", fields={"to": "person@museum.example"}, request="POST name=Пётр")

    assert line["to"] == "[e-mail removed]"
    assert "request" not in line


def test_what_cannot_be_written_is_spelled_as_json_spells_it():
    record = logging.LogRecord("museum", logging.INFO, "", 1, "bad \ud800 \x00 \u2028", (), None)

    text = JsonFormatter().format(record)

    assert json.loads(text.encode("utf-8"))["message"] == "bad \ud800 \x00 \u2028"


def test_a_long_line_costs_no_more_than_its_length():
    hostile = "a" * 200_000 + "@" * 1000 + "/r/" * 10_000 + "DETAIL" * 10_000

    assert "/r/" in redacted(hostile)
