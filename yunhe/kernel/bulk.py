"""Many rows at once: draw ids, insert by COPY. The hot paths' way into the tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from psycopg import sql
from psycopg.errors import UniqueViolation

T = TypeVar("T")


def draw_ids(sequence: str, count: int) -> list[int]:
    """`count` new numbers of a sequence, ascending."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [id for (id,) in cursor.fetchall()]


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """`count` new primary keys of a model's table, ascending."""
    return draw_ids(f"{model._meta.db_table}_id_seq", count)


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows (in `columns`' order, database column names) by COPY; returns how many. Constraints hold as ever."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def unless_raced(write: Callable[[], T]) -> T | None:
    """What `write` answers; None, and nothing of it remains, when another transaction has committed one of its unique
    keys meanwhile. Then the caller looks again at what there is. COPY knows no ON CONFLICT; rows must come in the order
    of their keys, or two such writers wait for each other."""
    try:
        with transaction.atomic():
            return write()
    except UniqueViolation:
        return None


def check_now() -> None:
    """Check foreign keys at each statement of this transaction: deferred, they cost a fifth of an intake's time."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def array(values: Iterable[Any]) -> str:
    """Numbers (or None) as a PostgreSQL array literal, for `%s::bigint[]`: several times quicker than adapting a list."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def texts(values: Iterable[str]) -> str:
    """The same for texts and `%s::text[]`, whatever is in them."""
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def those(ids: Iterable[int]) -> RawSQL:
    """Many ids for a query set's `id__in=`: one parameter instead of one for each."""
    return RawSQL("SELECT unnest(%s::bigint[])", [array(ids)])
