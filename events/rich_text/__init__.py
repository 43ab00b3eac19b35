"""Rich text: what of HTML an announcement may hold, and the ways in and out of it.

`vocabulary` is the allow-list, `tree` reads and writes, `blocks`, `tables` and `words` give every
text its one form, `shown` prints it on a page.

One allow-list for every door, the editor, the importers, the shell (design.md, rule 9). What
is kept is exactly what is published, but for pictures and files: the kept text names them by
their keys, and the page puts their renditions, types and sizes in (`shown.py`).

    <figure data-picture="12"><img src="/media/…" alt="…">
        <figcaption>caption<cite>credit</cite></figcaption></figure>
    <figure data-video="https://…" data-picture="12">…</figure>
    <a href="/media/documents/…" data-document="5">…</a>
"""

import re
from html import unescape

import nh3
from django.conf import settings
from django.utils.html import linebreaks, urlize

from events.rich_text.blocks import blocks
from events.rich_text.tree import parsed, written
from events.rich_text.vocabulary import KEPT_ATTRIBUTES, KEPT_TAGS, READ_TAGS, is_number, is_video

MAX_LENGTH = 500_000  # characters of HTML
_SCHEMES = {"http", "https", "mailto", "tel"}
_NUMBERS = {"data-picture", "data-document", "colspan", "rowspan", "start"}
# What no database, no feed and no reader wants: control characters, halves of characters,
# marks that turn the direction of the rest of a page around.
_UNWANTED = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_BLOCK_ENDS = re.compile(r"<(?:br|hr|/p|/h[234]|/li|/blockquote|/t[dhr]|/figcaption|/cite|/pre)>")
_BLOCK_BEGINS = re.compile(r"(?=<(?:cite|ul|ol)[ >])")  # those that follow words of an item
_TAG = re.compile(r"<[^>]*>")
_OPENED_OR_CLOSED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSED_BY_ITSELF = {"p", "li", "tr", "td", "th", "dt", "dd", "br", "img", "hr", "col", "input"}
_DEEPEST = 400


def cleaned(html: str) -> str:
    """`html` with nothing in it but what the allow-list names; the same again when cleaned again.

    Scripts and styles go with their content, other tags leave their text. Headings begin with
    the second rank, figures and tables come out in the one form that the editor and the pages
    know. nh3 has the first word and the last.
    """
    html = without_unwanted(html)
    if _is_a_trap(html):
        return from_plain(plain(html))
    read = nh3.clean(
        html,
        tags=READ_TAGS,
        attributes=KEPT_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    # Once more: «&#x202e;» is such a mark, too.
    tidied = written(blocks(parsed(without_unwanted(read))))
    return nh3.clean(
        tidied,
        tags=KEPT_TAGS,
        attributes=KEPT_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


def without_unwanted(text: str) -> str:
    """`text` without characters that are no part of any text."""
    return _UNWANTED.sub("", text)


def from_plain(text: str) -> str:
    """Plain text as paragraphs with links; whatever looks like HTML stays as typed."""
    return cleaned(linebreaks(urlize(text, autoescape=True), autoescape=False)) if text else ""


def plain(html: str) -> str:
    """The words of `html`, a line for each block: for searching, excerpts, descriptions."""
    lines = _TAG.sub("", _BLOCK_BEGINS.sub("\n", _BLOCK_ENDS.sub("\n", html))).splitlines()
    return "\n".join(line for raw in lines if (line := unescape(raw).strip()))


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _NUMBERS:
        return value if is_number(value) else None
    if name == "src":  # pictures of this site only: nothing is fetched from another host
        return value if value.startswith(settings.MEDIA_URL) and ".." not in value else None
    if name == "data-video":
        return value if is_video(value) else None
    if name == "scope":
        return value if value in {"col", "row"} else None
    return value


def _is_a_trap(html: str) -> bool:
    """Whether elements lie so deep in each other that reading them would take minutes."""
    depth = deepest = 0
    for closes, tag in _OPENED_OR_CLOSED.findall(html):
        if tag.lower() not in _CLOSED_BY_ITSELF:
            depth += -1 if closes else 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST
