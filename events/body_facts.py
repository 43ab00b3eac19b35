"""What a rich text is made of, as far as the checks before publishing ask."""

from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass(frozen=True)
class Link:
    """An address in the text, and the words that lead to it."""

    address: str
    words: str


@dataclass(frozen=True)
class BodyFacts:
    words: str
    headings: list[int]  # levels, in order
    pictures_without_alt: int
    links: list[Link]
    picture_keys: list[int]


def facts_of(html: str) -> BodyFacts:
    """What is in `html`, which was cleaned when it was saved."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    words = " ".join("".join(reader.words).split())
    return BodyFacts(words, reader.headings, reader.without_alt, reader.links, reader.pictures)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.headings: list[int] = []
        self.without_alt = 0
        self.links: list[Link] = []
        self.pictures: list[int] = []
        self._open_link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in {"h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        elif tag == "img" and not (named.get("alt") or "").strip():
            self.without_alt += 1
        elif tag == "a" and named.get("href"):
            self._open_link = (named["href"] or "", len(self.words))
        key = named.get("data-picture") or ""
        if tag == "figure" and key.isdecimal():
            self.pictures.append(int(key))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open_link:
            address, first = self._open_link
            self.links.append(Link(address, " ".join("".join(self.words[first:]).split())))
            self._open_link = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
