"""What is coming, and what is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from events.models import Announcement, Session
from museumsite import moments

HOME_SESSIONS = 6
HOME_ANNOUNCEMENTS = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is coming, and what was published lately."""
    at = moments.now()
    coming = Session.objects.upcoming(at).for_lists()
    published = Announcement.objects.published(at).for_readers_of(get_language() or "", at)
    latest = published.newest_first().for_cards()
    return render(
        request,
        "events/home.html",
        {"at": at, "coming": coming[:HOME_SESSIONS], "latest": latest[:HOME_ANNOUNCEMENTS]},
    )
