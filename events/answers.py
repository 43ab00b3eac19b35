"""Whether this site has a page at an address, for those who keep addresses of an old one."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from events.models import Announcement, FormerMuseumSlug, FormerSlug, Organisation


def pages_at(paths: Iterable[str], at: datetime) -> dict[str, bool]:
    """Which of `paths` are pages that a visitor sees at `at`, in four queries at most.

    Redirects of the old site are not asked. A path about which only its view could tell (a month
    of the archive, a sign-up's form, a file) is left out of the answer.
    """
    pages: dict[str, bool] = {}
    slugs: dict[str, dict[str, str]] = {"events:announcement": {}, "events:museum": {}}
    for path in paths:
        if path.startswith(settings.STATIC_URL):
            continue
        match = match_of(path)
        if match is None:
            pages[path] = False
        elif match.view_name in slugs:
            slugs[match.view_name][path] = str(match.kwargs["slug"])
        elif not match.kwargs:
            pages[path] = True
    announcements, museums = slugs["events:announcement"], slugs["events:museum"]
    out = _announcements_out(set(announcements.values()), at)
    there = _museums(set(museums.values()))
    pages |= {path: slug in out for path, slug in announcements.items()}
    return pages | {path: slug in there for path, slug in museums.items()}


def match_of(path: str) -> ResolverMatch | None:
    """The page of this site at `path`, in the language the path is in; None when there is none.

    A page without the last slash is redirected to, so it is one.
    """
    language = translation.get_language_from_path(path) or settings.LANGUAGE_CODE
    with translation.override(language):
        for candidate in (path, f"{path}/"):
            try:
                return resolve(candidate)
            except Resolver404:
                continue
    return None


def _announcements_out(slugs: set[str], at: datetime) -> set[str]:
    if not slugs:
        return set()
    out = Announcement.objects.published(at)
    former = FormerSlug.objects.filter(slug__in=slugs, announcement__in=out)
    return {
        *out.filter(slug__in=slugs).values_list("slug", flat=True),
        *former.values_list("slug", flat=True),
    }


def _museums(slugs: set[str]) -> set[str]:
    if not slugs:
        return set()
    return {
        *Organisation.objects.filter(slug__in=slugs).values_list("slug", flat=True),
        *FormerMuseumSlug.objects.filter(slug__in=slugs).values_list("slug", flat=True),
    }
