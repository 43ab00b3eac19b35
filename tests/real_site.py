"""The real site as processes: gunicorn, the letter worker, a database and a folder of its own.

What takes long, migrating and collecting files, is done once by the first parallel worker that
needs it, and copied: a SQLite file by copying it, a PostgreSQL database as a template.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

from tests.driver import Driver

PROJECT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 35  # longer than gunicorn's graceful_timeout


@dataclass
class RealSite:
    """A site under test; `url` has no slash at its end."""

    folder: Path
    url: str
    env: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _driver: Driver | None = None

    @property
    def inside(self) -> Driver:
        """A process in the site that calls functions of `tests.inside`; made at the first call."""
        if self._driver is None:
            self._driver = Driver(self.env, self._log_file)
        return self._driver

    @property
    def log(self) -> str:
        """What all processes of this site have written so far."""
        return self._log_file.read_text(encoding="utf-8")

    @property
    def letters(self) -> list[Path]:
        """The letters that were sent, oldest first, as files."""
        return sorted((self.folder / "letters").glob("*.eml"))

    def start(self) -> None:
        """Start gunicorn and wait until the site says it can serve."""
        configuration = str(PROJECT / "deploy" / "gunicorn.conf.py")
        gunicorn = self.start_process("-m", "gunicorn", "-c", configuration, "museumsite.wsgi")
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            if gunicorn.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the site did not start:\n{self.log}")
            time.sleep(0.05)

    def start_process(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Python with these arguments in the site's environment, until the site is removed."""
        with self._log_file.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=PROJECT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def start_letter_worker(self) -> subprocess.Popen[bytes]:
        return self.start_process("manage.py", "send_letters")

    def web_workers(self) -> list[psutil.Process]:
        """Gunicorn's workers; its first process only watches over them."""
        gunicorn = psutil.Process(self.processes[0].pid)
        return list(gunicorn.children())

    def stop(self) -> None:
        """Ask every process to end as an operator would, and wait."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(STOP_SECONDS)
        self.processes.clear()

    def run(self, *arguments: str) -> str:
        """What `manage.py` with these arguments prints; raises if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(arguments)}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def shell(self, code: str) -> str:
        """What `code` prints when it runs inside the site, with Django set up."""
        return self.run("shell", "--no-imports", "--command", code)

    def remove(self) -> None:
        """End what is left without asking, and drop the database."""
        processes: list[subprocess.Popen[Any]] = [*self.processes]
        if self._driver:
            processes.append(self._driver.process)
        for process in processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            process.wait()
        _drop_database(self.env["DATABASE_URL"])

    @property
    def _log_file(self) -> Path:
        return self.folder / "site.log"

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


class PreparedSites:
    """Templates of databases, with and without the demonstration content, and static files."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder

    def new_site(self, folder: Path, *, demo: bool, environment: Mapping[str, object]) -> RealSite:
        """A site that is not started yet, with a copy of what is prepared."""
        template = self._prepared(demo=demo)
        folder.mkdir(parents=True)
        media = self._folder(demo=demo) / "media"
        if media.exists():
            shutil.copytree(media, folder / "media")
        (folder / "static").symlink_to(self._folder(demo=False) / "static")
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        database = _new_database(folder, template)
        env = _environment(folder, database) | {"PORT": str(port), "SITE_URL": url}
        return RealSite(folder, url, env | {k: str(v) for k, v in environment.items()})

    def remove(self) -> None:
        for address in self.folder.glob("*.address"):
            _drop_database(address.read_text())

    def _prepared(self, *, demo: bool) -> str:
        """The address of the template, made at the first call of the first worker."""
        template = None if not demo else self._prepared(demo=False)
        known = self._folder(demo=demo).with_suffix(".address")
        with known.with_suffix(".lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not known.exists():
                known.write_text(self._made(template, demo=demo))
        return known.read_text()

    def _made(self, template: str | None, *, demo: bool) -> str:
        folder = self._folder(demo=demo)
        folder.mkdir()
        database = _new_database(folder, template)
        site = RealSite(folder, "", _environment(folder, database))
        if demo:
            site.run("load_demo")
        else:
            site.run("migrate", "--verbosity", "0")
            site.run("collectstatic", "--no-input", "--verbosity", "0")
        return database

    def _folder(self, *, demo: bool) -> Path:
        return self.folder / ("demo" if demo else "empty")


def _environment(folder: Path, database: str) -> dict[str, str]:
    """This process's environment, which tests/settings.py has fixed, for another folder."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "museumsite.settings",
        "DATABASE_URL": database,
        "LOG_LEVEL": "INFO",
        "VAR_DIR": str(folder),
        # Machines fill a form in no time, and all from one address.
        "MINIMUM_FILLING_SECONDS": "0",
        "SIGN_UP_LIMIT": "100000",
    }


def _new_database(folder: Path, template: str | None) -> str:
    """The address of a new database on the server the tests use, or of a new SQLite file."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        path = folder / "museumsite.sqlite3"
        if template:
            shutil.copyfile(template.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"
    name = f"site_{secrets.token_hex(6)}"
    source = _database_name(template) if template else "template1"
    on_server(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _drop_database(address: str) -> None:
    if not address.startswith("sqlite"):
        on_server(f'DROP DATABASE IF EXISTS "{_database_name(address)}" WITH (FORCE)')


def _database_name(address: str) -> str:
    return urlsplit(address).path.removeprefix("/")


def on_server(statement: str) -> None:
    """Run one statement on the PostgreSQL server of the tests, outside any transaction."""
    with psycopg.connect(os.environ["TEST_DATABASE_URL"], autocommit=True) as server:
        server.execute(statement.encode())


def free_port() -> int:
    """A port nothing listens on, for the next moment at least."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
