"""The letter worker: what happens by the clock, the letters, what comes back, and tidying.

Any number may run at once. Whatever fails in one part is logged and stops no other part.
"""

import logging
import signal
import time
import traceback
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from museumsite import moments
from museumsite.checks import require_database_settings
from registrations import floods
from registrations.clockwork import run_due
from registrations.left_uploads import forget_left_uploads
from registrations.letters import bounces, sending

logger = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between rounds in which nothing was left to send
PAUSE_AFTER_FAILURE = 10.0  # seconds: a database that is away is waited for
LONGEST_SENDING = 30.0  # seconds of a round: a slow mail server must not hold up the clock
BOUNCES_EVERY = 300.0  # seconds
TIDYING_EVERY = 600.0  # seconds


class Command(BaseCommand):
    help = "Do what is due by the clock and send the letters; with --once, end when none is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        require_database_settings()
        worker = Worker()
        if options["once"]:
            tried = worker.work_once()
            self.stdout.write(f"letters tried: {tried}")
            if worker.failed:
                raise CommandError(f"failed: {', '.join(worker.failed)}; see the log")
            return

        def on_signal(number: int, frame: FrameType | None) -> None:
            worker.stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        worker.work_until_stopped()


class Worker:
    """One worker's rounds: the clock, then letters for a while, now and then the rest."""

    def __init__(self) -> None:
        self.stop = Event()
        self.failed: list[str] = []
        self._next_at: dict[str, float] = {}

    def work_until_stopped(self) -> None:
        while not self.stop.is_set():
            close_old_connections()
            self.failed.clear()
            is_all_sent = self._round()
            if self.failed:
                self.stop.wait(PAUSE_AFTER_FAILURE)
            elif is_all_sent:
                self.stop.wait(PAUSE)

    def work_once(self) -> int:
        """Every part once, and letters until none is due; how many were tried."""
        self._part("clock", lambda: run_due(moments.now()))
        self._bounces_and_tidying()
        return self._part("letters", lambda: send_all_due(self.stop))

    def _round(self) -> bool:
        """One round; whether no letter is left to send now."""
        self._part("clock", lambda: run_due(moments.now()))
        tried = self._part("letters", lambda: send_all_due(self.stop, LONGEST_SENDING))
        self._bounces_and_tidying()
        return not tried

    def _bounces_and_tidying(self) -> None:
        if settings.BOUNCE_MAILBOX_URL:
            self._now_and_then("bounces", BOUNCES_EVERY, bounces.read_mailbox)
        self._now_and_then("floods", TIDYING_EVERY, floods.forget_past_windows)
        self._now_and_then("uploads", TIDYING_EVERY, lambda: forget_left_uploads(moments.now()))

    def _now_and_then(self, name: str, pause: float, work: Callable[[], int | None]) -> None:
        now = time.monotonic()
        if now >= self._next_at.get(name, now):
            self._next_at[name] = now + pause
            self._part(name, work)

    def _part(self, name: str, work: Callable[[], int | None]) -> int:
        """Do one part of the work; how much there was. A failure is logged, without what people
        have typed: only where it happened.
        """
        try:
            return work() or 0
        except Exception as error:
            *_rest, place = traceback.extract_tb(error.__traceback__)
            reason = f"{type(error).__name__} in {place.name}, {Path(place.filename).name}"
            logger.error("the letter worker: %s failed, %s:%s", name, reason, place.lineno)
            self.failed.append(name)
        return 0


def send_all_due(stop: Event, longest: float | None = None) -> int:
    """Try the letters that are due, one after another, for `longest` seconds; how many."""
    ends = None if longest is None else time.monotonic() + longest
    tried = 0
    while not stop.is_set() and sending.send_next():
        tried += 1
        if ends is not None and time.monotonic() >= ends:
            break
    return tried
