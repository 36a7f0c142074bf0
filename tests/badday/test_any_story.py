"""Whatever happens to orders, goods, returns and refunds, in whatever order: the doctor finds nothing.

After every step the handlers of the loop hear what happened, until nothing more does.

Fails with `oms.follow_outbounds` taken out of loop.py: orders no longer know how far their goods are; and without
progress._complete: what is delivered stays open.
"""

from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.badday.stories import address, healthy
from tests.erp.finance.books import recorded
from tests.oms.conftest import ShopWorld
from tests.stock.test_any_order import one
from tests.world import AT, BY
from yunhe import loop
from yunhe.erp.finance import commands as finance
from yunhe.kernel.models import Event
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import Hold, Order, OrderLine, Refund, Return
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Outbound

D = Decimal
ROOMS = ("oms", "stock", "erp.finance")
SUBSCRIPTIONS = [s for s in loop.SUBSCRIPTIONS if s.name.startswith(ROOMS)]
skus = st.sampled_from(["TEA", "CUP", "GIFT", "NO-SUCH"])
few = st.integers(1, 4)
which = st.integers(0, 30)
ENDS = {"approve": oms.approve_returns, "withdraw": oms.withdraw_returns, "settle": oms.settle_returns}
MONEY = {"approve": oms.approve_refunds, "refuse": oms.refuse_refunds, "fail": oms.fail_refunds}


class Story(RuleBasedStateMachine):
    """The verbs of the order desk and of the warehouse, in a transaction that is rolled back at the end."""

    w: ClassVar[ShopWorld]
    heard: int
    versions: int

    def __init__(self) -> None:
        super().__init__()
        self.heard, self.versions, self.orders = Event.objects.order_by("-id").values_list("id", flat=True)[0], 0, 0
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())

    def teardown(self) -> None:
        try:
            if not connection.needs_rollback:
                assert healthy() == {}
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    @invariant()
    def the_loop_comes_to_rest_and_the_doctor_finds_nothing(self) -> None:
        self._rest()
        assert healthy() == {}
        known = list(Order.objects.order_by("id").values_list("id", "state", "progress"))
        oms.progress([id for id, *_ in known], by=BY, at=AT)
        assert list(Order.objects.order_by("id").values_list("id", "state", "progress")) == known

    @initialize(qty=few, more=st.lists(st.tuples(skus, few), max_size=1))
    def begin(self, qty: int, more: list[tuple[str, int]]) -> None:
        """Of two orders the first is delivered: left to luck most stories would have none, or none that could come back."""
        self.sell([("TEA", qty)], 0)
        self._rest()
        self.goods_go(0, deliver=True)
        self.sell([("CUP", 1), *more], 1)

    @rule(lines=st.lists(st.tuples(skus, few), min_size=1, max_size=2), who=st.integers(0, 2))
    def sell(self, lines: list[tuple[str, int]], who: int) -> None:
        self.orders += 1
        self._send(f"N{self.orders}", lines, who)

    @rule(lines=st.lists(st.tuples(skus, few), min_size=1, max_size=2), k=which)
    def change(self, lines: list[tuple[str, int]], k: int) -> None:
        if order := one(Order.objects.all(), k):
            self._send(order.external_id, lines, k % 3)

    @rule(k=which)
    def let_pass(self, k: int) -> None:
        if hold := one(Hold.objects.filter(released_at=None), k):
            oms.release_holds([hold.id], by=BY, at=AT)

    @rule(k=which, back=st.booleans())
    def allocate(self, k: int, back: bool) -> None:
        if order := one(Order.objects.all(), k):
            (oms.deallocate if back else oms.allocate)([order.id], by=BY, at=AT)

    @rule(k=which)
    def cancel(self, k: int) -> None:
        if order := one(Order.objects.all(), k):
            oms.cancel_orders([order.id], by=BY, at=AT)

    @rule(k=which, qty=few, split=st.booleans())
    def part_of_a_line(self, k: int, qty: int, split: bool) -> None:
        if line := one(OrderLine.objects.all(), k):
            (oms.split if split else oms.cancel_lines)({line.id: D(qty)}, by=BY, at=AT)

    @rule(apart=st.booleans(), k=which)
    def merge(self, apart: bool, k: int) -> None:
        if apart and (outbound := one(Outbound.objects.filter(state="planned"), k)):
            oms.unmerge([outbound.id], by=BY, at=AT)
        elif not apart:
            oms.merge(list(Order.objects.order_by("id").values_list("id", flat=True)), by=BY, at=AT)

    @rule(item=st.sampled_from(["TEA", "CUP"]), qty=few)
    def goods_come(self, item: str, qty: int) -> None:
        self.w.world.stock(item, qty)

    @rule(k=which, deliver=st.booleans())
    def goods_go(self, k: int, deliver: bool) -> None:
        if outbound := one(
            Outbound.objects.filter(state__in=("planned", "released", "picking", "picked", "shipped")), k
        ):
            stock.release([outbound.id], by=BY, at=AT)
            stock.pick(
                [Pick(b.id, b.qty - b.picked) for b in bound_to([outbound.id]) if b.qty > b.picked], by=BY, at=AT
            )
            stock.pack([outbound.id], by=BY, at=AT)
            stock.ship([outbound.id], by=BY, at=AT)
            if deliver:
                stock.deliver([outbound.id], by=BY, at=AT)

    @rule(k=which)
    def answer_a_recall(self, k: int) -> None:
        if outbound := one(Outbound.objects.filter(recall_requested=True), k):
            stock.answer_recalls([outbound.id], by=BY, at=AT)

    @rule(k=which, qty=few)
    def wish_to_return(self, k: int, qty: int) -> None:
        if line := one(OrderLine.objects.filter(order__state__in=("audited", "completed")), k):
            oms.request_returns([NewReturn(line.order_id, {line.id: D(qty)}, "x")], by=BY, at=AT)

    @rule(k=which, end=st.sampled_from(sorted(ENDS)))
    def go_on_with_a_return(self, k: int, end: str) -> None:
        if back := one(Return.objects.all(), k):
            ENDS[end]([back.id], by=BY, at=AT)

    @rule(k=which, qty=few)
    def a_return_arrives(self, k: int, qty: int) -> None:
        if line := one(InboundLine.objects.filter(inbound__source_kind="return"), k):
            stock.receive([Received(line.id, D(qty))], by=BY, at=AT)

    @rule(k=which, cents=st.integers(1, 3000))
    def want_money_back(self, k: int, cents: int) -> None:
        if order := one(Order.objects.all(), k):
            oms.request_refunds([NewRefund(order.id, D(cents) / 100, "late")], by=BY, at=AT)

    @rule(k=which, end=st.sampled_from(["pay", *sorted(MONEY)]))
    def go_on_with_a_refund(self, k: int, end: str) -> None:
        if refund := one(Refund.objects.all(), k):
            if end == "pay":
                oms.pay_refunds({refund.id: f"P{refund.id}"}, by=BY, at=AT)
            else:
                MONEY[end]([refund.id], by=BY, at=AT)

    def _send(self, id: str, lines: list[tuple[str, int]], who: int) -> None:
        self.versions += 1
        said = [(sku, qty, "12.34") for sku, qty in lines]
        self.w.send(*said, id=id, address=address(who), version=AT + timedelta(minutes=self.versions))

    def _rest(self) -> None:
        """The handlers of the loop hear what happened until nothing more does."""
        while news := self._news():
            for subscription in SUBSCRIPTIONS:
                if mine := [event for event in news if event.kind in subscription.kinds]:
                    subscription.handle(mine, by=BY, at=AT)

    def _news(self) -> list[Any]:
        kinds = sorted({kind for subscription in SUBSCRIPTIONS for kind in subscription.kinds})
        news = recorded(kinds, after=self.heard)
        self.heard = news[-1].id if news else self.heard
        return news


def tell(w: ShopWorld, examples: int, steps: int) -> None:
    Story.w = w
    finance.open_books([w.world.entity.id], by=BY, at=AT)
    w.world.stock("TEA", 6)
    w.world.stock("CUP", 6)
    w.run()
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_any_story_leaves_a_healthy_house(shop_world: ShopWorld) -> None:
    tell(shop_world, 8, 10)


@pytest.mark.long
def test_many_stories_leave_a_healthy_house(shop_world: ShopWorld) -> None:
    tell(shop_world, 200, 40)
