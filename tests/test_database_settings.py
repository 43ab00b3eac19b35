"""Rule 4 of design.md is proved through a live connection: a setting that is ignored is seen."""

import copy
import sqlite3
from contextlib import closing

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection, connections, transaction

from museumsite.checks import require_database_settings
from tests.real_site import on_server


@pytest.fixture
def only_database(db):
    """Puts a new connection, with changed settings, in the place of the tests' own."""
    own, made = connections["default"], []

    def replace(**changes):
        settings = copy.deepcopy(own.settings_dict)
        options = {**settings["OPTIONS"], **changes.pop("OPTIONS", {})}
        settings["OPTIONS"] = {name: value for name, value in options.items() if value is not None}
        settings |= changes
        connections["default"] = type(own)(settings, "default")
        made.append(connections["default"])
        return made[-1]

    yield replace
    connections["default"] = own
    for new in made:
        new.close()


class TestTheStart:
    @pytest.mark.only_on("sqlite")
    def test_goes_on_with_a_sqlite_file_as_it_is_set(self, only_database, tmp_path):
        database = only_database(NAME=str(tmp_path / "site.sqlite3"))

        require_database_settings()

        assert database.connection is None  # the web server forks after this

    @pytest.mark.only_on("postgresql")
    def test_goes_on_with_a_postgresql_as_it_is_set(self, only_database):
        database = only_database()

        require_database_settings()

        assert database.connection is None  # the web server forks after this

    @pytest.mark.only_on("sqlite")
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            pytest.param(
                {"OPTIONS": {"transaction_mode": None}, "transaction_mode": "IMMEDIATE"},
                "transactions do not begin IMMEDIATE",
                id="transaction_mode beside OPTIONS",
            ),
            pytest.param(
                {"OPTIONS": {"transaction_mode": "DEFERRED"}},
                "transactions do not begin IMMEDIATE",
                id="transaction_mode DEFERRED",
            ),
            pytest.param(
                {"OPTIONS": {"timeout": None}, "timeout": 20},
                "busy_timeout is 5000, must be 20000",
                id="timeout beside OPTIONS",
            ),
            pytest.param(
                {"OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}},
                "synchronous is 1, must be 2",
                id="synchronous NORMAL",
            ),
            pytest.param(
                {"OPTIONS": {"init_command": "PRAGMA journal_mode=DELETE"}},
                "journal_mode is delete, must be wal",
                id="no WAL",
            ),
            pytest.param(
                {"OPTIONS": {"init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=OFF"}},
                "foreign_keys is 0, must be 1",
                id="foreign keys off",
            ),
            pytest.param({"NAME": ":memory:"}, "journal_mode is memory", id="in memory"),
            pytest.param({"ATOMIC_REQUESTS": True}, "ATOMIC_REQUESTS", id="ATOMIC_REQUESTS"),
            pytest.param({"NAME": "/nowhere/at/all"}, "unable to open", id="no such folder"),
        ],
    )
    def test_on_sqlite_ends_with_one_line(self, only_database, changes, said, tmp_path):
        only_database(**{"NAME": str(tmp_path / "site.sqlite3"), **changes})

        assert_refused(said)

    @pytest.mark.only_on("postgresql")
    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            pytest.param(
                {"OPTIONS": {"options": None}, "options": "-c lock_timeout=10s"},
                "lock_timeout is 0, must be 10s",
                id="options beside OPTIONS",
            ),
            pytest.param(
                {"OPTIONS": {"options": "-c lock_timeout=10"}},
                "lock_timeout is 10ms, must be 10s",
                id="milliseconds for seconds",
            ),
            pytest.param(
                {"OPTIONS": {"isolation_level": 3}},
                "transaction_isolation is repeatable read",
                id="repeatable read",
            ),
            pytest.param({"ATOMIC_REQUESTS": True}, "ATOMIC_REQUESTS", id="ATOMIC_REQUESTS"),
            pytest.param({"NAME": "no_such_database"}, "does not exist", id="no such database"),
        ],
    )
    def test_on_postgresql_ends_with_one_line(self, only_database, changes, said):
        only_database(**changes)

        assert_refused(said)


@pytest.mark.only_on("postgresql")
def test_a_postgresql_that_knows_no_cyrillic_letters_is_refused(only_database):
    on_server("DROP DATABASE IF EXISTS plain_c")
    on_server("CREATE DATABASE plain_c TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'")
    only_database(NAME="plain_c")

    assert_refused("its locale knows no Cyrillic letters")


def assert_refused(said):
    with pytest.raises(SystemExit) as ended:
        require_database_settings()
    line = str(ended.value)
    assert line.startswith("museumsite: the database 'default' is not safe to serve from: ")
    assert said in line
    assert "\n" not in line


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_a_transaction_of_the_site_keeps_other_writers_out():
    path = connection.settings_dict["NAME"]
    rival = sqlite3.connect(path, timeout=0)
    with (
        closing(rival),
        transaction.atomic(),
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        rival.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize("timeout", [None, 0, -1])
def test_letters_must_not_wait_for_ever(settings, timeout):
    settings.EMAIL_TIMEOUT = timeout

    with pytest.raises(SystemCheckError, match="EMAIL_TIMEOUT"):
        call_command("check")


@pytest.mark.parametrize(
    ("name", "problem"), [("OPERATOR_NAME", "museumsite.W001"), ("EMAIL_URL", "museumsite.W002")]
)
def test_production_is_warned_of_what_is_not_said(settings, capsys, name, problem):
    setattr(settings, name, "")

    call_command("check", deploy=True)

    assert problem in capsys.readouterr().err
