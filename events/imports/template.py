"""A table to fill in: its headings, what to write below them, an example."""

import csv
import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from events.imports.columns import COLUMNS, headings
from events.models import Session

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = 1_000  # that know what may stand in their cells
_WIDE = {"title": 40, "lead": 40, "text": 60, "venue": 30, "organisers": 30, "contact": 28}
_FORMATS = {
    **dict.fromkeys(("date", "end_date"), "DD.MM.YYYY"),
    **dict.fromkeys(("start", "end"), "HH:MM"),
    "published": "DD.MM.YYYY HH:MM",
    **dict.fromkeys(("phone", "id"), "@"),
}


def workbook() -> bytes:
    """An .xlsx with an empty table and a second sheet that explains it."""
    book = Workbook()
    table = book.worksheets[0]
    table.title = _("Events")
    table.append(headings())
    table.freeze_panes = "A2"
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        table.column_dimensions[letter].width = _WIDE.get(column.key, 16)
        heading = table.cell(row=1, column=place)
        heading.font = Font(bold=True)
        heading.fill = PatternFill("solid", fgColor="E8E2D6")
        if column.key in _FORMATS:
            for row in range(2, 202):
                table.cell(row=row, column=place).number_format = _FORMATS[column.key]
        if column.key == "mode":
            choice = DataValidation("list", formula1=f'"{",".join(_modes())}"', allow_blank=True)
            table.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{_ROWS}")
    _explain(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_text() -> str:
    """The headings alone, as Excel in Russia reads them: semicolons, and the mark of UTF-8."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerow(headings())
    return f"\ufeff{written.getvalue()}"


def _explain(book: Workbook) -> None:
    sheet = book.create_sheet(_("How to fill it in"))
    sheet.append([_("Column"), _("What to write"), _("For example")])
    for column in COLUMNS:
        sheet.append([str(column.heading), str(column.hint), str(column.example)])
    for letter, width in (("A", 24), ("B", 80), ("C", 40)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)


def _modes() -> list[str]:
    return [_("In person"), str(Session.Mode.ONLINE.label), _("In person and online")]
