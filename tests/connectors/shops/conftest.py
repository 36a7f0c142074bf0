"""Simulated shops behind real HTTP, and the shop world whose shops T1 and T2 are connected to them."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sim.serving import serve
from sim.shop.faults import Faults
from sim.shop.server import app
from sim.shop.shelf import Shelf
from tests.oms.conftest import ShopWorld
from tests.oms.conftest import shop_world as shop_world
from tests.world import AT, BY
from yunhe.connectors.models import Offer
from yunhe.connectors.shops.commands import FeedRow, connect
from yunhe.connectors.shops.tasks import compare_all, tell_shop
from yunhe.oms.models import Shop

CREDENTIALS = {"key": "yunhe", "secret": "s3cret"}
POLL_SECONDS = 0.02  # so that a server is soon over
LATER = AT + timedelta(minutes=1)


@dataclass
class Mall:
    """The world's shops; `open` starts another. `work()` does the waiting jobs as a worker would, urgent ones first."""

    w: ShopWorld
    stack: ExitStack
    shelves: dict[str, Shelf] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)

    def open(self, code: str, faults: Faults | None = None, **share: Any) -> Shelf:
        """A shop on a port of this machine, connected."""
        if code != self.w.shop.code:
            Shop.objects.create(code=code, name=code, entity=self.w.world.entity, warehouse_id=self.w.world.east)
        self.shelves[code] = Shelf(faults, **CREDENTIALS)
        server = self.stack.enter_context(serve(app(self.shelves[code]), "127.0.0.1", 0))
        threading.Thread(target=server.serve_forever, args=[POLL_SECONDS], daemon=True).start()
        self.stack.callback(server.shutdown)
        self.addresses[code] = f"http://127.0.0.1:{server.server_port}"
        outcome = connect([FeedRow(code, self.addresses[code], CREDENTIALS, **share)], by=BY, at=AT)
        assert not outcome.refused, outcome.refused
        return self.shelves[code]

    def work(self, at: datetime = LATER) -> list[int]:
        """Each job that waits now, once, and before them the count that waits; the feeds told, in order."""
        if ProcrastinateJob.objects.filter(task_name="shops.compare").delete()[0]:
            compare_all(at=at)
        jobs = list(ProcrastinateJob.objects.filter(status="todo").order_by("-priority", "id"))
        ProcrastinateJob.objects.filter(id__in=[job.id for job in jobs]).delete()
        for job in jobs:
            tell_shop(job.args["feed"], at=at)
        return [job.args["feed"] for job in jobs]

    def settle(self, at: datetime = LATER) -> None:
        """Events, then jobs, as the loop would have done."""
        self.w.run(at)
        self.work(at)


@pytest.fixture
def mall(shop_world: ShopWorld) -> Iterator[Mall]:
    with ExitStack() as stack:
        yield Mall(shop_world, stack)


def offers(shop: str = "T1") -> dict[str, tuple[int, int | None]]:
    """By code: what may be sold, and what the shop has confirmed."""
    rows = Offer.objects.filter(feed__shop__code=shop).order_by("sku")
    return {o.sku: (o.qty, o.told) for o in rows}
