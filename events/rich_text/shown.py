"""Rich text on a page: pictures in their renditions, videos as stills, files with type and size.

The kept text names pictures and files by their keys: one query for all pictures, one for all
files, however many there are. Nothing of another host is loaded, a video is a link to its page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from events.models import Document, Picture
from events.pictures.shown import picture_html
from events.rich_text.tree import Element, Node, elements, parsed, text_of, written
from museumsite.wording import NBSP, unbroken

_VIDEO_SITES = {
    "vk.com": "VK Видео",
    "vk.ru": "VK Видео",
    "vkvideo.ru": "VK Видео",
    "rutube.ru": "RuTube",
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "dzen.ru": "Дзен",
    "ok.ru": "Одноклассники",
}
# «449-81-17»: what stands before it is tied by spaces that do not break.
_END_OF_TELEPHONE = re.compile(r"(?<![\d-])(\d{2,3}-\d\d-\d\d)(?![\d-])")


@dataclass(frozen=True)
class _Kept:
    """What a text names by key, and the names of its tables, each its own."""

    pictures: dict[int, Picture]
    documents: dict[int, Document]
    tables: Iterator[str]


def shown(html: str) -> SafeString:
    """`html`, which `cleaned` has made, as a page shows it."""
    nodes = parsed(html)
    kept = _Kept(
        pictures=Picture.objects.in_bulk(_keys(nodes, "data-picture")),
        documents=Document.objects.in_bulk(_keys(nodes, "data-document")),
        tables=_names_of_tables(sum(element.tag == "table" for element in elements(nodes))),
    )
    return mark_safe(written(_shown(nodes, kept)))  # noqa: S308  escaped, as `cleaned` made it


def file_facts(document: Document) -> str:
    """«PDF, 1,2 МБ»."""
    return f"{document.kind.upper()}, {unbroken(filesizeformat(document.size))}"


def video_site(address: str) -> str:
    """What people call the site that shows the video."""
    host = (urlsplit(address).hostname or "").removeprefix("www.").removeprefix("m.")
    return _VIDEO_SITES.get(host, host)


def _keys(nodes: list[Node], name: str) -> set[int]:
    return {
        int(element.attributes[name]) for element in elements(nodes) if name in element.attributes
    }


def _names_of_tables(number: int) -> Iterator[str]:
    if number == 1:
        yield _("Table")
    else:
        yield from (_("Table %(number)d") % {"number": one + 1} for one in range(number))


def _shown(nodes: Iterable[Node], kept: _Kept) -> list[Node]:
    return [
        part
        for node in nodes
        for part in (_words(node) if isinstance(node, str) else _element(node, kept))
    ]


def _words(text: str) -> list[Node]:
    """`text`, whose telephone numbers are not torn at their hyphens."""
    parts = _END_OF_TELEPHONE.split(text)  # what is found has every second place
    return [
        Element("span", {"class": "whole-word"}, [part]) if place % 2 else part
        for place, part in enumerate(parts)
    ]


def _element(node: Element, kept: _Kept) -> list[Node]:
    if node.tag == "figure":
        return [_figure(node, kept.pictures)]
    inside = _shown(node.children, kept)
    if node.tag == "a":
        return _link(node, inside, kept.documents)
    same = Element(node.tag, node.attributes, inside)
    if node.tag == "table":  # wider than a phone: it scrolls in a box of its own, by keys, too
        box = {"class": "table", "aria-label": next(kept.tables), "tabindex": "0"}
        return [Element("section", box, [same])]
    return [same]


def _link(node: Element, words: list[Node], documents: dict[int, Document]) -> list[Node]:
    if "data-document" in node.attributes:
        document = documents.get(int(node.attributes["data-document"]))
        if document is None:  # deleted: its words stay, its link would lead nowhere
            return words
        facts = Element("span", {"class": "file-link__facts"}, [f"({file_facts(document)})"])
        attributes = {"class": "file-link", "href": document.file.url}
        return [Element("a", attributes, [*words, NBSP, facts])]
    address = node.attributes["href"]
    attributes = {"href": address}
    if _is_elsewhere(address):
        attributes["rel"] = "noopener"
    return [Element("a", attributes, words)]


def _is_elsewhere(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return True
    return host is not None and host != settings.SITE_HOST


def _figure(node: Element, pictures: dict[int, Picture]) -> SafeString:
    """A picture or a video with its caption; nothing when the picture is gone."""
    picture = pictures.get(int(node.attributes.get("data-picture", "0")))
    alt = next((one.attributes["alt"] for one in elements([node]) if one.tag == "img"), "")
    captions = (one for one in elements([node]) if one.tag == "figcaption")
    caption = next(captions, Element("figcaption"))
    video = node.attributes.get("data-video", "")
    if picture is None or not picture.can_be_shown:
        picture = None
        if not video:
            return SafeString("")
    context = {
        "picture": picture_html(picture, "body", alt=alt or None) if picture else "",
        "video": video,
        "site": video_site(video) if video else "",
        "caption": "".join(child for child in caption.children if isinstance(child, str)),
        "credit": text_of(child for child in caption.children if isinstance(child, Element)),
    }
    return render_to_string("components/figure.html", context)
