"""`manage.py rebuild_search`: what is searched of every announcement, made anew."""

from typing import Any

from django.core.management.base import BaseCommand

from events.search import index


class Command(BaseCommand):
    help = (
        "Makes the search columns and the words known to the site anew from the announcements."
        " Needed after rows were changed without the site, for example in SQL; harms nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in index.rebuild():
            if options["verbosity"] > 1:
                self.stdout.write(f"{done} …")
        self.stdout.write(f"{done} announcements can be found by their words again.")
