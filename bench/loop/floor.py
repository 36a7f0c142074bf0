"""The floor: the rows that allocated orders left behind, written once more by bare SQL, without asking if they are right.

The same tables with all their constraints, indexes and triggers: raw order, order, order lines, outbound, its lines,
fulfilments, allocations, events, and the update of the levels. Ids come from the same sequences. Two ways to write:
COPY, and INSERT … SELECT FROM unnest. The values lie ready as Python values before the clock starts.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

ORDERS = "SELECT id FROM oms_order WHERE external_id LIKE 'P%%' ORDER BY id LIMIT {size}"
ROWS = {  # each table's rows of the orders, in the order in which they can be written
    "oms_raworder": "(shop_id, external_id) IN (SELECT shop_id, external_id FROM oms_order WHERE id IN ({orders}))",
    "oms_order": "id IN ({orders})",
    "oms_orderline": "order_id IN ({orders})",
    "stock_outbound": "root_id IN ({orders})",
    "stock_outboundline": "outbound_id IN (SELECT id FROM stock_outbound WHERE root_id IN ({orders}))",
    "oms_fulfilment": "order_line_id IN (SELECT id FROM oms_orderline WHERE order_id IN ({orders}))",
    "stock_allocation": """outbound_line_id IN (SELECT l.id FROM stock_outboundline l
                           JOIN stock_outbound o ON o.id = l.outbound_id WHERE o.root_id IN ({orders}))""",
    "kernel_event": "root_id IN ({orders})",
}
SEQUENCES = {"stock_allocation": "stock_ledger_seq"}
POINTS = {  # columns that hold the id of a row written with it
    "order_id": "oms_order",
    "root_id": "oms_order",
    "source_id": "oms_order",
    "outbound_id": "stock_outbound",
    "outbound_line_id": "stock_outboundline",
    "order_line_id": "oms_orderline",
    "root_line_id": "oms_orderline",
}
UNIQUE = {"number", "external_id"}
LEFT_OUT = {"xid", "recorded_at"}  # of events: the database's own


@dataclass
class Table:
    """A table's rows as they are to be written again."""

    name: str
    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]] = field(default_factory=list)


class Floor:
    """The rows of `size` orders, and the two ways to write them again and again."""

    def __init__(self, url: str, size: int) -> None:
        self.size = size
        self._connection = psycopg.connect(url)
        self._connection.adapters.register_loader("jsonb", TextLoader)
        self._tables = [self._read(name) for name in ROWS]
        self._levels = self._taken()
        self._mark = f"F{time.time_ns():x}"
        self._copies = 0
        self._connection.commit()

    def close(self) -> None:
        self._connection.close()

    @property
    def rows_per_order(self) -> float:
        return sum(len(table.rows) for table in self._tables) / self.size

    def run(self, batches: int, way: str) -> float:
        """Seconds to write `batches` batches, each in a transaction of its own."""
        write = {"copy": self._copy, "unnest": self._unnest}[way]
        total = 0.0
        for _ in range(batches):
            self._copies += 1
            fresh = [self._again(table) for table in self._tables]
            start = time.perf_counter()
            with self._connection.transaction(), self._connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                ids = {table.name: self._ids(cursor, table) for table in fresh}
                for table in fresh:
                    write(cursor, table, list(self._placed(table, ids)))
                cursor.execute(
                    """UPDATE stock_level l SET allocated = l.allocated + t.qty
                       FROM unnest(%s::bigint[], %s::numeric[]) AS t(id, qty) WHERE l.id = t.id""",
                    self._levels,
                )
            total += time.perf_counter() - start
        return total

    def _read(self, name: str) -> Table:
        orders = ORDERS.format(size=self.size).replace("%%", "%")
        with self._connection.cursor() as cursor:
            cursor.execute(
                """SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
                   WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
                [name],
            )
            kept = [(c, t) for c, t in cursor.fetchall() if not (name == "kernel_event" and c in LEFT_OUT)]
            columns = [c for c, _ in kept]
            cursor.execute(
                f"SELECT {', '.join(columns)} FROM {name} WHERE {ROWS[name].format(orders=orders)} ORDER BY id"
            )
            return Table(name, columns, [t for _, t in kept], cursor.fetchall())

    def _taken(self) -> list[list[Any]]:
        (table,) = (t for t in self._tables if t.name == "stock_allocation")
        level, qty = table.columns.index("level_id"), table.columns.index("qty")
        sums: dict[int, Decimal] = {}
        for row in table.rows:
            sums[row[level]] = sums.get(row[level], Decimal(0)) + row[qty]
        return [list(sums), list(sums.values())]

    def _again(self, table: Table) -> Table:
        """The same rows under numbers that nobody has."""
        unique = {n for n, column in enumerate(table.columns) if column in UNIQUE}
        if not unique:
            return table
        mark = f"{self._mark}-{self._copies}-"
        rows = [
            tuple(f"{mark}{value}"[:40] if n in unique else value for n, value in enumerate(row)) for row in table.rows
        ]
        return Table(table.name, table.columns, table.types, rows)

    @staticmethod
    def _ids(cursor: psycopg.Cursor[Any], table: Table) -> dict[int, int]:
        sequence = SEQUENCES.get(table.name, f"{table.name}_id_seq")
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, len(table.rows)])
        return {row[0]: id for row, (id,) in zip(table.rows, cursor.fetchall())}

    @staticmethod
    def _placed(table: Table, ids: dict[str, dict[int, int]]) -> Iterator[tuple[Any, ...]]:
        """The rows with their new ids. Column 0 is the id."""
        own = ids[table.name]
        points = [(n, ids[POINTS[column]]) for n, column in enumerate(table.columns) if column in POINTS]
        subject = table.columns.index("subject_id") if table.name == "kernel_event" else None
        kind = table.columns.index("subject_kind") if subject else None
        for row in table.rows:
            placed = list(row)
            placed[0] = own[row[0]]
            for n, new in points:
                placed[n] = new[row[n]]
            if subject is not None and kind is not None:
                placed[subject] = ids[{"order": "oms_order", "outbound": "stock_outbound"}[row[kind]]][row[subject]]
            yield tuple(placed)

    @staticmethod
    def _copy(cursor: psycopg.Cursor[Any], table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def _unnest(cursor: psycopg.Cursor[Any], table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = ", ".join(table.columns)
        arrays = ", ".join(f"%s::{type}[]" for type in table.types)
        values = [list(column) for column in zip(*rows)]
        cursor.execute(f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest({arrays})", values)
