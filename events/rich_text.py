"""Rich text: what of HTML an announcement may hold, and the ways in and out of it.

One allow-list for every door, the editor, the importers, the shell (design.md, rule 9). What
is kept is exactly what is published, but for pictures and files: the kept text names them by
their keys, and the page puts their renditions, types and sizes in.

    <figure data-picture="12"><img src="/media/…" alt="…"><figcaption>…</figcaption></figure>
    <figure data-video="https://…" data-picture="12">…</figure>
    <a href="/media/documents/…" data-document="5">…</a>
"""

import re
from html import unescape

import nh3
from django.conf import settings
from django.utils.html import linebreaks, urlize

MAX_LENGTH = 500_000  # characters of HTML
_TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "hr", "br"),
    *("a", "strong", "em", "s", "sub", "sup", "code", "pre", "cite"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
    *("figure", "img", "figcaption"),
}
_ATTRIBUTES = {
    "a": {"href", "data-document"},
    "figure": {"data-picture", "data-video"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_NUMBERS = {"data-picture", "data-document", "colspan", "rowspan", "start"}
_BLOCK_ENDS = re.compile(
    r"<(?:br|hr|/p|/h[234]|/li|/blockquote|/t[dhr]|/caption|/figcaption|/pre)>"
)
_TAG = re.compile(r"<[^>]*>")


def cleaned(html: str) -> str:
    """`html` with nothing in it but what the allow-list names; the same again when cleaned again.

    Scripts and styles go with their content, other tags leave their text.
    """
    return nh3.clean(
        html.replace("\0", ""),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    ).strip()


def from_plain(text: str) -> str:
    """Plain text as paragraphs with links; whatever looks like HTML stays as typed."""
    return cleaned(linebreaks(urlize(text, autoescape=True), autoescape=False)) if text else ""


def plain(html: str) -> str:
    """The words of `html`, a line for each block: for searching, excerpts, descriptions."""
    lines = _TAG.sub("", _BLOCK_ENDS.sub("\n", html)).splitlines()
    return "\n".join(line for raw in lines if (line := unescape(raw).strip()))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _NUMBERS:
        return value if _NUMBER.fullmatch(value) else None
    if name == "src":  # pictures of this site only: nothing is fetched from another host
        return value if value.startswith(settings.MEDIA_URL) else None
    if name == "data-video":
        return value if value.startswith("https://") else None
    if name == "scope":
        return value if value in {"col", "row"} else None
    return value
