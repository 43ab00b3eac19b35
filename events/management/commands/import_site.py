"""An export of this program (`export_site`) read back into an empty site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from events.imports.site import NotAnExport, NotEmpty, SiteImport


class Command(BaseCommand):
    help = "Read what export_site wrote into a site that has no announcements yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        wanted = SiteImport(folder)
        with translation.override(settings.LANGUAGE_CODE):
            try:
                wanted.run()
            except NotEmpty as error:
                raise CommandError("there are announcements here: nothing was taken") from error
            except NotAnExport as error:
                raise CommandError(f"{folder}: {error}. No announcement was taken.") from error
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error
        for name, number in wanted.counts.items():
            self.stdout.write(f"{name}: {number}")
