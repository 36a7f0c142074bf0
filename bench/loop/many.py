"""A million orders without waiting for them: copies of the orders that are there, made by SQL in their tables."""

import psycopg

from bench.loop.floor import POINTS, ROWS, SEQUENCES

TEMPLATE = 500
UNIQUE = {"number": 40, "external_id": 80}
# What a list reads; for the doctor every row that an order leaves behind.
HEADS = ("oms_order", "oms_orderline")
ALL = tuple(ROWS)


def grow(url: str, orders: int, tables: tuple[str, ...], *, finished: int = 0) -> None:
    """Add copies of 500 allocated orders until the database has `orders` orders. Of each 100, `finished` are completed,
    as most orders of a company that is open for years are.

    Foreign keys and triggers sleep meanwhile: a copy's keys are as true as the original's. Levels take what the copies
    hold, and the projections of the loop say that all of it has been read.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM oms_order").fetchone()
        assert row is not None
        copies = (orders - row[0]) // TEMPLATE
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            f"CREATE TEMP TABLE chosen AS SELECT id FROM oms_order WHERE state = 'audited' ORDER BY id LIMIT {TEMPLATE}"
        )
        base = {table: _highest(connection, table) for table in tables}
        for table in tables:
            connection.execute(_copy(connection, table, base, copies, finished))
        for table in tables:
            sequence = SEQUENCES.get(table, f"{table}_id_seq")
            connection.execute("SELECT setval(%s, %s)", [sequence, base[table] * (copies + 1) + 1])
        if "stock_allocation" in tables:
            _settle(connection)
        connection.execute("VACUUM ANALYZE")


def _copy(connection: psycopg.Connection, table: str, base: dict[str, int], copies: int, finished: int) -> str:
    """INSERT … SELECT of all copies of one table: ids moved by whole multiples of the highest id."""
    columns = [
        name
        for (name,) in connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [table],
        ).fetchall()
        if not (table == "kernel_event" and name == "xid")
    ]
    values = [_value(table, column, base, finished) for column in columns]
    where = ROWS[table].format(orders="SELECT id FROM chosen")
    return f"""INSERT INTO {table} ({", ".join(columns)})
               SELECT {", ".join(values)} FROM {table} t, generate_series(1, {copies}) AS k(n) WHERE {where}"""


def _value(table: str, column: str, base: dict[str, int], finished: int) -> str:
    if column == "id":
        return f"t.id + k.n * {base[table]}::bigint"
    if column in POINTS:
        return f"t.{column} + k.n * {base[POINTS[column]]}::bigint"
    if column == "subject_id":
        order, outbound = base["oms_order"], base["stock_outbound"]
        return f"t.subject_id + k.n * CASE t.subject_kind WHEN 'order' THEN {order}::bigint ELSE {outbound}::bigint END"
    if column in UNIQUE:  # the highest id tells one growth's copies from another's
        return f"left('{base['oms_order']}-' || k.n || '-' || t.{column}, {UNIQUE[column]})"
    if column == "placed_at":
        return "t.placed_at - k.n * interval '2 minutes'"
    if finished and table == "oms_order" and column in ("state", "progress"):
        then = {"state": "completed", "progress": "delivered"}[column]
        return f"CASE WHEN t.id % 100 < {finished} THEN '{then}' ELSE t.{column} END"
    return f"t.{column}"


def _settle(connection: psycopg.Connection) -> None:
    """Levels and the loop's cursors agree with the copies."""
    connection.execute(
        """UPDATE stock_level l SET allocated = a.qty FROM (
               SELECT level_id, sum(qty) AS qty FROM stock_allocation WHERE closed_seq IS NULL GROUP BY 1) a
           WHERE a.level_id = l.id"""
    )
    connection.execute(
        """INSERT INTO kernel_eventposition (position, event_id, recorded_at)
           SELECT (SELECT coalesce(max(position), 0) FROM kernel_eventposition) + row_number() OVER (ORDER BY e.id),
                  e.id, e.recorded_at
           FROM kernel_event e WHERE NOT EXISTS (SELECT FROM kernel_eventposition p WHERE p.event_id = e.id)"""
    )
    connection.execute("UPDATE kernel_subscription SET position = (SELECT max(position) FROM kernel_eventposition)")
    connection.execute(
        """INSERT INTO kernel_sequencer (id, cluster, below_xid)
           SELECT 1, system_identifier, pg_snapshot_xmin(pg_current_snapshot())::text::bigint FROM pg_control_system()
           ON CONFLICT (id) DO UPDATE SET below_xid = excluded.below_xid"""
    )


def _highest(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    assert row is not None
    id: int = row[0]
    return id
