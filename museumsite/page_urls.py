"""Pages about the site itself."""

from django.urls import path

from museumsite import pages

app_name = "pages"
urlpatterns = [
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("styleguide/", pages.styleguide, name="styleguide"),
]
