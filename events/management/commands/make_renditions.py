"""The picture worker: renditions of uploaded pictures, and the drawn cards of shared links.

Any number may run at once. A picture that cannot be read stops no other.
"""

import logging
import os
import signal
import time
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from events.models import Picture
from events.pictures import work
from events.pictures.card_work import CardRounds
from museumsite import moments
from museumsite.checks import require_database_settings

logger = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between rounds in which nothing was left to make
PAUSE_AFTER_FAILURE = 10.0  # seconds: a database that is away is waited for
LONGEST_MAKING = 60.0  # seconds of a round: many uploads must not hold up the cards
NICENESS = 10  # visitors are answered first


class Command(BaseCommand):
    help = (
        "Make the renditions of pictures and the cards of shared links;"
        " with --once, end when nothing is left."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="make what is due now, then end")
        parser.add_argument(
            "--all",
            action="store_true",
            help="look at every picture again: after an update that changed what pages show,"
            " or when files of the media folder were lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_database_settings()
        if options["all"]:
            Picture.objects.update(
                state=Picture.State.WAITING, claimed_until=None, attempts=0, trouble=""
            )
        worker = Worker()
        if options["once"]:
            made = worker.make_pictures()
            drawn = worker.cards.draw_all(moments.now())
            self.stdout.write(f"pictures: {made}, cards: {drawn}")
            return

        def on_signal(number: int, frame: FrameType | None) -> None:
            worker.stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, on_signal)
        os.nice(NICENESS)
        worker.work_until_stopped()


class Worker:
    """One worker's rounds: pictures for a while, then the cards of what has changed."""

    def __init__(self) -> None:
        self.stop = Event()
        self.cards = CardRounds(self.stop.is_set)

    def work_until_stopped(self) -> None:
        while not self.stop.is_set():
            close_old_connections()
            pause = 0.0
            try:
                made = self.make_pictures(LONGEST_MAKING)
                self.cards.look(moments.now())
                pause = 0.0 if made else PAUSE
            except Exception as error:  # a database that is away, a disk that is full
                logger.exception("the picture worker: %s", type(error).__name__)
                pause = PAUSE_AFTER_FAILURE
            self.stop.wait(pause)

    def make_pictures(self, longest: float | None = None) -> int:
        """Make one picture after another, for `longest` seconds; how many."""
        ends = None if longest is None else time.monotonic() + longest
        made = 0
        while not self.stop.is_set() and work.make_next(self.stop.is_set):
            made += 1
            if ends is not None and time.monotonic() >= ends:
                break
        return made
