"""A company with open books, and the short words of the finance tests."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum

from tests.world import AT, BY, World, build
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands import open_books
from yunhe.erp.finance.models import AverageCost, Posting, Valuation
from yunhe.kernel.events import Recorded
from yunhe.kernel.money import LineAmounts, tax_inside
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal


@dataclass
class Firm:
    """The world with its books. Goods verbs act and then let the books know, unless told to wait."""

    world: World
    told: int = 0

    def receive(
        self,
        item: str,
        qty: int | str,
        cost: str | None,
        *,
        kind: str = "purchase",
        at: datetime = AT,
        day: date | None = None,
        outbound: int | None = None,
        reason: str = "",
        tell: bool = True,
    ) -> int:
        """Goods come in; returns the receipt."""
        w = self.world
        line = Expected(w.items[item].id, D(qty), unit_cost=None if cost is None else D(cost))
        new = NewInbound(
            kind, w.east, w.owner, w.entity.id, date(2026, 11, 21), [line], outbound=outbound, reason=reason
        )
        (inbound,) = stock.expect([new], by=BY, at=at).done
        row = Received(InboundLine.objects.get(inbound=inbound).id, D(qty), grade="good", bin=w.bin("main"))
        made = stock.receive([row], by=BY, at=at, business_date=day).made
        if tell:
            self.tell(at=at)
        return int(made[inbound])

    def sell(
        self,
        *lines: tuple[str, int, str],
        kind: str = "sale",
        rate: str = "0.13",
        at: datetime = AT,
        tell: bool = True,
        ship: bool = True,
        **fields: Any,
    ) -> int:
        """Ship lines (item, quantity, amount with tax); returns the outbound."""
        w = self.world
        new = NewOutbound(
            kind,
            w.east,
            w.owner,
            w.entity.id,
            [_line(w.items[item].id, qty, amount, rate) for item, qty, amount in lines],
            **fields,
        )
        (id,) = stock.plan_outbounds([new], by=BY, at=at).done
        if ship:
            assert stock.ship_whole([id], by=BY, at=at).done == [id]
        if tell:
            self.tell(at=at)
        return int(id)

    def deliver(self, outbound: int, *, at: datetime = AT) -> None:
        assert stock.deliver([outbound], by=BY, at=at).done == [outbound]
        self.tell(at=at)

    def tell(self, *, at: datetime = AT, handler: Callable[..., None] = handlers.book_goods) -> None:
        """Hand the events of goods since the last time to the books, as their subscription would."""
        events = recorded(handlers.GOODS, self.told)
        self.told = max([self.told, *(e.id for e in events)])
        handler(events, by=BY, at=at)

    def average(self, item: str) -> tuple[Decimal, Decimal]:
        """(quantity, value)."""
        row = AverageCost.objects.get(entity=self.world.entity, item=self.world.items[item])
        return (row.qty, row.value)


def open_firm() -> Firm:
    world = build()
    assert open_books([world.entity.id], by=BY, at=AT).done == [world.entity.id]
    return Firm(world)


def recorded(kinds: Sequence[str], after: int = 0) -> list[Recorded]:
    """Events as a subscription gets them, without waiting for their commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, id, kind, subject_kind, subject_id, root_id, business_date, occurred_at, by, payload
               FROM kernel_event WHERE kind = ANY(%s) AND id > %s ORDER BY id""",
            [list(kinds), after],
        )
        return [Recorded(*row[:9], payload=json.loads(row[9])) for row in cursor.fetchall()]


def balances() -> dict[str, Decimal]:
    """Debit minus credit by role, without the accounts at zero."""
    rows = Posting.objects.values_list("account__role").annotate(d=Sum("debit"), c=Sum("credit"))
    return {role: d - c for role, d, c in rows.order_by("account__role") if d != c}


def check_stock_value() -> None:
    """Averages = Σ valuations = the inventory account, and debits = credits."""
    values = Valuation.objects.values_list("entity", "item").annotate(q=Sum("qty"), v=Sum("amount"))
    assert {(e, i): (q, v) for e, i, q, v in values if q or v} == {
        (a.entity_id, a.item_id): (a.qty, a.value) for a in AverageCost.objects.all() if a.qty or a.value
    }
    assert balances().get("inventory", D(0)) == (Valuation.objects.aggregate(v=Sum("amount"))["v"] or D(0))
    assert sum(balances().values(), D(0)) == D(0)


def _line(item: int, qty: int, amount: str, rate: str) -> NewLine:
    tax = tax_inside(D(amount), D(rate))
    return NewLine(item, D(qty), amounts=LineAmounts(D(amount), tax, D(amount) - tax), tax_rate=D(rate))
