"""The letter worker: sends what the outbox holds, until it is told to stop."""

import logging
import signal
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from museumsite.checks import require_database_settings
from registrations import floods, letters

logger = logging.getLogger(__name__)
PAUSE = 2  # seconds between looks into an empty outbox
PAUSE_WITHOUT_DATABASE = 10  # seconds
ROUNDS_BETWEEN_CLEANINGS = 300


class Command(BaseCommand):
    help = "Send the letters that are due; with --once, end when none is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        require_database_settings()
        stop = Event()
        if options["once"]:
            sent = send_all_due(stop)
            floods.forget_past_windows()
            self.stdout.write(f"letters tried: {sent}")
            return

        def on_signal(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        work_until(stop)


def work_until(stop: Event) -> None:
    """Look into the outbox again and again. A database that is away is waited for."""
    rounds = 0
    while not stop.is_set():
        close_old_connections()
        try:
            send_all_due(stop)
            if rounds % ROUNDS_BETWEEN_CLEANINGS == 0:
                floods.forget_past_windows()
        except Error as error:
            logger.error("the database is away: %s", type(error).__name__)
            stop.wait(PAUSE_WITHOUT_DATABASE)
        rounds += 1
        stop.wait(PAUSE)


def send_all_due(stop: Event) -> int:
    """Try every letter that is due, one after another; how many were tried."""
    tried = 0
    while not stop.is_set() and letters.send_next():
        tried += 1
    return tried
