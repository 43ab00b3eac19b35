"""Announcements and sessions from a table (.csv, .xlsx) or a calendar file (.ics)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from events.imports import template
from events.imports.events_run import EventsImport
from events.imports.tables import NotATable
from museumsite import moments


class Command(BaseCommand):
    help = (
        "Take the rows of a table or the events of a calendar file as announcements with sessions."
        " A row is taken whole or left; run it again whenever you like."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", help="a file .csv, .xlsx or .ics")
        parser.add_argument(
            "--template", type=Path, help="write an empty table to fill in, .xlsx or .csv, and stop"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be, and stop")
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish at once what names no publication date; otherwise it is a draft",
        )
        parser.add_argument("--again", action="store_true", help="take what was deleted here, too")
        parser.add_argument("--report", type=Path, help="write the whole report into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        # The table and the report are read by editors, in the language of the site.
        with translation.override(settings.LANGUAGE_CODE):
            try:
                if options["template"]:
                    self._write_template(options["template"])
                elif options["file"]:
                    self._take(options)
                else:
                    raise CommandError("name a file, or --template")
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error

    def _take(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        wanted = EventsImport(
            name=path.name,
            content=path.read_bytes(),
            at=moments.now(),
            is_dry=options["dry_run"],
            again=options["again"],
            publishes=options["publish"],
        )
        try:
            wanted.run()
        except NotATable as error:
            nothing = _("Nothing was taken.")
            raise CommandError(f"{path}: {error} {nothing}") from error
        text = wanted.report.full_text()
        if options["report"]:
            options["report"].write_text(text, encoding="utf-8")
            text = "\n".join(wanted.report.summary())
        self.stdout.write(text.rstrip())

    def _write_template(self, path: Path) -> None:
        if path.exists():
            raise CommandError(f"{path} exists already")
        match path.suffix.lower():
            case ".xlsx":
                path.write_bytes(template.workbook())
            case ".csv":
                path.write_text(template.csv_text(), encoding="utf-8", newline="")
            case _:
                raise CommandError("a template is an .xlsx or a .csv")
        self.stdout.write(f"written: {path}")
