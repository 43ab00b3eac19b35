"""Handing a page on: by a link, through a messenger, on paper."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

import segno
from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.models import Announcement
from museumsite.pages import absolute

register = template.Library()
_QUIET_ZONE = 4  # modules, what readers of the codes ask for


@dataclass(frozen=True)
class Way:
    """A plain link by which somebody else is told."""

    name: str
    url: str


@dataclass(frozen=True)
class Share:
    address: str  # whole
    shown: str  # the same as people read and type it
    ways: list[Way]


@register.simple_tag
def share_of(announcement: Announcement) -> Share:
    """How `announcement` is handed on. Nothing is fetched from anybody for it."""
    address = absolute(announcement.get_absolute_url())
    title = " ".join(announcement.title.split())  # without the unbreakable spaces of a page
    letter = urlencode({"subject": title, "body": f"{title}\n{address}"}, quote_via=quote)
    return Share(
        address=address,
        shown=address.split("://", 1)[-1].rstrip("/"),
        ways=[
            Way("Telegram", f"https://t.me/share/url?{_query(url=address, text=title)}"),
            Way(_("VK"), f"https://vk.com/share.php?{_query(url=address, title=title)}"),
            Way(_("E-mail"), f"mailto:?{letter}"),
        ],
    )


@register.simple_tag
@lru_cache(maxsize=500)  # some milliseconds each, and always the same
def qr_code(address: str) -> SafeString:
    """The picture of `address` for cameras, drawn into the page."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        border=_QUIET_ZONE, omitsize=True, svgclass="qr__picture", lineclass=None, dark="#000"
    )
    return mark_safe(svg)  # noqa: S308  drawn by segno: squares, none of the address's letters


def _query(**values: str) -> str:
    """Spaces as %20: some programs show a plus as it stands."""
    return urlencode(values, quote_via=quote)
