from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class MuseumsiteConfig(AppConfig):
    name = "museumsite"

    def ready(self) -> None:
        from museumsite import checks, databases  # noqa: F401  importing registers them


class AdminConfig(DjangoAdminConfig):
    default_site = "museumsite.admin.MuseumAdminSite"
