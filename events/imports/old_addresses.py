"""Addresses of the old site lead to what took their place: rows of `django.contrib.redirects`."""

from django.conf import settings
from django.contrib.redirects.models import Redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from events.answers import match_of
from events.redirects import path_of

LONGEST = 200  # characters: the column's


def page_address(slug: str, language: str) -> str:
    """The address of an announcement by its slug: English pages stand below /en/."""
    with translation.override(language):
        return reverse("events:announcement", args=[slug])


def lead(link: str, here: str, *, is_dry: bool = False) -> str:
    """Make `link` of the old site lead to `here`; what should be looked at, or nothing.

    Nothing is written for an address that is a page of this site or where staff have decided
    otherwise. What led to the old address leads straight to the new one.
    """
    path = path_of(link)
    if not path or path == here.rstrip("/"):
        return ""
    if len(path) > LONGEST:
        return _("the old address %(path)s is too long to redirect") % {"path": path}
    if _is_a_page(path):
        return ""
    known = Redirect.objects.filter(site_id=settings.SITE_ID, old_path__in=[path, f"{path}/"])
    row = known.first()
    if row is not None and row.new_path != here:
        return _("the old address %(path)s leads to %(there)s already: left so") % {
            "path": path,
            "there": row.new_path or "—",
        }
    if is_dry:
        return ""
    if row is None:
        Redirect.objects.create(site_id=settings.SITE_ID, old_path=path, new_path=here)
    # No chains: two steps would be two answers to wait for.
    before = Redirect.objects.filter(
        site_id=settings.SITE_ID, new_path__in=[path, f"{path}/"]
    ).exclude(old_path__in=[here, here.rstrip("/")])
    before.update(new_path=here)
    return ""


def _is_a_page(path: str) -> bool:
    """Whether this site has pages of its own there, an announcement's old address excepted."""
    match = None if path.startswith("/?") else match_of(path)
    return match is not None and match.view_name != "events:announcement"
