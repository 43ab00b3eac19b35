"""A post's text as ours: the allowed HTML, with marks where pictures and files will stand.

Nothing is written here, neither to the database nor to the media folder: what a dry run tells
is what the import will do. `settled` puts the rows in once they exist.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeGuard
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from events.imports import blocks, shortcodes
from events.imports.old_html import PRIVATE, classes, first, found, read
from events.imports.videos import watched_at
from events.imports.wxr import number_in
from events.rich_text import cleaned
from events.rich_text.tree import Element, Node, elements, text_of, written

_START, _END = "\ue000", "\ue001"  # around a mark; taken out of what comes in
_MARKS = re.compile(f"{_START}(picture|file)([0-9]+){_END}")
_MEDIA = ("img", "iframe", "video", "audio", "figure")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".bmp", ".tif", ".tiff")
FILES = (
    *(".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp"),
    *(".rtf", ".txt", ".csv", ".zip"),
)


@dataclass(frozen=True)
class WantedPicture:
    """A picture of the text: where it lay, by what number, and what is said of it."""

    address: str
    number: int = 0
    alt: str = ""
    caption: str = ""  # our HTML, inline


@dataclass(frozen=True)
class WantedFile:
    """A file the text offers, and the words of its link, our inline HTML."""

    address: str
    words: str


@dataclass
class Converted:
    """The text, what it needs, and what should be looked at."""

    html: str = ""
    pictures: list[WantedPicture] = field(default_factory=list)
    files: list[WantedFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def settled(
        self,
        picture: Callable[[WantedPicture], str],
        file: Callable[[WantedFile], str],
    ) -> str:
        """The final HTML: each mark replaced by what `picture` or `file` make of it, cleaned."""

        def made(mark: re.Match[str]) -> str:
            number = int(mark[2])
            if mark[1] == "picture":
                return picture(self.pictures[number])
            return file(self.files[number])

        return cleaned(_MARKS.sub(made, self.html))


def converted(
    text: str,
    *,
    own_hosts: frozenset[str] = frozenset(),
    new_address: Callable[[str], str] = lambda address: "",
    gallery: Callable[[Sequence[int]], Iterable[WantedPicture]] = lambda numbers: (),
) -> Converted:
    """`text` of a post with its blocks and shortcodes understood.

    `own_hosts` are the names of the old site. `new_address` says where an address of the old
    site lives here («» when nowhere); `gallery` which pictures a gallery shows.
    """
    plain = PRIVATE.sub("", text.replace("\r\n", "\n").replace("\0", ""))
    plain, found = shortcodes.carried_out(plain)
    html, unknown = blocks.as_html(plain)
    result = Converted()
    for code in found:
        words = (
            _("a form [%(name)s] was left out, line %(line)d")
            if code.is_form
            else _("the shortcode [%(name)s] is not known and was left out, line %(line)d")
        )
        result.notes.append(words % {"name": code.name, "line": code.line})
    for block in unknown:
        result.notes.append(
            _("the block “%(name)s” is not known: only its text was taken, line %(line)d")
            % {"name": block.name, "line": block.line}
        )
    writer = _Writer(result, own_hosts, new_address, gallery)
    result.html = written(writer.changed(read(html)))
    return result


def link_paragraph(address: str) -> str:
    """A paragraph that is a link, its words the address without what nobody reads."""
    return f'\n<p><a href="{escape(address)}">{escape(_shown(address))}</a></p>'


@dataclass
class _Writer:
    """Puts marks in the place of pictures and files; the rest is for `cleaned` to put right."""

    result: Converted
    own_hosts: frozenset[str]
    new_address: Callable[[str], str]
    gallery: Callable[[Sequence[int]], Iterable[WantedPicture]]

    def changed(self, nodes: Iterable[Node]) -> list[Node]:
        changed: list[Node] = []
        for node in nodes:
            changed += [node] if isinstance(node, str) else self._element(node)
        return changed

    def _element(self, node: Element) -> list[Node]:
        match node.tag:
            case "figure":
                return self._figure(node)
            case "img":
                return self._picture(node)
            case "iframe" | "video" | "audio":
                return self._player(node)
            case "a":
                return self._link(node)
            case "form":
                self.result.notes.append(_("a form was left out"))
                return []
            case "summary" | "dt":
                return [Element("p", {}, [Element("strong", {}, self.changed(node.children))])]
            case "p" | "div":
                # An address that stands alone is a film, as WordPress shows it.
                if film := watched_at(text_of(node.children).strip()):
                    return [self._film(film)]
        return [Element(node.tag, node.attributes, self.changed(node.children))]

    # --- Figures

    def _figure(self, node: Element) -> list[Node]:
        captions = [child for child in node.children if _is_caption(child)]
        inside = [child for child in node.children if not _is_caption(child)]
        if "import-gallery" in classes(node):
            named = map(number_in, node.attributes.get("data-ids", "").split(","))
            numbers = [number for number in named if number]
            return [mark for one in self.gallery(numbers) for mark in self._mark_picture(one)]
        caption = self.changed(captions[0].children) if captions else []
        below: list[Node] = [Element("p", {}, caption)] if caption else []
        if any(element.tag == "figure" for element in elements(inside)):
            return self.changed(inside) + below  # a gallery: its figures have their own words
        if player := first(inside, "iframe", "video", "audio"):
            return self._player(player, caption)
        if images := found(inside, "img"):
            number = node.attributes.get("data-id", "")
            marks = [self._picture(image, caption, number) for image in images]
            return [mark for each in marks for mark in each]
        address = text_of(inside).strip()
        if re.fullmatch(r"(?:https?:)?//\S+", address):
            return self._embed(address, caption)
        return self.changed(inside) + below

    def _picture(
        self, image: Element, caption: Sequence[Node] = (), number: str = ""
    ) -> list[Node]:
        lazy = ("data-full-url", "data-src", "data-lazy-src", "src")
        address = next((image.attributes[key] for key in lazy if image.attributes.get(key)), "")
        if not address or "import-source" in classes(image):
            return []
        known = re.search(r"(?:^|\s)wp-image-([0-9]{1,18})", image.attributes.get("class", ""))
        wanted = WantedPicture(
            address=address,
            number=number_in(number) or number_in(known[1] if known else ""),
            alt=image.attributes.get("alt", "").strip(),
            caption=written(caption).strip(),
        )
        return self._mark_picture(wanted)

    def _mark_picture(self, picture: WantedPicture) -> list[Node]:
        self.result.pictures.append(picture)
        return [f"{_START}picture{len(self.result.pictures) - 1}{_END}"]

    def _player(self, node: Element, caption: Sequence[Node] = ()) -> list[Node]:
        source = first(node.children, "img")  # see `old_html.read`
        places = [node.attributes.get("src"), node.attributes.get("data-src")]
        places.append(source.attributes.get("src") if source else None)
        address = next(filter(None, places), "")
        return self._embed(address, caption) if address else []

    def _embed(self, address: str, caption: Sequence[Node] = ()) -> list[Node]:
        """A film as our figure; anything else that was shown in a frame as a link."""
        if film := watched_at(address):
            return [self._film(film, caption)]
        if address.startswith("//"):
            address = f"https:{address}"
        if not address.startswith(("http://", "https://", "/")):
            return [Element("p", {}, list(caption))]
        words = list(caption) or [_shown(address)]
        return [Element("p", {}, self._link(Element("a", {"href": address}, words)))]

    def _film(self, address: str, caption: Sequence[Node] = ()) -> Element:
        words: list[Node] = [Element("figcaption", {}, list(caption))] if caption else []
        return Element("figure", {"data-video": address}, words)

    # --- Links

    def _link(self, node: Element) -> list[Node]:
        inside = self.changed(node.children)
        if first(node.children, *_MEDIA):
            return inside  # a picture led to its own larger copy
        if "wp-block-file__button" in classes(node):
            return []  # «Download», beside the link that says the same with the file's name
        address = node.attributes.get("href", "")
        if not address or not text_of(inside).strip():
            return inside
        try:
            parts = urlsplit(address)
            is_own = (parts.hostname or "") in self.own_hosts or not (parts.netloc or parts.scheme)
        except ValueError:
            return inside
        path = unquote(parts.path).lower()
        if is_own and path.endswith(FILES):
            self.result.files.append(WantedFile(address, written(inside)))
            return [f"{_START}file{len(self.result.files) - 1}{_END}"]
        if is_own and path.endswith(_PICTURES):
            return inside
        if is_own and (here := self.new_address(address)):
            address = here
        return [Element("a", {"href": address}, inside)]


def _is_caption(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.tag == "figcaption"


def _shown(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:  # «http://[»
        return address
    return f"{parts.netloc}{unquote(parts.path)}".rstrip("/")
