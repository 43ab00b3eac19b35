"""The elements and attributes of rich text, and other names they come under."""

import re
from urllib.parse import urlsplit

HEADINGS = {"h2", "h3", "h4"}
MARKS = {"a", "strong", "em", "s", "sub", "sup", "code"}
LISTS = {"ul", "ol"}
CELLS = {"th", "td"}
KEPT_TAGS = {
    *("p", "blockquote", "pre", "hr", "br", "li"),
    *("table", "thead", "tbody", "tr"),
    *("figure", "img", "figcaption", "cite"),
    *HEADINGS,
    *MARKS,
    *LISTS,
    *CELLS,
}
KEPT_ATTRIBUTES = {
    "a": {"href", "data-document"},
    "figure": {"data-picture", "data-video"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}
# Other names of what is kept, …
SAME_AS = {
    "h1": "h2",
    "h5": "h4",
    "h6": "h4",
    "b": "strong",
    "i": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "strike": "s",
    "del": "s",
    "kbd": "code",
    "samp": "code",
    "tt": "code",
}
# … and what only holds blocks together, or apart.
_WRAPPERS = {
    *("div", "section", "article", "header", "footer", "main", "aside", "nav", "address"),
    *("center", "dl", "dt", "dd", "details", "summary", "form", "fieldset", "legend"),
    *("caption", "tfoot"),
}
READ_TAGS = KEPT_TAGS | set(SAME_AS) | _WRAPPERS
INLINE = MARKS | {"br", "img"} | {name for name, same in SAME_AS.items() if same in MARKS}

_NUMBER = re.compile(r"[1-9][0-9]{0,9}")
_LONGEST_ADDRESS = 1_000


def is_number(value: str) -> bool:
    return _NUMBER.fullmatch(value) is not None


def is_video(address: str) -> bool:
    """Whether `address` may be where a video is shown: an https page, without a password in it."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(parts.hostname)
        and "@" not in parts.netloc
        and port is None
        and len(address) <= _LONGEST_ADDRESS
        and not re.search(r"[\s<>\"\\]", address)
    )
