"""Every address of the site. The Russian pages have no prefix, the English ones /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from museumsite import health, media

urlpatterns: list[URLPattern | URLResolver] = [
    # For machines
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("events.machine_urls")),
    path(f"{settings.MEDIA_URL.strip('/')}/<path:name>", media.file, name="media"),
]

urlpatterns += i18n_patterns(
    path("admin/", include("registrations.admin.urls")),
    path("admin/", include("events.admin.taking_in")),
    path("admin/", admin.site.urls),
    path("", include("museumsite.page_urls")),
    path("", include("registrations.urls")),
    path("", include("events.urls")),
    prefix_default_language=False,
)

handler400 = "museumsite.pages.bad_request"
