"""WordPress's text: blocks marked by comments, and classic text with its empty lines."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# Blocks whose saved HTML says all there is to say: their comments can simply go.
KNOWN = {
    *("paragraph", "heading", "list", "list-item", "quote", "pullquote", "table", "separator"),
    *("image", "gallery", "embed", "file", "video", "audio", "media-text", "cover", "group"),
    *("buttons", "button", "columns", "column", "html", "freeform", "classic", "shortcode"),
    *("code", "preformatted", "verse", "details", "spacer", "more", "nextpage", "row", "stack"),
    *("footnotes", "text-columns", "subhead"),
}
_COMMENT = re.compile(
    r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s+"
    r"(?P<settings>\{.*?\}\s+)?(?P<empty>/)?-->",
    re.DOTALL,
)
_AS_TYPED = {"freeform", "classic"}
_BLOCK = (
    r"(?:table|thead|tfoot|caption|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form"
    r"|blockquote|address|p|h[1-6]|hr|fieldset|section|article|aside|header|footer|nav|figure"
    r"|figcaption|details|summary|iframe|video|audio|object|script|style)"
)
_OPENS = re.compile(rf"(<{_BLOCK}(?:\s[^>]*)?/?>)", re.IGNORECASE)
_CLOSES = re.compile(rf"(</{_BLOCK}\s*>|<hr\s*/?>)", re.IGNORECASE)
_IS_BLOCK = re.compile(rf"\s*</?{_BLOCK}[\s/>]", re.IGNORECASE)
_KEPT_WHOLE = re.compile(
    r"<(pre|script|style|textarea|table|svg)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL
)
_LINE_END = re.compile(r"(?:<br\s*/?>)?[^\S\n]*\n", re.IGNORECASE)
_EMPTY_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Unknown:
    """A block this importer does not know: its name, and its line in the post's text."""

    name: str
    line: int


def as_html(text: str) -> tuple[str, list[Unknown]]:
    """The HTML of a post's `text`, and the blocks in it that are not known.

    Of an unknown block the saved HTML is kept, if it has any.
    """
    pieces: list[str] = []
    unknown: list[Unknown] = []
    depth = 0
    position = 0
    typed_depth = 0  # inside «classic» blocks, whose text is written as before blocks
    for comment in _COMMENT.finditer(text):
        piece = text[position : comment.start()]
        pieces.append(with_paragraphs(piece) if not depth or typed_depth else piece)
        position = comment.end()
        name = comment["name"].removeprefix("core/").removeprefix("core-embed/")
        is_embed = comment["name"].startswith("core-embed/")
        if comment["end"]:
            depth = max(depth - 1, 0)
            typed_depth = max(typed_depth - (name in _AS_TYPED), 0)
            continue
        if not is_embed and name not in KNOWN:
            unknown.append(Unknown(name, text.count("\n", 0, comment.start()) + 1))
        if comment["empty"]:
            pieces += _of_settings(name, _settings(comment["settings"]))
            continue
        depth += 1
        typed_depth += name in _AS_TYPED
        if name == "gallery" and "<img" not in text[position : text.find("/wp:gallery", position)]:
            # Its saved HTML holds the pictures nearly always; if not, its settings number them.
            pieces += _of_settings(name, _settings(comment["settings"]))
    rest = text[position:]
    pieces.append(rest if depth and not typed_depth else with_paragraphs(rest))
    return "".join(pieces), unknown


def with_paragraphs(text: str) -> str:
    """Classic text as WordPress shows it: an empty line parts paragraphs, a line end breaks one."""
    if not text.strip():
        return ""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"\n\n<div>\ue002{len(kept) - 1}\ue003</div>\n\n"

    text = _KEPT_WHOLE.sub(keep, text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CLOSES.sub(r"\1\n\n", _OPENS.sub(r"\n\n\1", text))
    chunks = (_paragraph(chunk.strip()) for chunk in _EMPTY_LINE.split(text) if chunk.strip())
    html = "\n".join(chunks)
    return re.sub("<div>\ue002([0-9]+)\ue003</div>", lambda match: kept[int(match[1])], html)


def _paragraph(chunk: str) -> str:
    if _IS_BLOCK.match(chunk):
        return chunk
    return f"<p>{_LINE_END.sub('<br>', chunk)}</p>"


def _settings(written: str | None) -> dict[str, Any]:
    try:
        settings = json.loads(written or "{}")
    except (ValueError, RecursionError):
        return {}
    return settings if isinstance(settings, dict) else {}


def _of_settings(name: str, settings: dict[str, Any]) -> Iterator[str]:
    """What a block shows that keeps its content in its settings."""
    if name == "separator":
        yield "<hr>"
    if name == "gallery" and isinstance(numbers := settings.get("ids"), list):
        wanted = ",".join(str(number) for number in numbers if isinstance(number, int))
        yield f'<figure class="import-gallery" data-ids="{wanted}"></figure>'
