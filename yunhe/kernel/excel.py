"""Cells of the workbooks that we write: a text is a text, whatever it begins with."""

from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill

RED = PatternFill("solid", fgColor="FFD9D9")


def text_cell(sheet: Any, text: str, *, red: bool = False) -> Any:
    """A string cell: Excel never reads `=1+1` as a formula in it. Signs that XML forbids are left out."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    if red:
        cell.fill = RED
    return cell


def heading(sheet: Any, text: str) -> Any:
    """A bold string cell."""
    cell = text_cell(sheet, text)
    cell.font = Font(bold=True)
    return cell
