"""Many rows at once: draw ids, insert by COPY. The hot paths' way into the tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models.expressions import RawSQL
from psycopg import sql
from psycopg.errors import UniqueViolation

T = TypeVar("T")
MOST_RACES = 200  # as many as there are connections: nobody loses to more others in a row


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


def after_races(write: Callable[[], T]) -> T:
    """What `write` answers. When another transaction has committed one of its unique keys meanwhile nothing of it remains,
    and it is called again, to look at what there is now. COPY knows no ON CONFLICT; rows must come in the order of their
    keys, or two such writers wait for each other. Raises IntegrityError when a key is taken that `write` never looks at."""
    for _ in range(MOST_RACES):
        try:
            with transaction.atomic():
                return write()
        except UniqueViolation as error:
            taken = error
    raise IntegrityError(str(taken)) from taken


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
