"""Whatever the verbs of the ground are called with, in whatever order: the doctor finds nothing."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

import pytest
from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import world as worlds
from tests.world import AT, BY, TODAY
from yunhe.insight.doctor import examine
from yunhe.insight.doctor.goods import GOODS
from yunhe.kernel.outcome import Outcome
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.merge import Part
from yunhe.stock.commands.moving import BinMove, NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.merging import Heading
from yunhe.stock.models import Binding, BinLevel, Hold, Inbound, InboundLine, Lot, Outbound, OutboundLine, Receipt
from yunhe.stock.promising import promise

D = Decimal
LONG_AFTER = datetime(2026, 12, 5, tzinfo=UTC)
ITEMS = ("TEA", "CUP", "MILK")
items = st.sampled_from(ITEMS)
quantities = st.integers(1, 6).map(D)
which = st.integers(0, 30)
places = st.sampled_from(["main", "receive", "shelf"])
M = TypeVar("M", bound=Model)

# Truths that the doctor does not ask for, because only the ground's own verbs can break them.
STUCK_RECALL = "SELECT id FROM stock_outbound WHERE recall_requested AND state = 'planned'"
PICKED_UNTOLD = """
    SELECT o.id FROM stock_outbound o JOIN stock_outboundline l ON l.outbound_id = o.id
    WHERE o.state = 'picking' GROUP BY o.id HAVING bool_and(l.picked = l.qty)
"""
RELEASED_UNBOUND = """
    SELECT l.id FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
    LEFT JOIN stock_binding b ON b.outbound_line_id = l.id
    WHERE o.state IN ('released', 'picking', 'picked', 'packed')
    GROUP BY l.id HAVING coalesce(sum(b.qty), 0) <> l.qty OR coalesce(sum(b.picked), 0) <> l.picked
"""
PROMISED_TWICE = """
    SELECT l.id FROM stock_outboundline l JOIN stock_promise p ON p.outbound_line_id = l.id AND p.state = 'open'
    GROUP BY l.id HAVING sum(p.qty) > l.qty - l.allocated
"""
EMPTY_OUTBOUND = """
    SELECT o.id FROM stock_outbound o
    WHERE o.state <> 'cancelled' AND NOT EXISTS (SELECT FROM stock_outboundline l WHERE l.outbound_id = o.id)
"""
TRUTHS = (STUCK_RECALL, PICKED_UNTOLD, RELEASED_UNBOUND, PROMISED_TWICE, EMPTY_OUTBOUND)


class Ground(RuleBasedStateMachine):
    """The verbs of the ground on two warehouses, in a transaction that is rolled back at the end."""

    world: ClassVar[worlds.World]
    shelf: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.keys = 0
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())

    def teardown(self) -> None:
        try:
            if not connection.needs_rollback:
                assert [finding for finding in examine() if not finding.holds] == []
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    @invariant()
    def the_goods_are_right(self) -> None:
        broken = {proof.name: rows for proof in GOODS if (rows := _rows(proof.broken))}
        assert broken == {}
        assert {sql: rows for sql in TRUTHS if (rows := _rows(sql))} == {}

    # -- goods come -----------------------------------------------------------------------------------------------

    @rule(item=items, qty=quantities, place=places, late=st.booleans())
    def bring(self, item: str, qty: Decimal, place: str, late: bool) -> None:
        lot = {"lot": "LATE" if late else "SOON", "expires_on": date(2026, 12, 20 if late else 1)}
        self.world.stock(item, str(qty), bin=self.bin(place), **(lot if item == "MILK" else {}))  # type: ignore[arg-type]

    @rule(item=items, qty=quantities)
    def expect(self, item: str, qty: Decimal) -> None:
        w = self.world
        new = NewInbound("purchase", w.east, w.owner, w.entity.id, TODAY, [Expected(w.items[item].id, qty)])
        stock.expect([new], by=BY, at=AT)

    @rule(k=which, qty=quantities)
    def receive(self, k: int, qty: Decimal) -> None:
        lines = InboundLine.objects.filter(inbound__state__in=("expected", "arrived", "part_received"))
        if line := one(lines, k):
            row = Received(line.id, qty, lot="SOON", cause="more")
            row = row if line.item == self.world.items["MILK"] else Received(line.id, qty, cause="more")
            stock.receive([row], by=BY, at=AT)

    @rule(k=which)
    def reverse(self, k: int) -> None:
        self.on(stock.reverse_receipts, one(Receipt.objects.filter(state="posted"), k))

    @rule(k=which, close=st.booleans())
    def end_inbound(self, k: int, close: bool) -> None:
        self.on(stock.close_inbounds if close else stock.cancel_inbounds, one(Inbound.objects.all(), k))

    @rule()
    def peg(self) -> None:
        promise([i.id for i in self.world.items.values()], [self.world.east], by=BY, at=AT)

    # -- goods go -------------------------------------------------------------------------------------------------

    @rule(lines=st.lists(st.tuples(items, quantities), min_size=1, max_size=3), priority=st.integers(1, 3))
    def plan(self, lines: list[tuple[str, Decimal]], priority: int) -> None:
        self.world.outbound(*[(item, str(qty)) for item, qty in lines], priority=priority)

    @rule(item=items, qty=quantities)
    def transfer(self, item: str, qty: Decimal) -> None:
        w = self.world
        new = NewTransfer(w.south, w.east, w.owner, w.entity.id, TODAY, [(w.items[item].id, qty)])
        back = NewTransfer(w.east, w.south, w.owner, w.entity.id, TODAY, [(w.items[item].id, qty)])
        stock.transfer([back, new], by=BY, at=AT)

    @rule()
    def serve(self) -> None:
        places = [(i.id, w) for i in self.world.items.values() for w in (self.world.east, self.world.south)]
        stock.allocate_waiting(places, by=BY, at=AT)

    @rule()
    def release_all(self) -> None:
        stock.release(list(Outbound.objects.filter(state="planned").values_list("id", flat=True)), by=BY, at=AT)

    @rule(k=which, qty=quantities)
    def pick(self, k: int, qty: Decimal) -> None:
        if b := one(Binding.objects.filter(picked__lt=F("qty")), k):
            stock.pick([Pick(b.id, min(qty, b.qty - b.picked))], by=BY, at=AT)

    @rule(k=which)
    def pick_whole(self, k: int) -> None:
        if o := one(Outbound.objects.filter(state__in=("released", "picking")), k):
            stock.pick([Pick(b.id, b.qty - b.picked) for b in bound_to([o.id]) if b.qty > b.picked], by=BY, at=AT)

    @rule(k=which, qty=quantities)
    def short_pick(self, k: int, qty: Decimal) -> None:
        if b := one(Binding.objects.filter(picked__lt=F("qty")), k):
            stock.short_pick([Pick(b.id, min(qty, b.qty - b.picked))], by=BY, at=AT)

    @rule()
    def pack_and_ship_all(self) -> None:
        ids = list(Outbound.objects.filter(state__in=("picked", "packed")).values_list("id", flat=True))
        stock.pack(ids, by=BY, at=AT)
        stock.ship(ids, by=BY, at=AT)

    @rule(
        verb=st.sampled_from(
            [
                stock.start_picking,
                stock.pack,
                stock.unpack,
                stock.unpick,
                stock.ship,
                stock.deliver,
                stock.request_recall,
                stock.answer_recalls,
                stock.cancel_outbounds,
                stock.open_parcels,
            ]
        ),
        k=which,
    )
    def any_verb(self, verb: Callable[..., Any], k: int) -> None:
        self.on(verb, one(Outbound.objects.exclude(state__in=("cancelled", "delivered")), k))

    @rule(k=which)
    def recall(self, k: int) -> None:
        self.on(stock.request_recall, one(Outbound.objects.filter(state__in=("released", "picking", "picked")), k))

    @rule(k=which, qty=quantities)
    def split(self, k: int, qty: Decimal) -> None:
        if line := one(OutboundLine.objects.filter(outbound__state="planned"), k):
            stock.split_outbounds({line.id: min(qty, line.qty)}, by=BY, at=AT)

    @rule(k=which)
    def merge(self, k: int) -> None:
        planned = Outbound.objects.filter(state="planned", kind="sale")
        if (into := one(planned, k)) and (other := one(planned.exclude(id=into.id), k)):
            stock.merge_outbounds({into.id: [other.id]}, by=BY, at=AT)

    @rule(k=which)
    def part(self, k: int) -> None:
        if line := one(OutboundLine.objects.filter(outbound__state="planned"), k):
            parts = [Part(line.outbound_id, [line.id], Heading(None, None, 5, None))]
            stock.part_outbounds(parts, by=BY, at=AT)

    # -- goods are elsewhere, or otherwise ------------------------------------------------------------------------

    @rule(k=which, qty=quantities, found=st.booleans())
    def adjust(self, k: int, qty: Decimal, found: bool) -> None:
        if b := one(BinLevel.objects.filter(qty__gt=0), k):
            stock.adjust([_adjustment(b, qty if found else -qty)], by=BY, at=AT)

    @rule(k=which, qty=quantities, grade=st.sampled_from(["inspect", "damaged", "good"]))
    def regrade(self, k: int, qty: Decimal, grade: str) -> None:
        if (b := one(BinLevel.objects.filter(qty__gt=0), k)) and b.grade != grade:
            stock.regrade([_adjustment(b, qty, grade)], by=BY, at=AT)

    @rule(k=which, qty=quantities, place=places)
    def move(self, k: int, qty: Decimal, place: str) -> None:
        if b := one(BinLevel.objects.filter(qty__gt=0), k):
            stock.move_bins([BinMove(b.id, self.bin(place), qty)], by=BY, at=AT)

    @rule(lines=st.lists(st.tuples(items, quantities), min_size=1, max_size=2))
    def hold(self, lines: list[tuple[str, Decimal]]) -> None:
        self.keys += 1
        wanted = [(self.world.items[item].id, qty) for item, qty in lines]
        stock.reserve_now([Reservation(f"k{self.keys}", self.world.east, self.world.owner, wanted)], by=BY, at=AT)

    @precondition(lambda self: self.keys)
    @rule(k=which)
    def end_hold(self, k: int) -> None:
        self.on(stock.end_holds, one(Hold.objects.all(), k))

    @rule(block=st.booleans(), k=which)
    def lots_go(self, block: bool, k: int) -> None:
        if block:
            self.on(stock.block_lots, one(Lot.objects.all(), k))
        else:
            stock.sweep_expired(by=BY, at=LONG_AFTER)

    def on(self, verb: Callable[..., Outcome], found: Any) -> None:
        if found:
            verb([found.id], by=BY, at=AT)

    def bin(self, place: str) -> int:
        return self.shelf if place == "shelf" else self.world.bin(place)


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def one(rows: "QuerySet[M]", k: int) -> Any:
    """The k-th of the rows, counted round; None when there is none."""
    found = list(rows.order_by("pk"))
    return found[k % len(found)] if found else None


def _adjustment(b: BinLevel, qty: Decimal, to_grade: str | None = None) -> Adjustment:
    return Adjustment(b.item_id, b.warehouse_id, b.bin_id, b.owner_id, qty, "count", b.lot_id, b.grade, to_grade)


def run(examples: int, steps: int) -> None:
    Ground.world = world = worlds.build()
    Ground.shelf = stock.add_bins([(world.east, "A-01-1")], by=BY, at=AT).made[world.east, "A-01-1"]
    for item, qty in (("TEA", 9), ("CUP", 9)):
        world.stock(item, qty)
        world.stock(item, qty, warehouse=world.south)
    run_state_machine_as_test(
        Ground,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_order_of_verbs_leaves_a_healthy_ground(db_tx: None) -> None:
    run(40, 25)


@pytest.mark.long
def test_many_orders_of_verbs_leave_a_healthy_ground(db_tx: None) -> None:
    run(600, 50)
