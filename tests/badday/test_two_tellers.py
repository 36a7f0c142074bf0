"""Two workers that would tell one shop: never at once, and a word that was overtaken on its way is not the last.

Each test names the mutation that makes it fail.
"""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from tests.connectors.shops.conftest import CREDENTIALS, LATER, Mall, mall, offers
from tests.oms.conftest import shop_world
from tests.world import BY
from yunhe.cli.worker import work
from yunhe.connectors.models import Feed
from yunhe.connectors.shops.client import Answer, Figure, ShopClient
from yunhe.connectors.shops.telling import tell
from yunhe.kernel.models import Event

__all__ = ["mall", "shop_world"]
SLOW = {"slow": 1.0, "slow_seconds": 0.3}


def test_two_workers_tell_one_shop_one_after_the_other(mall: Mall) -> None:
    """Fails when the jobs of a feed have no lock (without `lock=` in tasks.ask)."""
    mall.w.world.stock("TEA", 5)
    shelf = mall.open("T1")
    mall.settle()
    mall.w.world.stock("CUP", 3)
    mall.w.run()
    mall.w.world.outbound(("TEA", 5))
    mall.w.run()
    assert sorted(ProcrastinateJob.objects.values_list("priority", flat=True)) == [0, 1]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    shelf.change(SLOW)

    async def two() -> None:
        await asyncio.gather(work(_until_done), work(_until_done))

    asyncio.run(two())
    (first, first_over), (second, _) = sorted(_spans())
    assert first < first_over <= second
    assert shelf.quantities()["TEA"] == 0
    assert offers()["TEA"] == (0, 0)


def test_an_answer_that_was_overtaken_does_not_count(mall: Mall) -> None:
    """Fails when what a late answer confirms is noted over what is known to be newer (TAKEN without told_version)."""
    mall.w.world.stock("TEA", 5)
    shelf = mall.open("T1")
    mall.settle()
    feed = Feed.objects.get().id
    mall.w.world.outbound(("TEA", 5))
    mall.w.run()

    class Overtaken:
        """Tells as ever; before its first answer is noted there are goods again, and another worker says so."""

        batch = 200
        done = False

        def __init__(self, client: ShopClient) -> None:
            self.client = client

        def tell(self, figures: Sequence[Figure]) -> list[Answer]:
            answers = self.client.tell(figures)
            if not self.done:
                self.done = True
                mall.w.world.stock("TEA", 7)
                mall.w.run()
                assert tell(feed, client=self.client, by=BY, at=LATER) == 1
            return answers

    with ShopClient("T1", mall.addresses["T1"], CREDENTIALS) as client:
        tell(feed, client=Overtaken(client), by=BY, at=LATER)
    assert [word.qty for word in shelf.shown if word.sku == "TEA"] == [5, 0, 7]
    assert (shelf.quantities()["TEA"], offers()["TEA"]) == (7, (7, 7))
    assert Event.objects.filter(kind="SoldOutTold").count() == 0  # never confirmed: the shop showed 7 before we heard


def _spans() -> list[tuple[datetime, datetime]]:
    """When each job began and when it was over."""
    of_jobs = [ProcrastinateEvent.objects.filter(job=job) for job in ProcrastinateJob.objects.all()]
    return [(rows.get(type="started").at, rows.get(type="succeeded").at) for rows in of_jobs]


def _until_done(stop: threading.Event) -> None:
    """A pump that ends, and its worker with it, once no job waits or runs."""
    while ProcrastinateJob.objects.filter(status__in=("todo", "doing")).exists():
        if stop.wait(0.02):
            break
    connection.close()
