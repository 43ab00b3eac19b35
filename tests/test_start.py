"""Starting and stopping, with real processes: what a newcomer sees, and an operator."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from tests.real_site import PROJECT, free_port

pytestmark = pytest.mark.slow

FIRST_START = re.compile(
    r"""Preparing the first start: tables, content, files\. A few seconds …

  Login     admin
  Password  (?P<password>\S{16})   \(shown only this once\)

museumsite is running; Ctrl-C stops it\.

  Site      (?P<site>http://127\.0\.0\.1:\d+/)
  Admin     (?P=site)admin/
  Letters   files in (?P<letters>\S+)
"""
)


PAGES = ("/", "/events/", "/admin/login/", "/readyz")


def status_of(url):
    try:
        with urlopen(url) as answer:
            return answer.status
    except HTTPError as error:
        return error.code


def python(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "museumsite.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class Served:
    """`python -m museumsite.serve`, as `make run` starts it."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.port = free_port()
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/museumsite.sqlite3",
            "PORT": str(self.port),
            "SECRET_KEY": "",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "VAR_DIR": str(folder),
            **environment,
        }
        self.output = (folder.parent / f"output-{self.port}").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "museumsite.serve"],
            cwd=PROJECT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "museumsite.settings", **environment},
            stdout=self.output,
            stderr=self.output,
            start_new_session=True,
        )

    @property
    def printed(self):
        self.output.seek(0)
        return self.output.read()

    def wait_for(self, condition):
        deadline = time.monotonic() + 60
        while not (found := condition()):
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.05)
        return found

    def wait_until_it_runs(self):
        self.wait_for(lambda: "Letters  " in self.printed)

    def family(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def letter_worker(self):
        return self.worker("send_letters")

    def picture_worker(self):
        return self.worker("make_renditions")

    def worker(self, command):
        for process in self.family():
            with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
                if command in process.cmdline():
                    return process
        return None

    def stop(self, number=signal.SIGINT):
        family = self.family()
        self.process.send_signal(number)
        code = self.process.wait(40)
        return code, [child for child in family if self.is_alive(child)]

    @staticmethod
    def is_alive(process):
        with suppress(psutil.NoSuchProcess):
            return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        return False

    def end(self):
        for process in [*self.family(), self.process] if self.process.poll() is None else []:
            process.kill()
        self.process.wait()
        self.output.close()


@dataclass
class FirstStart:
    """What was seen of the first start in an empty folder, stopped with Ctrl-C."""

    folder: Path
    printed: str
    statuses: dict[str, int]
    code: int
    left: list[psutil.Process]


@pytest.fixture(scope="module")
def first_start(tmp_path_factory):
    """Takes seconds, so there is one for all tests that only look at it or come after it."""
    folder = tmp_path_factory.mktemp("start") / "var"
    served = Served(folder)
    try:
        served.wait_until_it_runs()
        site = f"http://127.0.0.1:{served.port}"
        statuses = {address: status_of(f"{site}{address}") for address in PAGES}
        code, left = served.stop()
        yield FirstStart(folder, served.printed, statuses, code, left)
    finally:
        served.end()


@pytest.fixture
def serve(first_start, tmp_path):
    """Starts `make run`'s program a second time, in a copy of the first one's folder."""
    started = []

    def start(**environment):
        folder = tmp_path / "var"
        shutil.copytree(first_start.folder, folder)
        started.append(Served(folder, **environment))
        started[-1].wait_until_it_runs()
        return started[-1]

    yield start
    for served in started:
        served.end()


# --- What it refuses --------------------------------------------------------------------


@pytest.mark.parametrize("site", ["http://127.0.0.1:8000", "https://museum.example"])
def test_without_a_secret_key_nothing_starts_and_one_line_says_why(tmp_path, site):
    done = python("manage.py", "check", SECRET_KEY="", VAR_DIR=str(tmp_path), SITE_URL=site)

    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("museumsite: SECRET_KEY is not set.")


def test_a_key_made_for_this_machine_is_not_used_in_production(tmp_path):
    (tmp_path / "secret_key").write_text("made-by-make-run")

    done = python(
        "manage.py",
        "check",
        SECRET_KEY="",
        VAR_DIR=str(tmp_path),
        SITE_URL="https://museum.example",
    )

    assert done.returncode == 1
    assert "SECRET_KEY is not set" in done.stderr


def test_a_port_that_is_taken_is_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = python("-m", "museumsite.serve", PORT=str(port), VAR_DIR=str(tmp_path))

    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        f"museumsite: port {port} on 127.0.0.1 is taken by another program."
        f" Choose another: PORT={port + 1} make run\n"
    )


def test_a_database_that_is_not_safe_ends_the_web_server_with_one_line():
    """Not each of its workers, for ever."""
    done = python(
        "-m",
        "gunicorn",
        "-c",
        "deploy/gunicorn.conf.py",
        "--log-level",
        "warning",
        "museumsite.wsgi",
        DATABASE_URL="sqlite://:memory:",
        PORT=str(free_port()),
    )

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("museumsite: the database 'default' is not safe to serve from")


# --- `make run` -------------------------------------------------------------------------


@pytest.mark.only_on("sqlite")
def test_the_first_start_makes_everything_and_says_where_it_is(first_start):
    assert FIRST_START.fullmatch(first_start.printed.partition("{")[0].rstrip() + "\n")
    assert first_start.statuses == dict.fromkeys(PAGES, 200), first_start.printed
    assert (first_start.folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert first_start.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.only_on("sqlite")
def test_ctrl_c_ends_everything_quietly(first_start):
    assert (first_start.code, first_start.left) == (0, [])
    assert "Traceback" not in first_start.printed


@pytest.mark.only_on("sqlite")
def test_the_second_start_keeps_everything_and_shows_no_password(first_start, serve):
    password = FIRST_START.match(first_start.printed)["password"]

    served = serve()

    assert served.printed.startswith("museumsite is running")
    assert "Password" not in served.printed
    for name in ("secret_key", "static.stamp"):
        assert (served.folder / name).read_bytes() == (first_start.folder / name).read_bytes()
    done = python(
        "manage.py",
        "shell",
        "--no-imports",
        "--command",
        "from django.contrib.auth import authenticate;"
        f"print(authenticate(username='admin', password={password!r}))",
        DATABASE_URL=f"sqlite:///{served.folder}/museumsite.sqlite3",
    )
    assert done.stdout == "admin\n"
    assert served.stop(signal.SIGTERM) == (0, [])


@pytest.mark.only_on("sqlite")
def test_a_letter_worker_that_dies_is_started_again(serve):
    served = serve()
    dead = served.letter_worker()
    dead.kill()
    dead.wait(10)

    alive = served.wait_for(served.letter_worker)

    assert alive.pid != dead.pid
    assert "The letter worker ended with code -9; it starts again in 2 s." in served.printed
    assert served.wait_for(served.picture_worker).pid != alive.pid
    assert served.stop() == (0, [])


@pytest.mark.only_on("sqlite")
def test_a_mail_server_is_named_without_its_password(serve):
    served = serve(EMAIL_URL="smtp+tls://museum:pass-word@mail.museum.example:587")

    assert "  Letters   sent through mail.museum.example\n" in served.printed
    assert "pass-word" not in served.printed


# --- The real web server ----------------------------------------------------------------


def test_the_real_log_names_routes_and_holds_no_secret(real_site):
    secret = "mEvX3nq_0aJ4fEw2-kQzv0TzYhN"
    request = Request(f"{real_site.url}/r/{secret}/", headers={"Referer": f"/r/{secret}/"})

    assert status_of(request) == 404
    real_site.stop()

    assert '"route": "r/<str:secret>/", "status": 404' in real_site.log
    assert secret not in real_site.log


def test_the_real_server_ends_when_asked(real_site):
    (gunicorn,) = real_site.processes
    real_site.stop()

    assert gunicorn.returncode == 0
    with pytest.raises(OSError, match="refused"):
        urlopen(f"{real_site.url}/healthz")


def test_a_real_site_has_the_demonstration_content(start_site):
    site = start_site(demo=True)

    with urlopen(f"{site.url}/events/") as answer:
        page = answer.read().decode()

    assert "стратегическую сессию" in page.replace("\u00a0", " ")
