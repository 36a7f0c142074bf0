"""The bakery of the production tests: ten cakes take 2.5 kg of flour; short words for what the floor does."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from tests.world import AT, BY, TODAY, World, build
from yunhe.catalog.models import Bom
from yunhe.erp.production import commands as work
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.kernel.events import Recorded
from yunhe.kernel.flow import FLOWS

D = Decimal


@dataclass
class Bakery:
    """The world with a bill of material."""

    world: World

    def order(self, qty: int, *, backflush: bool = False, release: bool = True) -> int:
        """A work order for cakes in the east, due in three days."""
        Bom.objects.filter(item=self.world.items["CAKE"]).update(backflush=backflush)
        cake = self.world.items["CAKE"].id
        new = work.NewWork(cake, self.world.east, D(qty), TODAY + timedelta(days=3))
        (id,) = work.order([new], by=BY, at=AT).made.values()
        if release:
            assert work.release([id], by=BY, at=AT).done == [id]
        return int(id)

    def report(self, order: int, good: int, scrap: int = 0, rework: int = 0, **fields: Any) -> int:
        """Returns the report."""
        outcome = work.report([work.Report(order, D(good), D(scrap), D(rework), **fields)], by=BY, at=AT)
        assert outcome.refused == {}, {n: str(reason) for n, reason in outcome.refused.items()}
        return int(outcome.made[0])

    def flour(self, order: int) -> tuple[Decimal, Decimal, Decimal]:
        """(planned, issued, returned)."""
        m = Material.objects.get(order=order, item=self.world.items["FLOUR"])
        return (m.planned, m.issued, m.returned)

    def made(self, order: int) -> tuple[str, Decimal, Decimal, Decimal]:
        """(state, good, scrap, rework)."""
        o = WorkOrder.objects.get(id=order)
        return (o.state, o.good, o.scrap, o.rework)


def open_bakery() -> Bakery:
    return Bakery(build())


def told(*kinds: str) -> list[Recorded]:
    """Events as a subscription gets them, without waiting for their commit; without kinds: all of work orders."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, id, kind, subject_kind, subject_id, root_id, business_date, occurred_at, by, payload
               FROM kernel_event WHERE kind = ANY(%s) OR (%s = '{}' AND subject_kind = 'work_order') ORDER BY id""",
            [list(kinds), list(kinds)],
        )
        return [Recorded(*row[:9], payload=json.loads(row[9])) for row in cursor.fetchall()]


def hear(handler: Callable[..., None], *kinds: str) -> None:
    """Hand these events to a handler, twice: the second time it has nothing to do."""
    handler(told(*kinds), by=BY, at=AT)
    before = len(told())
    handler(told(*kinds), by=BY, at=AT)
    assert len(told()) == before


def story(order: int) -> list[str]:
    """The kinds of events of an order; its states follow its flow and end where the order stands."""
    events = [e for e in told() if e.subject == order]
    states = [e.payload["state"] for e in events if "state" in e.payload]
    assert FLOWS["work_order"].replay(states) == WorkOrder.objects.get(id=order).state
    return [e.kind for e in events]
