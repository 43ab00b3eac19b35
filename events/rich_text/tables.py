"""Tables in the one form."""

from collections.abc import Callable
from itertools import takewhile

from events.rich_text.tree import Element, Node, elements, text_of
from events.rich_text.vocabulary import CELLS, is_number

_MOST_SPANNED = 100  # rows or columns that one cell may cover


def table(parts: list[Element], content: Callable[[Element], list[Node]]) -> Element | None:
    """A table of the rows in `parts`, its first rows of headings in `thead`; None without rows.

    `content` makes what a cell holds.
    """
    rows = [_row(row, content) for part in parts for row in _rows_of(part)]
    rows = [row for row in rows if row.children]
    if not any(text_of([row]).strip() or _has_figure(row) for row in rows):
        return None
    head = _rows_of_headings(rows)
    for index, row in enumerate(rows):
        _say_scope(row, "col" if index < head else "row")
    groups = [Element("thead", {}, [*rows[:head]]), Element("tbody", {}, [*rows[head:]])]
    return Element("table", {}, [group for group in groups if group.children])


def _rows_of(part: Element) -> list[Element]:
    if part.tag == "tr":
        return [part]
    return [row for row in part.children if isinstance(row, Element) and row.tag == "tr"]


def _row(row: Element, content: Callable[[Element], list[Node]]) -> Element:
    cells = [cell for cell in row.children if isinstance(cell, Element) and cell.tag in CELLS]
    return Element("tr", {}, [Element(cell.tag, _spans(cell), content(cell)) for cell in cells])


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element)]


def _spans(cell: Element) -> dict[str, str]:
    spans = {name: _span(cell.attributes.get(name, "")) for name in ("colspan", "rowspan")}
    return {name: str(number) for name, number in spans.items() if number > 1}


def _span(value: str) -> int:
    return min(int(value), _MOST_SPANNED) if is_number(value) else 1


def _rows_of_headings(rows: list[Element]) -> int:
    """How many rows at the top hold headings only, and none that reaches below them."""
    are_headings = (all(cell.tag == "th" for cell in _cells(row)) for row in rows)
    head = len(list(takewhile(bool, are_headings)))
    reaches = [
        index + _span(cell.attributes.get("rowspan", ""))
        for index, row in enumerate(rows[:head])
        for cell in _cells(row)
    ]
    return head if max(reaches, default=0) <= head else 0


def _say_scope(row: Element, scope: str) -> None:
    for cell in _cells(row):
        if cell.tag == "th":
            cell.attributes["scope"] = scope


def _has_figure(row: Element) -> bool:
    return any(element.tag == "figure" for element in elements([row]))
