"""WordPress's shortcodes: [caption]…[/caption], [gallery ids="3,4"] and what plugins add."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape

_CODE = re.compile(
    r"(?P<raw><(?P<tag>pre|code|script|style)\b.*?</(?P=tag)\s*>)"
    r"|(?P<escaped>\[\[[^\]]*\]\])"
    r"|\[(?P<end>/)?(?P<name>[A-Za-z][A-Za-z0-9_-]*)(?P<settings>(?:\s[^\[\]]*)?)\]",
    re.DOTALL | re.IGNORECASE,
)
_SETTING = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))""")
_IMAGE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", re.IGNORECASE)
_FORMS = {"contact-form-7", "contact-form", "wpforms", "gravityform", "ninja_form", "formidable"}
_SILENT = {"/caption", "/gallery", "nextpage"}


@dataclass(frozen=True)
class Found:
    """A shortcode that was not carried out: its name and its line in the post's text."""

    name: str
    line: int
    is_form: bool = False


def carried_out(text: str) -> tuple[str, list[Found]]:
    """`text` with the usual shortcodes as HTML, and those that were left out.

    An unknown one goes, the text between its ends stays. A word in brackets that has neither
    settings nor an end («[sic]», «[прим. ред.]») is a word in brackets. Code is left alone.
    """
    found: list[Found] = []
    closed = {
        match["name"].lower() for match in _CODE.finditer(text) if match["name"] and match["end"]
    }
    pieces: list[str] = []
    position = 0
    while match := _CODE.search(text, position):
        pieces.append(text[position : match.start()])
        position = match.end()
        if match["raw"]:
            pieces.append(match[0])
            continue
        if match["escaped"]:  # [[gallery]] is how WordPress writes about [gallery]
            pieces.append(match[0][1:-1])
            continue
        name = match["name"].lower()
        settings = _settings(match["settings"])
        carry_out = _KNOWN.get(name)
        if carry_out and not match["end"]:
            content, position = _content(text, name, position)
            pieces.append(carry_out(settings, content))
        elif name in _KNOWN or name in _SILENT:
            pass  # an end without its beginning
        elif settings or name in closed or name in _FORMS or "_" in name:
            if not match["end"]:
                line = text.count("\n", 0, match.start()) + 1
                found.append(Found(name, line, is_form=name in _FORMS))
        else:
            pieces.append(match[0])
    return "".join([*pieces, text[position:]]), found


def _settings(written: str) -> dict[str, str]:
    # The visual editor writes the quotation marks of settings as entities, now and then.
    plain = unescape(written).replace("”", '"').replace("″", '"').replace("“", '"')
    return {
        key.lower(): double or single or bare
        for key, double, single, bare in _SETTING.findall(plain)
    }


def _content(text: str, name: str, start: int) -> tuple[str, int]:
    """What stands between the ends of a shortcode, and where the text goes on."""
    end = re.compile(rf"\[/{re.escape(name)}\]", re.IGNORECASE).search(text, start)
    again = re.compile(rf"\[{re.escape(name)}[\s\]]", re.IGNORECASE).search(text, start)
    if end is None or (again and again.start() < end.start()):
        return "", start
    return text[start : end.start()], end.end()


def _caption(settings: dict[str, str], content: str) -> str:
    image = _IMAGE.search(content)
    if image is None:
        return content
    words = settings.get("caption") or _IMAGE.sub("", content, count=1).strip()
    number = re.sub(r"[^0-9]", "", settings.get("id", ""))
    return (
        f'<figure class="import-caption" data-id="{number}">{image[0]}'
        f"<figcaption>{words}</figcaption></figure>\n\n"
    )


def _gallery(settings: dict[str, str], content: str) -> str:
    numbers = re.sub(r"[^0-9,]", "", settings.get("ids", settings.get("include", "")))
    return f'<figure class="import-gallery" data-ids="{numbers}"></figure>'


def _embed(settings: dict[str, str], content: str) -> str:
    address = escape(unescape(content).strip() or settings.get("src", settings.get("url", "")))
    return f'<figure class="import-embed">{address}</figure>'


def _player(settings: dict[str, str], content: str) -> str:
    kinds = ("src", "mp3", "mp4", "m4a", "m4v", "ogg", "wav", "webm", "url", "href")
    address = next((settings[kind] for kind in kinds if settings.get(kind)), "")
    return f'<figure class="import-embed">{escape(address)}</figure>'


_KNOWN: dict[str, Callable[[dict[str, str], str], str]] = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    "audio": _player,
    "video": _player,
    "youtube": lambda settings, content: _embed(settings, content),
}
