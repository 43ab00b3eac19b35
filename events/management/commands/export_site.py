"""Everything public as JSON with its pictures and files, readable without this program."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.exports.site import NotEmpty, SiteExport
from museumsite import moments


class Command(BaseCommand):
    help = "Write everything public into a new folder: JSON, pictures, files, and what they mean."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="a folder that is empty or not there yet")
        parser.add_argument(
            "--drafts",
            action="store_true",
            help="what is not public, too: drafts, scheduled and withdrawn announcements",
        )
        parser.add_argument(
            "--originals",
            action="store_true",
            help="the original pictures as they were uploaded, too, with what cameras wrote there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        export = SiteExport(
            options["folder"],
            moments.now(),
            with_drafts=options["drafts"],
            with_originals=options["originals"],
        )
        try:
            export.write()
        except NotEmpty as error:
            raise CommandError(f"{error} is not empty: nothing was written") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        if options["verbosity"] > 0:
            for name, number in export.counts.items():
                self.stdout.write(f"{name}: {number}")
