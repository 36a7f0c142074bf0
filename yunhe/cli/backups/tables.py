"""What a database holds, table by table, in figures that do not depend on how the rows lie on the disk."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from yunhe.cli.backups.manifest import TableSum

# How values are written decides over the checksum, so nothing is left to the server's settings.
SETTINGS = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
OURS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
TABLES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND {OURS} ORDER BY 1, 2
"""
SUM = """
    SELECT count(*), coalesce(sum(('x' || left(md5(whole_row::text), 16))::bit(64)::bigint), 0)::text
    FROM ONLY {} AS whole_row
"""
SEQUENCES = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
BEYOND = """
    SELECT name FROM kernel_subscription
    WHERE position > (SELECT coalesce(max(position), 0) FROM kernel_eventposition) ORDER BY name
"""


@contextmanager
def snapshot(url: str) -> Iterator[psycopg.Connection]:
    """A connection that sees one moment of the database, writes nothing, and holds no event back."""
    with psycopg.connect(url, options=SETTINGS) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def table_sums(connection: psycopg.Connection) -> dict[str, TableSum]:
    """Rows and checksum of every table of ours, partitions one by one, by `schema.table`."""
    return {
        f"{schema}.{table}": _sum(connection, schema, table)
        for schema, table in connection.execute(TABLES).fetchall()  # one statement a table: each is a scan of its own
    }


def sequences(connection: psycopg.Connection) -> dict[str, int]:
    """The last number drawn of each sequence from which one was drawn."""
    return dict(connection.execute(SEQUENCES).fetchall())


def cursors_beyond(connection: psycopg.Connection) -> list[str]:
    """The subscriptions that claim to have read further than there are positions."""
    return [name for (name,) in connection.execute(BEYOND)]


def _sum(connection: psycopg.Connection, schema: str, table: str) -> TableSum:
    row = connection.execute(sql.SQL(SUM).format(sql.Identifier(schema, table))).fetchone()
    assert row is not None
    return TableSum(rows=row[0], checksum=row[1])
