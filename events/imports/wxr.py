"""Reading a WordPress export (WXR 1.0–1.2) safely, item by item.

An export is RSS with WordPress's own elements. It comes from outside: entities, DTDs and
outer files are refused (defusedxml), and of a file of any size one item is in memory.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

VERSIONS = {"1.0", "1.1", "1.2"}
NO_DATE = "0000-00-00 00:00:00"
# WordPress writes into its XML whatever people pasted; XML 1.0 allows none of these.
_CONTROLS = bytes(set(range(32)) - {9, 10, 13})
_CONTROL_REFERENCE = re.compile(
    rb"&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
_LONGEST_REFERENCE = 16  # bytes


class NotAnExport(ValueError):
    """The file is something else; the words say what, and what to do."""


class BrokenExport(ValueError):
    """The file ends or breaks in the middle; the words say where."""


@dataclass(slots=True)
class Term:
    """A category of a post: «Выставки», `vyistavki`."""

    domain: str
    slug: str
    name: str


@dataclass(slots=True)
class Post:
    """One item of an export: a post, a page, an attachment, an event …"""

    number: int
    kind: str  # post, page, attachment, tribe_events …
    title: str
    link: str
    slug: str
    status: str
    creator: str
    text: str
    excerpt: str
    date: str  # «2019-05-07 12:30:00», by the site's own clock
    date_gmt: str
    parent: int
    password: str
    attachment_url: str
    is_sticky: bool
    comments: int
    terms: list[Term] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)

    def first(self, key: str) -> str:
        """The first value kept under `key`, or nothing."""
        return next(iter(self.meta.get(key, [])), "")


@dataclass(slots=True)
class Head:
    """What an export says of the site it came from."""

    version: str = ""
    title: str = ""
    language: str = ""
    site_url: str = ""
    authors: dict[str, str] = field(default_factory=dict)  # login: name shown
    categories: dict[str, Term] = field(default_factory=dict)  # by slug
    category_parents: dict[str, str] = field(default_factory=dict)


def posts(path: Path, head: Head) -> Iterator[Post]:
    """The items of the export in `path`, in its order; what it says of the site goes into `head`.

    Raises `NotAnExport` and `BrokenExport`, and `OSError` when the file cannot be read.
    """
    with path.open("rb") as file:
        _refuse_other_kinds(file)
        try:
            yield from _parsed(file, head)
        except ParseError as error:
            line, column = error.position
            raise BrokenExport(
                _("The XML is broken at line %(line)d, column %(column)d: %(reason)s.")
                % {"line": line, "column": column + 1, "reason": str(error).partition(":")[0]}
            ) from error
        except DefusedXmlException as error:
            raise NotAnExport(
                _("The file declares entities or a document type; an export of WordPress does not.")
            ) from error
        except (LookupError, ValueError) as error:
            if isinstance(error, NotAnExport | BrokenExport):
                raise
            raise BrokenExport(_("The file's encoding is not known here.")) from error


def _refuse_other_kinds(file: IO[bytes]) -> None:
    start = file.read(1_000)
    file.seek(0)
    if not start.strip():
        raise NotAnExport(_("The file is empty."))
    if start.startswith((b"PK\x03\x04", b"\x1f\x8b")):
        raise NotAnExport(_("This is an archive: unpack it first and name the .xml file inside."))
    if re.match(rb"(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html)", start, re.IGNORECASE):
        raise NotAnExport(
            _("This is a web page. An export is made in WordPress under “Tools → Export”.")
        )
    if b"<" not in start.replace(b"\0", b""):
        raise NotAnExport(_("This is not an XML file."))


def _parsed(file: IO[bytes], head: Head) -> Iterator[Post]:
    is_export = False
    parents: list[Element] = []
    for event, element in iterparse(_Tidy(file), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            parents.append(element)
            continue
        parents.pop()
        name = _name(element)
        is_export = is_export or name in {"wp:wxr_version", "wp:post_type"}
        if len(parents) == 2:
            if name == "item":
                if not is_export:
                    is_export = element.find("{*}post_type") is not None
                if is_export and (post := _post(element)) is not None:
                    yield post
            else:
                _take_head(head, name, element)
            parents[-1].remove(element)  # one item at a time is in memory
    if not is_export:
        raise NotAnExport(
            _("This XML is not an export of WordPress (a feed of news is none, either).")
        )


def _take_head(head: Head, name: str, element: Element) -> None:
    text = (element.text or "").strip()
    match name:
        case "wp:wxr_version":
            head.version = text
        case "title":
            head.title = text
        case "language":
            head.language = text
        case "link":
            head.site_url = head.site_url or _address(text)
        case "wp:base_blog_url":
            head.site_url = _address(text) or head.site_url
        case "wp:author":
            login = _text(element, "author_login")
            head.authors[login] = _text(element, "author_display_name")
        case "wp:category":
            slug = _text(element, "category_nicename")
            head.categories[slug] = Term("category", slug, _text(element, "cat_name"))
            head.category_parents[slug] = _text(element, "category_parent")


def _address(text: str) -> str:
    """`text`, unless it is broken as an address: then the export might as well not name it."""
    try:
        urlsplit(text)
    except ValueError:
        return ""
    return text


def _post(item: Element) -> Post | None:
    number = number_in(_text(item, "post_id"))
    kind = _text(item, "post_type")
    if not number or not kind:
        return None
    texts = {_name(child): child.text or "" for child in item if _name(child).endswith("encoded")}
    return Post(
        number=number,
        kind=kind,
        title=_text(item, "title"),
        link=_text(item, "link"),
        slug=_text(item, "post_name"),
        status=_text(item, "status"),
        creator=_text(item, "creator"),
        text=texts.get("content:encoded", ""),
        excerpt=texts.get("excerpt:encoded", ""),
        date=_text(item, "post_date"),
        date_gmt=_text(item, "post_date_gmt"),
        parent=number_in(_text(item, "post_parent")),
        password=_text(item, "post_password"),
        attachment_url=_text(item, "attachment_url"),
        is_sticky=_text(item, "is_sticky") == "1",
        comments=len(item.findall("{*}comment")),
        terms=_terms(item),
        meta=_meta(item),
    )


def _terms(item: Element) -> list[Term]:
    """WXR 1.0 names each category twice; the second one has the domain and the slug."""
    return [
        Term(
            category.get("domain", ""), category.get("nicename", ""), (category.text or "").strip()
        )
        for category in item.findall("category")
        if category.get("nicename")
    ]


def _meta(item: Element) -> dict[str, list[str]]:
    meta: dict[str, list[str]] = {}
    for row in item.findall("{*}postmeta"):
        meta.setdefault(_text(row, "meta_key"), []).append(_text(row, "meta_value"))
    return meta


def _text(element: Element, name: str) -> str:
    child = element.find(f"{{*}}{name}")
    return (child.text or "").strip() if child is not None else ""


def _name(element: Element) -> str:
    """«wp:post_id», «content:encoded», whatever version the namespace has."""
    space, brace, local = element.tag.rpartition("}")
    if not brace:
        return local
    if "/export/" in space:
        return f"excerpt:{local}" if "excerpt" in space else f"wp:{local}"
    return f"content:{local}" if "content" in space else local


def number_in(typed: str) -> int:
    """A number as WordPress gives its things; 0 for anything else."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else 0


class _Tidy(io.RawIOBase):
    """A file without the control characters that XML forbids and WordPress lets through."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._kept = b""
        start = file.read(4)
        file.seek(0)
        # Two bytes a character: a zero is half a letter there, not a slip.
        self._is_wide = start[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in start

    def read(self, size: int = -1) -> Any:
        if self._is_wide:
            return self._file.read(size)
        while True:
            chunk = self._file.read(size)
            text = self._kept + chunk.translate(None, _CONTROLS)
            self._kept = b""
            if chunk:
                # A reference that the end of the piece cuts in two waits for its other half.
                cut = text.rfind(b"&", -_LONGEST_REFERENCE)
                if cut >= 0 and b";" not in text[cut:]:
                    text, self._kept = text[:cut], text[cut:]
            text = _CONTROL_REFERENCE.sub(b"", text)
            if text or not chunk:
                return text
