"""A site made with WordPress moves here, from its export and a copy of its uploads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from events.imports.report import Report
from events.imports.wordpress import WordPressImport
from events.imports.wxr import BrokenExport, NotAnExport
from museumsite import moments


class Command(BaseCommand):
    help = (
        "Take the posts of a WordPress export (Tools → Export) as announcements. Run it again"
        " whenever you like: what has not changed is not touched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the export, an .xml file")
        parser.add_argument(
            "--media", type=Path, help="a copy of the old site's folder wp-content/uploads"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be, and stop")
        parser.add_argument("--pages", action="store_true", help="take pages, too, not only posts")
        parser.add_argument("--again", action="store_true", help="take what was deleted here, too")
        parser.add_argument(
            "--as-typed", action="store_true", help="leave quotation marks and dashes as they are"
        )
        parser.add_argument("--report", type=Path, help="write the whole report into this file")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["media"] and not options["media"].is_dir():
            raise CommandError(f"{options['media']} is not a folder")
        wanted = WordPressImport(
            path=options["file"],
            at=moments.now(),
            folder=options["media"],
            is_dry=options["dry_run"],
            with_pages=options["pages"],
            again=options["again"],
            is_typeset=not options["as_typed"],
        )
        # The report is read by those who know the posts, in the language of the site.
        with translation.override(settings.LANGUAGE_CODE):
            try:
                wanted.run()
            except (NotAnExport, BrokenExport) as error:
                nothing = _("Nothing was taken.")
                raise CommandError(f"{options['file']}: {error} {nothing}") from error
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from error
            finally:  # of an import that was interrupted, too
                self._tell(wanted.report, options["report"])

    def _tell(self, report: Report, path: Path | None) -> None:
        if not report.lines:
            return
        text = report.full_text()
        if path is not None:
            try:
                path.write_text(text, encoding="utf-8")
                text = "\n".join(report.summary())
            except OSError as error:
                self.stderr.write(f"{path}: {error.strerror}")
        self.stdout.write(text.rstrip())
