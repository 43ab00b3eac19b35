"""Filling in and sending the sign-up form as a browser does: from the page it was given."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

DIRECTOR = {
    "contact_name": "Смирнова Анна Петровна",
    "contact_position": "директор",
    "museum": "Новосибирский краеведческий музей",
    "city": "Новосибирск",
    "email": "smirnova@museum.example",
    "phone": "8 383 227-15-43",
    "participants-0-name": "Смирнова Анна Петровна",
    "participants-0-position": "директор",
    "consent": "on",
}


class _Controls(HTMLParser):
    """Every control with what a browser would send for it; several values of a name as a list."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self._open = ""  # the textarea or select being read

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        name = of.get("name") or ""
        if tag in {"textarea", "select"}:
            self._open = name
            if tag == "textarea":
                self.sent[name] = [""]
        elif tag == "option" and self._open and "selected" in of:
            self.sent[self._open] = [of.get("value") or ""]
        elif tag == "input" and name and "disabled" not in of:
            self._read_input(name, of)

    def handle_data(self, data: str) -> None:
        if self._open in self.sent and self.lasttag == "textarea":
            self.sent[self._open][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.sent[self._open] = [self.sent[self._open][0].removeprefix("\n")]
        if tag in {"textarea", "select"}:
            self._open = ""

    def _read_input(self, name: str, of: dict[str, str | None]) -> None:
        kind = of.get("type")
        is_off = kind in {"checkbox", "radio"} and "checked" not in of
        if not is_off and kind not in {"submit", "button", "file"}:
            value = of.get("value") or ("on" if kind == "checkbox" else "")
            self.sent.setdefault(name, []).append(value)


def fields_of(html: str) -> dict[str, Any]:
    """What a browser would send from this page: every control with its value."""
    controls = _Controls()
    controls.feed(html)
    return {name: of[0] if len(of) == 1 else of for name, of in controls.sent.items()}


def opened(client: Client, url: str) -> dict[str, Any]:
    """The fields of a freshly opened form."""
    return fields_of(client.get(url).content.decode())


def send(client: Client, url: str, typed: dict[str, Any] | None = None, **changes: Any) -> Any:
    """Open the form, fill it in as the director does, with `changes`, and send it."""
    fields = {**opened(client, url), **DIRECTOR, **(typed or {}), **changes}
    return client.post(url, fields)
