"""Document numbers: `{PREFIX}{yyyyMMdd}{SEQ:4}` drawn in blocks (gaps allowed), and voucher numbers without gaps."""

from datetime import date

from django.db import connection


def draw(prefix: str, day: date, count: int, *, width: int = 4) -> list[str]:
    """`count` numbers such as SO202611210001 in one statement. A rolled-back document leaves a gap; that is allowed."""
    if not count:
        return []
    scope = f"{prefix}{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kernel_numberblock (scope, last) VALUES (%s, %s)
               ON CONFLICT (scope) DO UPDATE SET last = kernel_numberblock.last + excluded.last RETURNING last""",
            [scope, count],
        )
        last = cursor.fetchone()[0]
    return [f"{scope}{n:0{width}d}" for n in range(last - count + 1, last + 1)]


def draw_gapless(entity_id: int, series: str, month: str, count: int) -> list[int]:
    """The next `count` numbers of an entity's month. The row stays locked until the caller commits: no gap, no race."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO kernel_gaplessnumber (entity_id, series, month, last) VALUES (%s, %s, %s, %s)
               ON CONFLICT (entity_id, series, month) DO UPDATE SET last = kernel_gaplessnumber.last + excluded.last
               RETURNING last""",
            [entity_id, series, month, count],
        )
        last = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))
