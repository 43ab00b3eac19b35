"""The feeds, and the page that says in plain words what they are for."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import conditional
from events.feeds import About, entries, feed_answer, feed_version
from events.models import Announcement, AnnouncementQuerySet, Category, Organisation
from events.museums import announcements_of, museums_shown
from museumsite import moments
from museumsite.pages import site_name

MOST_MUSEUMS = 1_000  # on the page that lists the feeds; every museum's own page names its own


@require_safe
def everything(request: HttpRequest, form: str) -> HttpResponse:
    """The newest announcements of the site."""
    about = About(
        title=site_name(),
        description=_("News, announcements and interviews of museums, newest first."),
        page=reverse("events:home"),
        address=request.path,
        key="everything",
    )
    return _feed(request, form, about, _in_language(Announcement.objects.all(), moments.now()))


@require_safe
def of_category(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest announcements under one category."""
    category = get_object_or_404(Category, slug=slug)
    about = About(
        title=f"{category} — {site_name()}",
        description=_("What is published under “%(category)s”, newest first.")
        % {"category": category},
        page=category.get_absolute_url(),
        address=request.path,
        key=f"category-{category.pk}",
        changed_at=category.updated_at,
    )
    return _feed(request, form, about, _in_language(category.announcements.all(), moments.now()))


@require_safe
def of_museum(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The newest announcements of what one museum holds."""
    at = moments.now()
    museum = museums_shown(at).filter(slug=slug).first()
    if museum is None:
        current = get_object_or_404(Organisation, former_slugs__slug=slug)
        return redirect("events:museum_news", slug=current.slug, form=form, permanent=True)
    about = About(
        title=f"{museum.local_name} — {site_name()}",
        description=_("What this museum holds, alone or with others, newest first."),
        page=museum.get_absolute_url(),
        address=request.path,
        key=f"museum-{museum.pk}",
        changed_at=museum.updated_at,
    )
    return _feed(request, form, about, _in_language(announcements_of(museum), at))


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    """What can be followed, and how."""
    at = moments.now()
    return render(
        request,
        "events/feeds.html",
        {
            "at": at,
            "categories": Category.objects.all(),
            "museums": museums_shown(at).defer("about").order_by("name", "pk")[:MOST_MUSEUMS],
        },
    )


def _in_language(announcements: AnnouncementQuerySet, at: datetime) -> AnnouncementQuerySet:
    """What is out of them, one of each pair of counterparts, in the language of the address."""
    return announcements.published(at).for_readers_of(get_language() or "", at)


def _feed(
    request: HttpRequest, form: str, about: About, announcements: AnnouncementQuerySet
) -> HttpResponse:
    shown = entries(announcements)
    version = feed_version(form, about, shown)
    return conditional.answer(request, version, lambda: feed_answer(form, about, shown))
