"""What feeds say of an announcement: its text for programs that show it far from our pages."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urljoin

from django.core.files.storage import default_storage
from django.utils.feedgenerator import Enclosure
from django.utils.translation import gettext as _

from events.models import Announcement, Picture
from events.pictures.places import SHARE
from events.rich_text.tree import Element, Node, parsed, written
from museumsite.pages import absolute

# What XML 1.0 cannot hold, not even as a reference.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ADDRESSES = {"href", "src"}


def xml_safe(text: str) -> str:
    """`text` without the characters that would make a whole feed unreadable."""
    return _NOT_XML.sub("", text)


def full_text(announcement: Announcement) -> str:
    """The whole text as HTML that stands by itself: every address whole, nothing of our pages."""
    page = absolute(announcement.get_absolute_url())
    return xml_safe(written(_by_itself(parsed(announcement.body), page)))


def cover_enclosure(cover: Picture | None) -> Enclosure | None:
    """The cover as it is shared, a JPEG; None while there is none."""
    if cover is None:
        return None
    jpegs = [entry for entry in cover.renditions if entry["format"] == "JPEG"]
    cut = [entry for entry in jpegs if entry["crop"] == SHARE.name]
    whole = [entry for entry in jpegs if entry["crop"] == ""]
    if not cut and not whole:
        return None
    name = max(cut or whole, key=lambda entry: entry["width"])["name"]
    size = _size_of(name)
    if size is None:
        return None
    return Enclosure(absolute(default_storage.url(name)), str(size), "image/jpeg")


@lru_cache(maxsize=2_000)  # a name is made once for one content; a storage may be far away
def _size_of(name: str) -> int | None:
    """In bytes; None when the file is gone."""
    try:
        return default_storage.size(name)
    except OSError:
        return None


def _by_itself(nodes: Iterable[Node], page: str) -> list[Node]:
    return [node if isinstance(node, str) else _element(node, page) for node in nodes]


def _element(element: Element, page: str) -> Element:
    attributes = {
        name: _whole(page, value) if name in _ADDRESSES else value
        for name, value in element.attributes.items()
        if not name.startswith("data-")
    }
    children = _by_itself(element.children, page)
    if video := element.attributes.get("data-video"):
        link = Element("a", {"href": video}, [_("Watch the video")])
        children.append(Element("p", {}, [link]))
    return Element(element.tag, attributes, children)


def _whole(page: str, address: str) -> str:
    """`address` with its host; what is none («//[») stays as it was typed."""
    try:
        return urljoin(page, address)
    except ValueError:
        return address
