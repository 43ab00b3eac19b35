"""The demonstration content, once: a second run, or a site with content, stays as it is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from museumsite import moments
from registrations.demo.guests import sign_guests_up
from registrations.demo.loading import load_into_empty


class Command(BaseCommand):
    help = "Load the demonstration content into an empty database. Nothing is ever replaced."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--without-guests",
            action="store_false",
            dest="with_guests",
            help="sign nobody up, as inside a transaction, where the desk cannot work",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Names and addresses are stored as visitors of the main pages read them.
        with translation.override("ru"):
            is_loaded = load_into_empty(moments.now())
            if is_loaded and options["with_guests"]:
                sign_guests_up()
        if options["verbosity"] > 0:
            self.stdout.write(
                "The demonstration content is loaded."
                if is_loaded
                else "There is content already: nothing was changed."
            )
