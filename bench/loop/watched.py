"""A replay whose PostgreSQL counts its statements: what makes an order dearer while the database grows.

`python -m bench.loop.watched ORDERS` prints the report of `yunhe replay --json`, and `statements` in it.
"""

import json
import os
import resource
import sys
from itertools import pairwise
from typing import Any, NamedTuple

from yunhe.cli.replay import fresh_database
from yunhe.cli.server.installation import start_django
from yunhe.cli.server.postgres import SETTINGS

COUNTING = {
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.max": "10000",
    "pg_stat_statements.track_planning": "on",
    "pg_stat_statements.track": "all",
}
COUNTED = """
    SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 160), sum(total_exec_time + total_plan_time), sum(shared_blks_hit),
           sum(shared_blks_read)
    FROM pg_stat_statements GROUP BY 1
"""
DEAREST = 20


class Seen(NamedTuple):
    """So far: milliseconds of Python's CPU, and of each statement milliseconds, buffers hit and buffers read."""

    orders: int
    python_ms: float
    megabytes: int
    statements: dict[str, tuple[float, float, float]]


def see(orders: int) -> Seen:
    from django.db import connection

    used = resource.getrusage(resource.RUSAGE_SELF)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576")
        megabytes = cursor.fetchone()[0]
        cursor.execute(COUNTED)
        statements = {text: (float(ms), float(hit), float(read)) for text, ms, hit, read in cursor.fetchall()}
    return Seen(orders, 1000 * (used.ru_utime + used.ru_stime), megabytes, statements)


def by_tenth(seen: list[Seen]) -> dict[str, Any]:
    """Of an order in each tenth: Python's CPU and the statements that take most in the last one, in milliseconds with their
    planning; a trigger's and a key's statements stand for themselves and within the one that fired them."""

    def of(text: str, figure: int) -> list[float]:
        none = (0.0, 0.0, 0.0)
        return [
            round(
                (b.statements.get(text, none)[figure] - a.statements.get(text, none)[figure]) / (b.orders - a.orders), 2
            )
            for a, b in pairwise(seen)
        ]

    texts = sorted(seen[-1].statements, key=lambda text: -of(text, 0)[-1])[:DEAREST]
    return {
        "orders": [one.orders for one in seen],
        "database_mb": [one.megabytes for one in seen],
        "python_ms": [round((b.python_ms - a.python_ms) / (b.orders - a.orders), 2) for a, b in pairwise(seen)],
        "statements": [{"text": text, "ms": of(text, 0), "hit": of(text, 1), "read": of(text, 2)} for text in texts],
    }


def main(orders: int) -> None:
    """Replay so many baskets."""
    SETTINGS.update(COUNTING)
    with fresh_database() as url:
        os.environ["YUNHE_DATABASE_URL"] = url
        start_django()
        from yunhe.cli.replay.run import Plan, replay  # these name models, which exist only now
        from yunhe.cli.replay.stages import Stages

        seen: list[Seen] = []

        class Watched(Stages):
            def mark(self, received: int) -> None:
                super().mark(received)
                if received >= len(seen) * orders / 10 and (not seen or received > seen[-1].orders):
                    seen.append(see(received))

        report = replay(Plan(orders=orders), Watched())
        print(json.dumps({**report, "statements": by_tenth(seen)}, default=str))


if __name__ == "__main__":
    main(int(sys.argv[1]))
