"""HTML of other sites, of any quality, as a small tree without what runs or hides."""

import re
from collections.abc import Iterable

import nh3

from events.rich_text.tree import Element, Node, elements, parsed

_TAGS = {
    *("a", "abbr", "address", "article", "aside", "audio", "b", "blockquote", "big", "br"),
    *("caption", "center", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("header", "hr", "i", "iframe", "img", "ins", "kbd", "li", "main", "mark", "nav", "ol", "p"),
    *("picture", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub"),
    *("summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u"),
    *("ul", "var", "video"),
}
_ATTRIBUTES = {
    "*": {"class", "data-id", "data-ids"},
    "a": {"href"},
    "img": {"src", "alt", "data-src", "data-lazy-src", "data-full-url"},
    "iframe": {"src", "data-src"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "audio": {"src"},
    "video": {"src"},
}
# Stand for pictures and files while a text is worked on: none may come from outside.
PRIVATE = re.compile("[\ue000-\ue003]")
_GONE = {"script", "style", "textarea", "select", "svg", "noscript", "template", "object"}


def read(html: str) -> list[Node]:
    """The elements and texts of `html` as browsers understand it.

    nh3 reads HTML as browsers do and writes it well-formed, so the simple parser after it
    meets nothing that two readers would understand differently.
    """
    # The file of a player may be named inside it: an empty element, which the tree has not.
    html = html.replace("<source ", "<img class='import-source' ")
    tidy = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_GONE,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel"},
    )
    return parsed(PRIVATE.sub("", tidy))  # once more: «&#xe000;» is such a character, too


def found(nodes: Iterable[Node], *tags: str) -> list[Element]:
    """The elements in `nodes` that are one of `tags`, however deep, in the order of the text."""
    return [element for element in elements(nodes) if element.tag in tags]


def first(nodes: Iterable[Node], *tags: str) -> Element | None:
    return next((element for element in elements(nodes) if element.tag in tags), None)


def classes(element: Element) -> set[str]:
    return set(element.attributes.get("class", "").split())
