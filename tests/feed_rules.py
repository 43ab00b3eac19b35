"""What RSS 2.0 and Atom (RFC 4287) ask of a feed, as far as readers trip over it.

There is no validator to install: the W3C's is a service. These are its checks that concern what
we write, made strict; parsing itself is left to `xml.etree` and `feedparser`.
"""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TAG_URI = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w/-]+")
_ONCE_IN_ENTRY = ("id", "title", "updated", "published", "content", "summary")
_HTML_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')


def checked_rss(text: bytes, address: str) -> ET.Element:
    """The channel of an RSS feed that is served at `address`."""
    root: ET.Element = fromstring(text)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    [channel] = root
    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert len(channel.findall(name)) == 1, name
    assert re.fullmatch(r"[a-z]{2}", _text(channel, "language"))
    parsedate_to_datetime(_text(channel, "lastBuildDate"))
    _is_whole(_text(channel, "link"))
    assert _self_of(channel) == address
    items = channel.findall("item")
    for item in items:
        _check_item(item)
    _are_unique(_text(item, "guid") for item in items)
    return channel


def checked_atom(text: bytes, address: str) -> ET.Element:
    """The root of an Atom feed that is served at `address`."""
    feed: ET.Element = fromstring(text)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    assert _text(feed, f"{ATOM}author/{ATOM}name")
    assert _RFC_3339.fullmatch(_text(feed, f"{ATOM}updated"))
    assert _TAG_URI.fullmatch(_text(feed, f"{ATOM}id"))
    assert _self_of(feed) == address
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        _check_entry(entry)
    _are_unique(_text(entry, f"{ATOM}id") for entry in entries)
    return feed


def _check_item(item: ET.Element) -> None:
    for child in item:
        is_once = child.tag not in {"category"}
        assert not is_once or len(item.findall(child.tag)) == 1, child.tag
    assert _text(item, "title") or _text(item, "description")
    _is_whole(_text(item, "link"))
    assert item.find("guid").get("isPermaLink") == "false"
    assert _TAG_URI.fullmatch(_text(item, "guid"))
    assert parsedate_to_datetime(_text(item, "pubDate")).tzinfo
    if (enclosure := item.find("enclosure")) is not None:
        _is_whole(enclosure.attrib["url"])
        assert int(enclosure.attrib["length"]) > 0
        assert re.fullmatch(r"\w+/[\w.+-]+", enclosure.attrib["type"])
    _addresses_are_whole(_text(item, CONTENT))


def _check_entry(entry: ET.Element) -> None:
    for name in _ONCE_IN_ENTRY:
        assert len(entry.findall(f"{ATOM}{name}")) <= 1, name
    for name in ("id", "title", "updated"):
        assert _text(entry, f"{ATOM}{name}"), name
    assert _TAG_URI.fullmatch(_text(entry, f"{ATOM}id"))
    for name in ("updated", "published"):
        text = _text(entry, f"{ATOM}{name}")
        assert _RFC_3339.fullmatch(text)
        assert datetime.fromisoformat(text).tzinfo
    alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert len(alternates) == 1
    for link in entry.findall(f"{ATOM}link"):
        _is_whole(link.attrib["href"])
    for category in entry.findall(f"{ATOM}category"):
        assert category.get("term")
    _addresses_are_whole(_text(entry, f"{ATOM}content"))


def _text(element: ET.Element, path: str) -> str:
    """The text at `path`, empty when there is none."""
    return element.findtext(path) or ""


def _self_of(element: ET.Element) -> str:
    own = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert len(own) == 1
    return own[0].get("href", "")


def _is_whole(address: str) -> None:
    parts = urlsplit(address)
    assert parts.scheme in {"http", "https"}, address
    assert parts.netloc, address
    assert address.isascii(), address


def _addresses_are_whole(html: str) -> None:
    for address in _HTML_ADDRESS.findall(html):
        assert urlsplit(address).scheme in {"http", "https", "mailto", "tel"}, address


def _are_unique(ids) -> None:
    known = list(ids)
    assert len(set(known)) == len(known)
