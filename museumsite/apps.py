import logging

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class MuseumsiteConfig(AppConfig):
    name = "museumsite"

    def ready(self) -> None:
        logging.captureWarnings(True)  # one JSON object a line, warnings included
        from museumsite import checks, databases  # noqa: F401  importing registers them


class AdminConfig(DjangoAdminConfig):
    default_site = "museumsite.admin.MuseumAdminSite"

    def ready(self) -> None:
        super().ready()
        from museumsite import accounts  # noqa: F401  after Django's own, which it replaces
