"""`make run`: the web server, the letter worker and the picture worker, until Ctrl-C.

Production runs the same three processes under its own supervisor (README) and none of this.
The children live in sessions of their own: Ctrl-C in a terminal reaches only this process,
which then ends them in good order, so that a request being answered is answered.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from museumsite.prepare import PROJECT, make_secret_key, prepare_data, refuse_a_taken_port

START_SECONDS = 60
GRACE_SECONDS = 30  # a little more than gunicorn's graceful_timeout
LONGEST_PAUSE = 30  # seconds before a child that keeps dying is tried again


@dataclass
class Child:
    """A process that is started again whenever it ends by itself."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    starts_at: float = 0.0
    pause: float = 1.0

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=PROJECT, start_new_session=True)
        self.starts_at = time.monotonic()

    def look_after(self) -> None:
        """Notice that it ended, and start it again when its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.starts_at:
                self.start()
        elif self.process.poll() is not None:
            lived_long = now - self.starts_at > LONGEST_PAUSE
            self.pause = 1.0 if lived_long else min(self.pause * 2, LONGEST_PAUSE)
            code = self.process.returncode
            say(f"{self.name} ended with code {code}; it starts again in {self.pause:.0f} s.")
            self.kill()
            self.process, self.starts_at = None, now + self.pause

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        """End it and whatever it may have left behind in its session."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait()


class Stop:
    """Remembers that Ctrl-C, SIGTERM or the terminal's end asked us to stop, and how often."""

    def __init__(self) -> None:
        self.times_asked = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.times_asked += 1


def main() -> int:
    """Prepare what is missing, serve, and answer with the exit code."""
    try:
        password = prepare()
    except KeyboardInterrupt:
        return 130
    if password:
        # At once: it is kept nowhere, and a start that fails from here on must not swallow it.
        say(f"\n  {'Login':<9} admin\n  {'Password':<9} {password}   (shown only this once)\n")
    stop = Stop()
    children = [
        Child("The web server", [sys.executable, "-m", "gunicorn", *_gunicorn_arguments()]),
        Child("The letter worker", [sys.executable, "manage.py", "send_letters"]),
        Child("The picture worker", [sys.executable, "manage.py", "make_renditions"]),
    ]
    try:
        for child in children:
            child.start()
        if not is_answering(children[0], stop):
            return 0 if stop.times_asked else 1
        say_where()
        while not stop.times_asked:
            for child in children:
                child.look_after()
            time.sleep(0.2)
        return 0
    finally:
        end(children, stop)


def prepare() -> str | None:
    """Everything that must be there before the processes start; see `prepare_data`."""
    make_secret_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "museumsite.settings")
    import django  # only now can the settings be read
    from django.conf import settings

    refuse_a_taken_port(settings.HOST, settings.PORT)
    if not (settings.VAR_DIR / "static.stamp").exists():
        say("Preparing the first start: tables, content, files. A few seconds …")
    django.setup()
    return prepare_data()


def is_answering(web: Child, stop: Stop) -> bool:
    """Wait until the web server listens; False if it gave up, did not come, or we must stop."""
    from django.conf import settings

    # A server that listens everywhere is asked at home.
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  recognised, not chosen
    host = everywhere.get(settings.HOST, settings.HOST)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stop.times_asked:
        if web.process is None or web.process.poll() is not None:
            return False  # it has said why
        try:
            socket.create_connection((host, settings.PORT), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False


def end(children: list[Child], stop: Stop) -> None:
    """Ask all to stop and wait; a second Ctrl-C, or too long a wait, ends them at once."""
    asked_before = stop.times_asked
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and stop.times_asked == asked_before:
        if all(child.process is None or child.process.poll() is not None for child in children):
            break
        time.sleep(0.05)
    for child in children:
        child.kill()


def say_where() -> None:
    """The few lines a newcomer needs."""
    from django.conf import settings

    lines = [("Site", f"{settings.SITE_URL}/"), ("Admin", f"{settings.SITE_URL}/admin/")]
    lines.append(("Letters", _where_letters_go()))
    say("museumsite is running; Ctrl-C stops it.\n")
    for name, value in lines:
        say(f"  {name:<9} {value}")
    say("")


def say(text: str) -> None:
    print(text, flush=True)


def _where_letters_go() -> str:
    """A folder or a mail server's name; its address in full may hold a password."""
    from django.conf import settings

    if settings.EMAIL_URL:
        address = urlsplit(settings.EMAIL_URL)
        return f"sent through {address.hostname or address.scheme}"
    folder, here = Path(settings.EMAIL_FILE_PATH), Path.cwd()
    return f"files in {folder.relative_to(here) if folder.is_relative_to(here) else folder}"


def _gunicorn_arguments() -> list[str]:
    # What gunicorn says of an ordinary start and stop is not for a newcomer's first screen.
    configuration = str(PROJECT / "deploy" / "gunicorn.conf.py")
    return ["-c", configuration, "--log-level", "warning", "museumsite.wsgi"]


if __name__ == "__main__":
    sys.exit(main())
