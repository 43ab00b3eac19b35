"""Django's command of the same name calls GNU gettext; ours needs only Babel."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from museumsite.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles the translations that changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for folder in settings.LOCALE_PATHS:
            for compiled in compile_catalogues(folder):
                self.stdout.write(f"compiled {compiled.parent.parent.name}/{compiled.name}")
