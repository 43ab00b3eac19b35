"""A table of events as rows: a workbook of Excel, or CSV as any program writes it."""

import csv
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from zipfile import BadZipFile

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from events.imports.cells import Cell, text_in
from events.imports.columns import folded, known_headings
from museumsite.contents import MEGABYTE, kind_of

MOST_BYTES = 20 * MEGABYTE
MOST_ROWS = 10_000
MOST_COLUMNS = 200
_DELIMITERS = ";,\t"


class NotATable(ValueError):
    """The file is none, or none of events; the words say what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number as the program shows it, and its cells by column."""

    number: int
    cells: dict[str, Cell]
    places: dict[str, str]  # «Дата (C)» by column: how its owner finds the cell


def rows(name: str, content: bytes) -> tuple[list[Row], list[str]]:
    """The rows below the headings that hold anything, and the headings that are not known.

    Raises `NotATable`.
    """
    if len(content) > MOST_BYTES:
        raise NotATable(
            _("The file is larger than %(megabytes)d MB.") % {"megabytes": MOST_BYTES // MEGABYTE}
        )
    if not content.strip():
        raise NotATable(_("The file is empty."))
    lines = _workbook(content) if content.startswith(b"PK") else _text(name, content)
    return _below_headings(lines)


def _below_headings(lines: Iterator[list[Cell]]) -> tuple[list[Row], list[str]]:
    known = known_headings()
    columns: dict[int, str] = {}
    places: dict[str, str] = {}
    unknown: list[str] = []
    found: list[Row] = []
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS + 1:
            raise NotATable(
                _("The table has more than %(number)d rows: part it.") % {"number": MOST_ROWS}
            )
        if not any(text_in(cell) for cell in line):
            continue
        if columns:
            cells = {key: line[place] for place, key in columns.items() if place < len(line)}
            if any(text_in(cell) for cell in cells.values()):
                found.append(Row(number, cells, places))
            continue
        for place, cell in enumerate(line):
            heading = text_in(cell)
            key = known.get(folded(heading)) if heading else None
            if key and key not in columns.values():
                columns[place] = key
                places[key] = f"{heading} ({get_column_letter(place + 1)})"
            elif heading:
                unknown.append(heading)
        if "title" not in columns.values():
            raise NotATable(_("The first row has no heading “Title”: begin with the template."))
    if not columns:
        raise NotATable(_("The table is empty."))
    return found, unknown


def _workbook(content: bytes) -> Iterator[list[Cell]]:
    """The cells of the first sheet. A formula is its text: nothing is ever computed."""
    if kind_of(content) != "xlsx":  # an archive that unpacks into a mountain is none, either
        raise NotATable(_("This is not a workbook of Excel (.xlsx) without macros."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that nobody reads here
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False)
            sheet = book.worksheets[0]
            for line in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
                yield list(line)
            book.close()
    except (BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError) as error:
        raise NotATable(_("The workbook is damaged: save it anew in Excel.")) from error


def _text(name: str, content: bytes) -> Iterator[list[Cell]]:
    if PurePath(name).suffix.lower() == ".xls" or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotATable(_("This is a workbook of an old Excel: save it as .xlsx or .csv."))
    text = _decoded(content).replace("\0", "")
    if text.lstrip()[:1] == "<":
        raise NotATable(_("This is a web page or XML, not a table."))
    delimiter = _delimiter(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise NotATable(_("The table is damaged: %(reason)s") % {"reason": error}) from error


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel writes in Russia."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", "replace")


def _delimiter(text: str) -> str:
    """The one that parts the headings into those that are known."""
    known = known_headings()

    def number_known(delimiter: str) -> int:
        first = next(csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=delimiter), [])
        return sum(folded(heading) in known for heading in first)

    try:
        return max(_DELIMITERS, key=number_known)
    except csv.Error:
        return ";"
