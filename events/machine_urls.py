"""What robots ask for: at fixed addresses, in no language."""

from django.urls import path

from events.views import sitemap

urlpatterns = [
    path("robots.txt", sitemap.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_file, name="sitemap_file"),
]
