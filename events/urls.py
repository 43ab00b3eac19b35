"""Announcements and their lists."""

from django.urls import path, re_path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("events/", views.feed, name="feed"),
    path("events/<slug:slug>/", views.announcement, name="announcement"),
    # By the time of publication
    path("archive/", views.archive, name="archive"),
    re_path(r"^archive/(?P<year>[12][0-9]{3})/$", views.archive_year, name="archive_year"),
    re_path(
        r"^archive/(?P<year>[12][0-9]{3})/(?P<number>0?[1-9]|1[0-2])/$",
        views.archive_month,
        name="archive_month",
    ),
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
    # By day and by museum
    path("calendar/", views.calendar, name="calendar"),
    re_path(
        r"^calendar/(?P<year>[12][0-9]{3})/(?P<number>0?[1-9]|1[0-2])/$",
        views.calendar_month,
        name="calendar_month",
    ),
    path("museums/", views.museums, name="museums"),
    path("museums/<slug:slug>/", views.museum, name="museum"),
    # For calendar programs
    path("feeds/events.ics", views.calendar_feed, name="calendar_feed"),
    path("feeds/category/<slug:slug>.ics", views.category_calendar, name="category_calendar"),
    path("feeds/museum/<slug:slug>.ics", views.museum_calendar, name="museum_calendar"),
    path("feeds/session/<int:pk>.ics", views.session_calendar, name="session_calendar"),
    # By a secret link
    path("preview/<str:secret>/", views.preview, name="preview"),
]
