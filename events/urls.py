"""Announcements and their lists."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("", views.home, name="home"),
    path("events/", views.feed, name="feed"),
    path("events/<slug:slug>/", views.announcement, name="announcement"),
    # By a secret link
    path("preview/<str:secret>/", views.preview, name="preview"),
]
