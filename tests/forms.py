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


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        name = of.get("name")
        if tag != "input" or not name or of.get("type") in {"submit", "button"}:
            return
        if of.get("type") in {"checkbox", "radio"} and "checked" not in of:
            return
        self.values[name] = of.get("value") or ("on" if of.get("type") == "checkbox" else "")


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send from this page: every input with its value."""
    inputs = _Inputs()
    inputs.feed(html)
    return inputs.values


def opened(client: Client, url: str) -> dict[str, str]:
    """The fields of a freshly opened form."""
    return fields_of(client.get(url).content.decode())


def send(client: Client, url: str, typed: dict[str, Any] | None = None, **changes: Any) -> Any:
    """Open the form, fill it in as the director does, with `changes`, and send it."""
    fields = {**opened(client, url), **DIRECTOR, **(typed or {}), **changes}
    return client.post(url, fields)
