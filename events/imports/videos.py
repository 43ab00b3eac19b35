"""Where a film is watched, from any of the addresses it is embedded by."""

import re
from urllib.parse import parse_qs, urlsplit

_NAME = re.compile(r"[\w-]{1,64}")


def watched_at(address: str) -> str:
    """The https address of the film's own page on YouTube, VK Video, RuTube or Vimeo, or nothing.

    Players («/embed/…», `video_ext.php`) and short links lead to the same page.
    """
    try:
        parts = urlsplit(f"https:{address}" if address.startswith("//") else address.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"}:
        return ""
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    steps = [step for step in parts.path.split("/") if step]
    match host:
        case "youtube.com" | "youtube-nocookie.com":
            name = asked.get("v", "")
            if len(steps) == 2 and steps[0] in {"embed", "shorts", "live", "v"}:
                name = steps[1]
            return _page("https://www.youtube.com/watch?v=", name)
        case "youtu.be":
            return _page("https://www.youtube.com/watch?v=", steps[0] if steps else "")
        case "vk.com" | "vk.ru" | "vkvideo.ru":
            if steps[:1] == ["video_ext.php"]:
                owner, number = asked.get("oid", ""), asked.get("id", "")
            else:
                film = re.fullmatch(r"video(-?\d+)_(\d+)", steps[-1] if steps else "")
                owner, number = film.groups() if film else ("", "")
            whole = f"{owner}_{number}"
            return f"https://vkvideo.ru/video{whole}" if re.fullmatch(r"-?\d+_\d+", whole) else ""
        case "rutube.ru":
            if len(steps) >= 2 and steps[0] in {"video", "shorts"}:
                return _page("https://rutube.ru/video/", steps[1], "/")
            if len(steps) >= 3 and steps[:2] == ["play", "embed"]:
                return _page("https://rutube.ru/video/", steps[2], "/")
        case "vimeo.com" | "player.vimeo.com":
            return _page("https://vimeo.com/", steps[-1] if steps else "")
    return ""


def _page(start: str, name: str, end: str = "") -> str:
    return f"{start}{name}{end}" if _NAME.fullmatch(name) else ""
