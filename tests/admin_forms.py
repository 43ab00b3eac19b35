"""Filling in the admin's forms as a browser does: from the page that was opened."""

import re
from typing import Any

from django.test import Client

from tests.reading import Element, read

_ROW = re.compile(r"(?P<prefix>\w+)-(?P<number>\d+)-\w+")
Fields = dict[str, Any]


def opened(client: Client, url: str) -> Fields:
    """Every field of the page's main form with its value, hidden ones included."""
    page = read(client.get(url))  # type: ignore[arg-type]  # the test client's own class
    form = next(
        form for form in page.all("form") if form.attributes.get("id", "").endswith("_form")
    )
    fields: Fields = {}
    for control in form.all():
        name = control.attributes.get("name")
        if name and "disabled" not in control.attributes and _is_sent(control):
            fields[name] = _value(control)
    return fields


def save(client: Client, url: str, **changes: Any) -> Any:
    """Open the form, change these fields, press «Сохранить», and look where that leads."""
    typed = {**filled(opened(client, url), changes), "_save": "1"}
    return client.post(url, typed, follow=True)


def filled(fields: Fields, changes: Fields) -> Fields:
    """The fields of a form with these changes; an added row begins as the page's empty row."""
    result = dict(fields)
    for name in changes:
        added = _ROW.fullmatch(name)
        if added and name not in fields:
            empty = f"{added['prefix']}-__prefix__-"
            for field in fields:
                if field.startswith(empty):
                    result.setdefault(field.replace("__prefix__", added["number"]), fields[field])
    return {**result, **changes}


def row(prefix: str, number: int, **fields: Any) -> Fields:
    """A row added beside the form: its fields, and one more in the count of rows."""
    named = {f"{prefix}-{number}-{name}": value for name, value in fields.items()}
    return {f"{prefix}-TOTAL_FORMS": str(number + 1), **named}


def errors(answer: Any) -> list[str]:
    """What the page says is wrong, field by field."""
    page = read(answer)
    return [
        complaint.text
        for group in page.all("ul", class_="errorlist")
        for complaint in group.all("li")
    ]


def messages(answer: Any) -> list[str]:
    """What the page says has happened."""
    return [
        line.text
        for group in read(answer).all("ul", class_="messagelist")
        for line in group.all("li")
    ]


def _is_sent(control: Element) -> bool:
    kind = control.attributes.get("type", "")
    if control.tag not in {"input", "select", "textarea"} or kind in {"submit", "button", "file"}:
        return False
    return kind not in {"checkbox", "radio"} or "checked" in control.attributes


def _value(control: Element) -> Any:
    if control.tag == "textarea":
        return "".join(str(child) for child in control.children).removeprefix("\n")
    if control.tag == "select":
        options = control.all("option")
        chosen = [one.attributes["value"] for one in options if "selected" in one.attributes]
        if "multiple" in control.attributes:
            return chosen
        return (chosen or [options[0].attributes["value"] if options else ""])[0]
    is_box = control.attributes.get("type") == "checkbox"
    return control.attributes.get("value", "on" if is_box else "")
