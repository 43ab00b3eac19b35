"""What is coming, and what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events.models import Announcement, Session
from museumsite import moments

HOME_SESSIONS = 6
HOME_ANNOUNCEMENTS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is coming, and what was published lately."""
    at = moments.now()
    coming = Session.objects.upcoming(at).select_related("announcement", "venue")
    latest = Announcement.objects.published(at).newest_first().for_cards()
    return render(
        request,
        "events/home.html",
        {"at": at, "coming": coming[:HOME_SESSIONS], "latest": latest[:HOME_ANNOUNCEMENTS]},
    )
