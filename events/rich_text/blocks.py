"""The one form of rich text: what may stand in what, and what becomes of the rest.

nh3 knows which elements are harmless, not which make sense: a list in a heading, a picture
within a picture, a table without rows. Here the tree it has read is built anew, so that every
text, whoever wrote it, has the shape that the editor makes, and that stays when it is read again.
"""

from collections.abc import Iterable

from events.rich_text.tables import table
from events.rich_text.tree import Element, Node, elements, text_of
from events.rich_text.vocabulary import HEADINGS, INLINE, LISTS, SAME_AS, is_number
from events.rich_text.words import holds_blocks, inline, line, pushed_down, trimmed, without


def blocks(nodes: Iterable[Node], *, in_table: bool = False) -> list[Element]:
    """`nodes` as blocks, each in its one form; words between blocks become paragraphs."""
    found: list[Element] = []
    words: list[Node] = []
    strays: Element | None = None  # the list of items that stand in none

    def end_paragraph() -> None:
        paragraph = trimmed(inline(words))
        words.clear()
        if paragraph:
            found.append(Element("p", {}, paragraph))

    for node in nodes:
        if isinstance(node, str) or (node.tag in INLINE and not holds_blocks(node)):
            words.append(node)
            continue
        end_paragraph()
        if node.tag == "li":
            if strays is None or found[-1] is not strays:
                strays = Element("ul")
                found.append(strays)
            strays.children += _item(node, in_table)
        else:
            found += _block(node, in_table)
    end_paragraph()
    return [block for block in found if block.tag not in LISTS or block.children]


def _block(node: Element, in_table: bool) -> list[Element]:
    tag = SAME_AS.get(node.tag, node.tag)
    if tag in HEADINGS:
        inside = blocks(node.children, in_table=in_table)
        return [_as_heading(block, tag) if block.tag == "p" else block for block in inside]
    if tag == "hr":
        return [Element("hr")]
    if tag == "pre":
        words = text_of(node.children).strip("\n")
        return [Element("pre", {}, [words])] if words.strip() else []
    if tag == "blockquote":
        inside = blocks(node.children, in_table=in_table)
        return [Element("blockquote", {}, [*inside])] if inside else []
    if tag in LISTS:
        return _list(node, in_table)
    if tag == "table" and not in_table:
        return _table(node)
    if tag == "figure" and ("data-picture" in node.attributes or "data-video" in node.attributes):
        return _figure(node, in_table)
    children = pushed_down(node) if node.tag in INLINE else node.children
    return blocks(children, in_table=in_table)


def _as_heading(paragraph: Element, tag: str) -> Element:
    """Headings are bold by themselves, or not at all: that is for the style sheet."""
    return Element(tag, {}, trimmed(without(paragraph.children, "strong")))


def _list(node: Element, in_table: bool) -> list[Element]:
    items: list[Element] = []
    for child in node.children:
        if isinstance(child, Element) and child.tag == "li":
            items += _item(child, in_table)
            continue
        inside = blocks([child], in_table=in_table)
        if items and inside and inside[0].tag in LISTS:  # a list in a list belongs to its item
            items[-1] = Element("li", {}, _unwrapped([*blocks(items[-1].children), *inside]))
        elif inside:
            items.append(Element("li", {}, _unwrapped(inside)))
    start = node.attributes.get("start", "1") if node.tag == "ol" else "1"
    attributes = {"start": start} if start != "1" and is_number(start) else {}
    return [Element(node.tag, attributes, [*items])] if items else []


def _item(node: Element, in_table: bool) -> list[Element]:
    inside = blocks(node.children, in_table=in_table)
    return [Element("li", {}, _unwrapped(inside))] if inside else []


def _unwrapped(blocks: list[Element]) -> list[Node]:
    """The content of an item or a cell: a single paragraph needs no element of its own."""
    first, rest = blocks[:1], blocks[1:]
    if first and first[0].tag == "p" and all(block.tag in LISTS for block in rest):
        return [*first[0].children, *rest]
    return [*blocks]


def _table(node: Element) -> list[Element]:
    """A table; its caption is a paragraph before it, because the editor knows no captions."""
    children = [child for child in node.children if isinstance(child, Element)]
    captions = [child for child in children if child.tag == "caption"]
    found = table(children, lambda cell: _unwrapped(blocks(cell.children, in_table=True)))
    return [*blocks(captions), *([found] if found else [])]


def _figure(node: Element, in_table: bool) -> list[Element]:
    """A picture or a video with its caption; what else stood in it comes after it."""
    inside = list(elements(node.children))
    captions = [element for element in inside if element.tag == "figcaption"]
    cites = [element for caption in captions for element in elements(caption.children)]
    credit = line(element for element in cites if element.tag == "cite")
    children: list[Node] = []
    picture = next((element for element in inside if element.tag == "img"), Element("img"))
    if "data-picture" in node.attributes:
        alt = {"alt": line([picture.attributes.get("alt", "")])}
        src = {"src": picture.attributes["src"]} if "src" in picture.attributes else {}
        children.append(Element("img", {**src, **alt}))
    words = line(_without_cites(captions))
    if words or credit:
        caption: list[Node] = [words] if words else []
        caption += [Element("cite", {}, [credit])] if credit else []
        children.append(Element("figcaption", {}, caption))
    names = ("data-video", "data-picture")
    attributes = {name: node.attributes[name] for name in names if name in node.attributes}
    figure = Element("figure", attributes, children)
    rest = [
        child
        for child in node.children
        if isinstance(child, str) or child.tag not in {"figcaption", "img"}
    ]
    return [figure, *blocks(rest, in_table=in_table)]


def _without_cites(nodes: Iterable[Node]) -> list[Node]:
    return [
        node if isinstance(node, str) else Element(node.tag, {}, _without_cites(node.children))
        for node in nodes
        if isinstance(node, str) or node.tag != "cite"
    ]
