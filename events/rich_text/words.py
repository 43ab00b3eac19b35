"""Words and the marks in them."""

import re
from collections.abc import Iterable
from itertools import groupby

from events.rich_text.tree import Element, Node, elements, text_of
from events.rich_text.vocabulary import INLINE, MARKS, SAME_AS

_SPACES = re.compile(r"[ \t\r\n\f]+")


def inline(nodes: Iterable[Node], within: frozenset[str] = frozenset()) -> list[Node]:
    """Words and their marks; no mark within itself, none without words."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
            continue
        tag = SAME_AS.get(node.tag, node.tag)
        if tag == "br":
            found.append(Element("br"))
        elif tag != "img":
            is_mark = tag in MARKS and tag not in within
            is_mark = is_mark and (tag != "a" or bool(node.attributes.get("href")))
            inside = inline(node.children, within | {tag} if is_mark else within)
            if is_mark and text_of(inside).strip():
                found.append(Element(tag, node.attributes if tag == "a" else {}, inside))
            else:
                found += inside
    return _joined(found)


def without(nodes: Iterable[Node], tag: str) -> list[Node]:
    """`nodes` with what stands in elements of this name, but without them."""
    kept: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            kept.append(node)
        elif node.tag == tag:
            kept += without(node.children, tag)
        else:
            kept.append(Element(node.tag, node.attributes, without(node.children, tag)))
    return _joined(kept)


def _joined(nodes: Iterable[Node]) -> list[Node]:
    """`nodes` with neighbouring texts in one, and one space where there were several."""
    joined: list[Node] = []
    for is_text, group in groupby(nodes, key=lambda node: isinstance(node, str)):
        if is_text:
            joined.append(_SPACES.sub(" ", "".join(str(text) for text in group)))
        else:
            joined += group
    return joined


def trimmed(nodes: list[Node]) -> list[Node]:
    """`nodes` without spaces and breaks at their ends; nothing when there are no words."""
    if not text_of(nodes).strip():
        return []
    while _is_blank(nodes[0]):
        nodes = nodes[1:]
    while _is_blank(nodes[-1]):
        nodes = nodes[:-1]
    if isinstance(nodes[0], str):
        nodes = [nodes[0].lstrip(), *nodes[1:]]
    if isinstance(nodes[-1], str):
        nodes = [*nodes[:-1], nodes[-1].rstrip()]
    return nodes


def _is_blank(node: Node) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def holds_blocks(node: Element) -> bool:
    return any(element.tag not in INLINE for element in elements(node.children))


def pushed_down(mark: Element) -> list[Node]:
    """What a mark around blocks holds, with the mark around the words in them instead."""

    def pushed(node: Node) -> Node:
        if isinstance(node, str) or (node.tag in INLINE and not holds_blocks(node)):
            return Element(mark.tag, mark.attributes, [node])
        return Element(node.tag, node.attributes, [pushed(child) for child in node.children])

    return [pushed(child) for child in mark.children]


def line(nodes: Iterable[Node]) -> str:
    """The words in `nodes` on one line, those of different blocks apart."""
    return _SPACES.sub(" ", _spaced(nodes)).strip()


def _spaced(nodes: Iterable[Node]) -> str:
    return "".join(
        node
        if isinstance(node, str)
        else _spaced(node.children)
        if node.tag in INLINE - {"br"}
        else f" {_spaced(node.children)} "
        for node in nodes
    )
