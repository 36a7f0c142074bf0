"""A snapshot from rows of text, as CSV files hold them: quantities in units, dates in ISO form, shares as fractions."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from yunhe.planning.errors import PlanningError
from yunhe.planning.mrp.calendar import Buckets, WorkingCalendar
from yunhe.planning.mrp.errors import BadQuantity
from yunhe.planning.mrp.quantity import Ints, micro
from yunhe.planning.mrp.snapshot import Snapshot, Tolerances
from yunhe.planning.mrp.tables import Alternates, Bom, Demand, Items, Supply

Rows = Sequence[Mapping[str, str]]

COLUMNS = {
    "items": [
        *("id", "on_hand", "allocated", "safety", "lead_time", "loss", "rule", "minimum", "maximum", "multiple"),
        *("fixed", "periods", "setup_cost", "holding_cost"),
    ],
    "bom": ["parent", "child", "per", "scrap"],
    "supply": ["id", "item", "due", "quantity", "growth"],
    "demand": ["id", "item", "due", "quantity"],
    "alternates": ["item", "alternate", "ratio"],
    "calendar": ["date", "working"],
}
REQUIRED = {
    "items": ["id"],
    "bom": ["parent", "child"],
    "supply": ["id", "item", "due", "quantity"],
    "demand": ["id", "item", "due", "quantity"],
    "alternates": ["item", "alternate"],
    "calendar": ["date", "working"],
}


class BadColumn(PlanningError):
    """A table lacks a column, or has one that nobody knows."""


def snapshot_from_rows(tables: Mapping[str, Rows], buckets: Buckets, tolerances: Tolerances | None = None) -> Snapshot:
    """Tables by name as in COLUMNS; an empty cell takes the column's default.

    Raises BadColumn for a missing or unknown column, and what `Snapshot.of` and the columns raise.
    """
    for name, rows in tables.items():
        _check(name, rows)
    items, bom = tables.get("items", ()), tables.get("bom", ())
    supply, demand = tables.get("supply", ()), tables.get("demand", ())
    alternates, calendar = tables.get("alternates", ()), tables.get("calendar", ())
    return Snapshot.of(
        buckets=buckets,
        tolerances=tolerances,
        calendar=WorkingCalendar.of(
            holidays=[row["date"] for row in calendar if row["working"].strip() == "0"],
            extra=[row["date"] for row in calendar if row["working"].strip() != "0"],
        ),
        items=Items.of(
            _text(items, "id"),
            on_hand=_quantity(items, "on_hand"),
            allocated=_quantity(items, "allocated"),
            safety=_quantity(items, "safety"),
            lead_time=_whole(items, "lead_time", 0),
            loss=_quantity(items, "loss"),
            rule=[cell or "lot_for_lot" for cell in _text(items, "rule")],
            minimum=_quantity(items, "minimum"),
            maximum=_quantity(items, "maximum"),
            multiple=_quantity(items, "multiple", "1"),
            fixed=_quantity(items, "fixed"),
            periods=_whole(items, "periods", 1),
            setup_cost=_cost(items, "setup_cost"),
            holding_cost=_cost(items, "holding_cost"),
        ),
        bom=Bom.of(
            _text(bom, "parent"),
            _text(bom, "child"),
            per=_quantity(bom, "per", "1"),
            scrap=_quantity(bom, "scrap"),
        ),
        supply=Supply.of(
            _text(supply, "id"),
            _text(supply, "item"),
            due=_text(supply, "due"),
            quantity=_quantity(supply, "quantity"),
            growth=_quantity(supply, "growth"),
        ),
        demand=Demand.of(
            _text(demand, "id"), _text(demand, "item"), due=_text(demand, "due"), quantity=_quantity(demand, "quantity")
        ),
        alternates=Alternates.of(
            _text(alternates, "item"), _text(alternates, "alternate"), ratio=_quantity(alternates, "ratio", "1")
        ),
    )


def _check(name: str, rows: Rows) -> None:
    if name not in COLUMNS:
        raise BadColumn(f"there is no table {name}", offender=name)
    for row in rows[:1]:
        missing = [column for column in REQUIRED[name] if column not in row]
        unknown = [column for column in row if column not in COLUMNS[name]]
        if missing or unknown:
            what = "lacks the column" if missing else "has the unknown column"
            offender = str((missing or unknown)[0])
            raise BadColumn(f"{name} {what} {offender}", offender=offender)


def _text(rows: Rows, column: str) -> list[str]:
    return [(row.get(column) or "").strip() for row in rows]


def _quantity(rows: Rows, column: str, default: str = "0") -> Ints:
    """Units as millionths; a share as parts per million is the same scaling."""
    return micro([cell or default for cell in _text(rows, column)]) if rows else np.empty(0, dtype=np.int64)


def _whole(rows: Rows, column: str, default: int) -> Ints:
    return np.array([int(_number(row, column, int, default)) for row in rows], dtype=np.int64)


def _cost(rows: Rows, column: str) -> list[float]:
    return [_number(row, column, float, 0) for row in rows]


def _number(row: Mapping[str, str], column: str, read: Callable[[str], float], default: int) -> float:
    cell = (row.get(column) or "").strip()
    try:
        return read(cell) if cell else default
    except ValueError:
        raise BadQuantity(f"{column} of {row['id']} is {cell!r}", offender=row["id"]) from None
