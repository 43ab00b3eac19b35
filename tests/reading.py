"""Reading a page as a person does: its words, its parts, where its links lead."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

_SILENT = {"head", "script", "style", "template"}
_VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
_INLINE = {"a", "abbr", "b", "em", "i", "mark", "span", "strong", "time"}


@dataclass
class Element:
    """An element of a page."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **attributes: str) -> list["Element"]:
        """The elements inside with this tag and these attributes, a class among its classes."""
        inside = [child for child in self.children if isinstance(child, Element)]
        found = []
        for element in inside:
            if element._is(tag, attributes):
                found.append(element)
            found += element.all(tag, **attributes)
        return found

    def one(self, tag: str = "", **attributes: str) -> "Element":
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}> in: {self.text[:300]}"
        return found[0]

    @property
    def text(self) -> str:
        """What is read, spaces of every kind as one; each block's words apart from the next's."""
        return re.sub(r"\s+", " ", self._words()).strip()

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of their links."""
        return {link.text: link.attributes.get("href", "") for link in self.all("a")}

    def _is(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        own = {**self.attributes, "class": self.attributes.get("class", "").split()}
        return all(
            value in own["class"] if name == "class_" else own.get(name.replace("_", "-")) == value
            for name, value in attributes.items()
        )

    def _words(self) -> str:
        if self.tag in _SILENT:
            return ""
        words = "".join(
            child if isinstance(child, str) else child._words() for child in self.children
        )
        return words if self.tag in _INLINE else f" {words} "


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.path = [Element("document", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.path[-1].children.append(element)
        if tag not in _VOID:
            self.path.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.path):
            while self.path.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.path[-1].children.append(data)


def read(answer: HttpResponse) -> Element:
    """The page of an answer, which must be one that worked."""
    assert answer.status_code == 200, answer.status_code
    return parsed(answer.content.decode())


def parsed(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.path[0]


def fields_of(form: Element) -> dict[str, str]:
    """What a browser would send from this form, untouched."""
    sent = {}
    for control in form.all("input"):
        kind, name = control.attributes.get("type", "text"), control.attributes.get("name")
        is_off = kind in {"checkbox", "radio"} and "checked" not in control.attributes
        if name and not is_off and kind not in {"submit", "button", "file"}:
            sent[name] = control.attributes.get("value", "")
    for control in form.all("textarea"):
        sent[control.attributes["name"]] = "".join(map(str, control.children)).removeprefix("\n")
    for control in form.all("select"):
        options = control.all("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        if chosen:
            sent[control.attributes["name"]] = chosen[0].attributes.get("value", "")
    return sent


def titles(part: Element) -> list[str]:
    """The titles of cards and sessions in a part of a page, in order."""
    return [heading.text for heading in part.all("h3")]
