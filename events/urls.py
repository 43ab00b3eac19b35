"""Announcements and their lists."""

from django.urls import path, re_path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("events/", views.feed, name="feed"),
    path("events/<slug:slug>/", views.announcement, name="announcement"),
    # To follow
    path("feeds/", views.feeds, name="feeds"),
    re_path(r"^feeds/events\.(?P<form>rss|atom)$", views.everything, name="news"),
    re_path(
        r"^feeds/category/(?P<slug>[-\w]+)\.(?P<form>rss|atom)$",
        views.of_category,
        name="category_news",
    ),
    re_path(
        r"^feeds/museum/(?P<slug>[-\w]+)\.(?P<form>rss|atom)$", views.of_museum, name="museum_news"
    ),
    # By a secret link
    path("preview/<str:secret>/", views.preview, name="preview"),
]
