"""A small tree of HTML: to look at cleaned text, to change it, and to write it again.

It reads only what nh3 has written, which is well formed: every element closed, every attribute
quoted. What strangers send is for nh3 alone (`events/rich_text/__init__.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from django.utils.safestring import SafeString

VOID = {"br", "hr", "img"}
DEEPEST = 40  # elements within elements; deeper ones leave their content to the one at this depth


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)


Node = Element | str  # a `SafeString` is markup of our own templates and is written as it stands


def parsed(html: str) -> list[Node]:
    """The elements and texts of `html`, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root.children


def written(nodes: Iterable[Node]) -> str:
    """The HTML of `nodes`; texts are escaped, but for those that are `SafeString`."""
    return "".join(_pieces(nodes))


def text_of(nodes: Iterable[Node]) -> str:
    """The words in `nodes`, without any markup."""
    return "".join(
        node if isinstance(node, str) else text_of(node.children)
        for node in nodes
        if not isinstance(node, SafeString)
    )


def elements(nodes: Iterable[Node]) -> Iterator[Element]:
    """Every element in `nodes`, however deep, in the order of the text."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements(node.children)


def _pieces(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, SafeString):
            yield node
        elif isinstance(node, str):
            yield escape(node, quote=False)
        else:
            attributes = "".join(f' {name}="{escape(v)}"' for name, v in node.attributes.items())
            yield f"<{node.tag}{attributes}>"
            if node.tag not in VOID:
                yield from _pieces(node.children)
                yield f"</{node.tag}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]
        self._ignored = 0  # open elements that lie too deep

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._open[-1].children.append(element)
        elif len(self._open) > DEEPEST:
            self._ignored += 1
        else:
            self._open[-1].children.append(element)
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._ignored:
            self._ignored -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
