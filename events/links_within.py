"""Which links of a text lead nowhere on this site. Other sites are not asked: they come and go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.core.files.storage import default_storage
from django.utils.encoding import iri_to_uri

from events.answers import match_of
from events.body_facts import Link
from events.models import Announcement, FormerSlug

_MAX_FILES = 50  # each is a question to the disk, or to another machine
_ANNOUNCEMENT = "events:announcement"


@dataclass(frozen=True)
class Broken:
    """Links that lead nowhere, and those that lead to what visitors do not see at that moment."""

    dead: list[Link]
    hidden: list[Link]


def broken_links(links: Iterable[Link], at: datetime) -> Broken:
    """Those among `links` that a visitor could not follow on this site, in four queries at most."""
    paths = {link: path for link in links if (path := _path_here(link.address))}
    doubtful: list[Link] = []
    slugs: dict[Link, str] = {}
    files = 0
    for link, path in paths.items():
        if path.startswith(settings.MEDIA_URL):
            files += 1
            if files <= _MAX_FILES and not _is_file(path):
                doubtful.append(link)
            continue
        view, slug = _view_of(path)
        if view is None:
            doubtful.append(link)
        elif view == _ANNOUNCEMENT:
            slugs[link] = slug
    there, hidden = _announcements(set(slugs.values()), at)
    doubtful += [link for link, slug in slugs.items() if slug not in there]
    moved = _moved({paths[link] for link in doubtful})
    return Broken(
        [link for link in doubtful if paths[link] not in moved],
        [link for link, slug in slugs.items() if slug in hidden],
    )


def _path_here(address: str) -> str:
    """The path on this site that `address` means; «» for other sites, mail, telephones."""
    try:
        parts = urlsplit(urljoin(f"{settings.SITE_URL}/events/page/", address))
    except ValueError:  # «//[»: no address at all, and no browser takes it for one of ours
        return ""
    if parts.scheme not in {"http", "https"} or parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return ""
    return "" if address.startswith("#") else unquote(parts.path).replace("\0", "") or "/"


def _is_file(path: str) -> bool:
    try:
        return default_storage.exists(path.removeprefix(settings.MEDIA_URL))
    except (OSError, ValueError):  # a name that leads out of the folder, or is too long
        return False


def _view_of(path: str) -> tuple[str | None, str]:
    """The page at `path` and the slug in it."""
    match = match_of(path)
    return (match.view_name, str(match.kwargs.get("slug", ""))) if match else (None, "")


def _announcements(slugs: set[str], at: datetime) -> tuple[set[str], set[str]]:
    """Which of `slugs` are or were addresses of announcements, and which of those are not out."""
    if not slugs:
        return set(), set()
    known = {
        row.slug: row.is_published(at)
        for row in Announcement.objects.filter(slug__in=slugs).only(
            "slug", "published_at", "withdrawn_at"
        )
    }
    former = FormerSlug.objects.filter(slug__in=slugs - known.keys()).select_related("announcement")
    known |= {row.slug: row.announcement.is_published(at) for row in former}
    return set(known), {slug for slug, is_out in known.items() if not is_out}


def _moved(paths: set[str]) -> set[str]:
    """Which of `paths` are addresses of the old site that lead somewhere."""
    if not paths:
        return set()
    spellings = {
        spelling: path
        for path in paths
        for bare in (path.rstrip("/"), iri_to_uri(path.rstrip("/")))
        for spelling in (bare, f"{bare}/")
    }
    known = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=list(spellings))
    leading = known.exclude(new_path="").values_list("old_path", flat=True)
    return {spellings[old] for old in leading}
