"""The guests of the demonstration, once."""

from typing import Any

from django.core.management.base import BaseCommand

from registrations.demo.guests import sign_guests_up


class Command(BaseCommand):
    help = "Sign the invented guests up for the demonstration's workshop, unless somebody has."

    def handle(self, *args: Any, **options: Any) -> None:
        number = sign_guests_up()
        if options["verbosity"] > 0:
            self.stdout.write(f"registrations made: {number}")
