"""One cell as its column's type: what people and Excel write, exact, or the reason why not."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type
from yunhe.kernel.importing.columns import ImportColumn, said_everywhere
from yunhe.kernel.outcome import Reason
from yunhe.kernel.quantity import fits, parse

EXACT_DIGITS = 15  # what Excel keeps of a number
FORMULA_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+\d+$")
DAY = re.compile(r"^(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?:[ T]+(.+))?$")
COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
EXCEL_BEGAN = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a bare number in a date column is taken for a day of Excel's
YES = frozenset({"1", "true", "yes", "y", "是", "有", "√", "✓", "对", "對"})
NO = frozenset({"0", "false", "no", "n", "否", "无", "無", "×", "✗", "不"})
CURRENCY = re.compile(r"^(?:cny|rmb|hk\$|nt\$|us\$|[¥$€])|元$")


class CellError(ValueError):
    """A cell that is not of its column's type."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def text_of(raw: Any) -> str:
    """A cell as text: `="00123"` and `'=A` without their wrapping, whole numbers without a point."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        return f"{_exact(raw):f}"
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ", timespec="seconds")
    text = str(raw).strip()
    if wrapped := FORMULA_TEXT.match(text):
        return wrapped[1].replace('""', '"').strip()
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text


def read_cell(column: ImportColumn, raw: Any) -> Any:
    """The value of a cell, None when it is empty. Raises CellError with the reason."""
    if raw is None or text_of(raw) == "":
        if column.required:
            raise CellError(Reason("required", N_("This field is required")))
        return None
    return READERS[column.type](column, raw)


def _text(column: ImportColumn, raw: Any) -> str:
    text = text_of(raw)
    if _digits_lost(raw, text):
        raise CellError(
            Reason("digits_lost", N_("Excel has shortened this number; format the column as text and fill it in again"))
        )
    if column.max_length is not None and len(text) > column.max_length:
        raise CellError(Reason("too_long", N_("At most {max} characters"), {"max": column.max_length}))
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\r\t" for sign in text):
        raise CellError(Reason("control_character", N_("This text holds a character that cannot be printed")))
    return text


def _digits_lost(raw: Any, text: str) -> bool:
    if isinstance(raw, (int, float)):
        return abs(raw) >= 10**EXACT_DIGITS
    return bool(SCIENTIFIC.match(text))


def _number(column: ImportColumn, raw: Any) -> Decimal:
    if isinstance(raw, (bool, date, time, timedelta)):
        raise CellError(Reason("not_a_number", N_("This is not a number")))
    try:
        number = _exact(raw) if isinstance(raw, (int, float)) else parse(_bare(text_of(raw)))
    except ValueError:
        raise CellError(Reason("not_a_number", N_("This is not a number"))) from None
    if abs(number) >= 10**12:
        raise CellError(Reason("too_large", N_("This number is too large")))
    if column.decimals is not None and not fits(number, column.decimals):
        raise CellError(Reason("too_many_decimals", N_("At most {max} decimals"), {"max": column.decimals}))
    return number


def _exact(number: float) -> Decimal:
    """What Excel shows: a binary number at fifteen significant digits, so 0.1 + 0.2 is 0.3."""
    exact = Decimal(f"{number:.{EXACT_DIGITS}g}")
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() and exact.adjusted() < 27 else exact


def _bare(text: str) -> str:
    """Without the sign of a currency."""
    return CURRENCY.sub("", unicodedata.normalize("NFKC", text).strip().lower()).strip()


def _date(column: ImportColumn, raw: Any) -> date:
    return _moment(column, raw).date()


def _aware(column: ImportColumn, raw: Any) -> datetime:
    moment = _moment(column, raw)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment, timezone.get_default_timezone())


def _moment(column: ImportColumn, raw: Any) -> datetime:
    """A day with or without a time, in the company's time zone unless it names another."""
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, date):
        return datetime.combine(raw, time.min)
    if isinstance(raw, float) and int(raw) in EXCEL_DAYS:
        whole = datetime.combine(EXCEL_BEGAN, time.min) + timedelta(days=raw)
        return (whole + timedelta(milliseconds=500)).replace(microsecond=0)
    text = unicodedata.normalize("NFKC", text_of(raw))
    try:
        if compact := COMPACT_DAY.match(text):
            return datetime.combine(date(int(compact[1]), int(compact[2]), int(compact[3])), time.min)
        if found := DAY.match(text):
            month = next(filter(None, found.group(2, 3, 4, 5)))
            day = date(int(found[1]), int(month), int(found[6]))
            clock = time.fromisoformat(_clock(found[7])) if found[7] else time.min
            return datetime.combine(day, clock)
    except ValueError:
        pass
    raise CellError(Reason("not_a_date", N_("This is not a date such as 2026-11-21")))


def _clock(text: str) -> str:
    return "0" + text if re.match(r"^\d:", text) else text


def _flag(column: ImportColumn, raw: Any) -> bool:
    text = unicodedata.normalize("NFKC", text_of(raw)).casefold()
    if text in YES or text in NO:
        return text in YES
    raise CellError(Reason("not_yes_or_no", N_("Write yes or no")))


def _choice(column: ImportColumn, raw: Any) -> str:
    text = text_of(raw)
    if text in column.choices:
        return text
    for value, label in column.choices.items():
        if text.casefold() in (value.casefold(), *(said.casefold() for said in said_everywhere(label))):
            return value
    allowed = [said for label in column.choices.values() for said in said_everywhere(label)[:1]]
    raise CellError(Reason("not_a_choice", N_("Allowed are {allowed}"), {"allowed": allowed}))


READERS: dict[Type, Callable[[ImportColumn, Any], Any]] = {
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.MONEY: _number,
    Type.QUANTITY: _number,
    Type.DATE: _date,
    Type.MOMENT: _aware,
    Type.FLAG: _flag,
    Type.CHOICE: _choice,
}
