"""Two simulated shops beside the rush, and a worker that tells them: events, handler, jobs and HTTP are the loop's own."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from sim.serving import serve
from sim.shop.server import app
from sim.shop.shelf import Shelf

CREDENTIALS = {"key": "bench", "secret": "bench"}
CODES = ("T1", "T2")


@contextmanager
def connected(entity: int) -> Iterator[dict[str, Shelf]]:
    """Shops T1 and T2, each at a port of this machine, until the block ends; they know all there is when it begins."""
    from bench.loop.company import AT, BY, forget_backlog
    from yunhe.connectors.shops.commands import FeedRow, connect
    from yunhe.oms.models import Shop

    Shop.objects.get_or_create(code="T2", defaults={"name": "京东旗舰店", "channel": "jd", "entity_id": entity})
    shelves, rows = {code: Shelf(**CREDENTIALS) for code in CODES}, []
    forget_backlog()
    with ExitStack() as stack:
        for code, shelf in shelves.items():
            server = stack.enter_context(serve(app(shelf), "127.0.0.1", 0))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            stack.callback(server.shutdown)
            rows.append(FeedRow(code, f"http://127.0.0.1:{server.server_port}", CREDENTIALS))
        connect(rows, by=BY, at=AT)
        beside(lambda: None)
        yield shelves
        connect([FeedRow(row.shop, row.endpoint, active=False) for row in rows], by=BY, at=AT)


def beside(work: Callable[[], Any]) -> Any:
    """Do some work while a worker tells the shops; returns what it gave, once the shops know everything."""
    from django.db import connection
    from procrastinate.contrib.django.models import ProcrastinateJob

    from yunhe import loop
    from yunhe.cli import worker
    from yunhe.kernel.events.pump import drain
    from yunhe.kernel.events.sequencer import oldest_unsequenced_seconds

    ours = [s for s in loop.SUBSCRIPTIONS if s.name.startswith("connectors.shops.")]
    gave: list[Any] = []

    def run() -> None:
        gave.append(work())
        connection.close()

    def until_told(stop: threading.Event) -> None:
        while True:
            over = not worked.is_alive()  # asked first: its last events are to be delivered
            moved = drain(ours, at=datetime.now(UTC))
            if over and not moved and not oldest_unsequenced_seconds() and not _busy(ProcrastinateJob):
                break
            assert not stop.wait(0.01), "the worker has ended before the shops were told"
        connection.close()

    worked = threading.Thread(target=run)
    worked.start()
    asyncio.run(worker.work(until_told))
    worked.join()
    return gave[0]


def _busy(jobs: Any) -> bool:
    there: bool = jobs.objects.filter(task_name__startswith="shops.", status__in=("todo", "doing")).exists()
    return there
