"""Addresses of what is done to one announcement beside its form."""

from urllib.parse import urlencode

from django.urls import reverse

from events.models import Announcement


def change_url(announcement: Announcement) -> str:
    return reverse("admin:events_announcement_change", args=[announcement.pk])


def look_url(announcement: Announcement, **moment: str) -> str:
    """The page as visitors will see it; with `day` and `time`, as at that moment."""
    address = reverse("admin:events_announcement_look", args=[announcement.pk])
    return f"{address}?{urlencode(moment)}" if moment else address


def previews_url(announcement: Announcement) -> str:
    return reverse("admin:events_announcement_previews", args=[announcement.pk])


def withdraw_url(announcement: Announcement) -> str:
    return reverse("admin:events_announcement_withdraw", args=[announcement.pk])
