"""Returns: asked for, approved or refused, expected in the warehouse, received, inspected, settled with a refund."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.links import link
from yunhe.kernel.money import ZERO, apportion
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.refunds import NewRefund, request_refunds
from yunhe.oms.events import ReturnRequested
from yunhe.oms.flows import RETURN
from yunhe.oms.models import Order, OrderLine, Refund, Return, ReturnLine
from yunhe.oms.scopes import ORDERS, RETURN_GOODS, RETURNS
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.models import Inbound

COMES_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewReturn:
    """A customer wants to send back so much (base units) of order lines: {order line id: quantity}."""

    order: int
    lines: Mapping[int, Decimal]
    reason: str
    note: str = ""


class Shipped:
    """What of order lines has left the house: item, warehouse, outbound, and how much is not on a return yet."""

    def __init__(self, order_ids: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT l.id, l.order_id, ol.item_id, o.warehouse_id, o.owner_id, o.id, f.ratio, sum(ol.shipped)
                   FROM oms_orderline l JOIN oms_fulfilment f ON f.order_line_id = l.id
                   JOIN stock_outboundline ol ON ol.id = f.outbound_line_id JOIN stock_outbound o ON o.id = ol.outbound_id
                   WHERE l.order_id = ANY(%s::bigint[]) AND ol.shipped > 0
                   GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY l.id, o.id""",
                [array(order_ids)],
            )
            self.rows: defaultdict[int, list[tuple[int, int, int, int, Decimal, Decimal]]] = defaultdict(list)
            for line, _, *rest in cursor.fetchall():
                self.rows[line].append(tuple(rest))
        back = ReturnLine.objects.filter(order_line__order__in=order_ids).exclude(
            parent__state__in=("refused", "withdrawn")
        )
        self.back: dict[int, Decimal] = dict(
            back.values("order_line").annotate(sum=Sum("qty")).values_list("order_line", "sum")
        )

    def open(self, line: int) -> Decimal:
        """Base units of an order line that shipped and are on no return."""
        by_item: defaultdict[int, Decimal] = defaultdict(Decimal)
        for item, _, _, _, ratio, shipped in self.rows[line]:
            by_item[item] += shipped / ratio
        return min(by_item.values(), default=ZERO) - self.back.get(line, ZERO)


@command("oms.request_returns", N_("Request returns"), ORDERS.by("order"), numbered=("done", "made"))
def request_returns(rows: Sequence[NewReturn], *, by: Actor, at: datetime) -> Outcome:
    """Write returns of shipped goods; `made` maps the row index to the return. Refused: nothing shipped, too much."""
    order_ids = [row.order for row in rows]
    locks.lock("oms_order", order_ids)
    orders = {o.id: o for o in Order.objects.filter(id__in=order_ids)}
    of_order = dict(OrderLine.objects.filter(order__in=orders).values_list("id", "order_id"))
    shipped = Shipped(order_ids)
    outcome, good = Outcome(), []
    for n, row in enumerate(rows):
        if row.order not in orders:
            outcome.refused[n] = not_found(row.order)
        elif not row.lines or any(of_order.get(line) != row.order for line in row.lines):
            outcome.refused[n] = Reason("foreign_line", N_("A line does not belong to the order"))
        elif any(not 0 < qty <= shipped.open(line) for line, qty in row.lines.items()):
            outcome.refused[n] = Reason("too_much", N_("More would come back than was shipped"))
        else:
            good.append(n)
            for line, qty in row.lines.items():
                shipped.back[line] = shipped.back.get(line, ZERO) + qty
    made = _write([rows[n] for n in good], orders, shipped, by=by, at=at)
    outcome.done = good
    outcome.made = dict(zip(good, made))
    return outcome


@command("oms.approve_returns", N_("Approve returns"), RETURNS, RETURN_GOODS)
def approve_returns(return_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The goods may come: each return gets its inbound. `made` maps the return to it."""
    outcome = RETURN.move(return_ids, "approve", by=by, at=at)
    approved = list(
        Return.objects.filter(id__in=outcome.done).select_related("order").prefetch_related("lines").order_by("id")
    )
    shipped = Shipped([r.order_id for r in approved])
    inbounds = stock.expect([_inbound(r, shipped, at) for r in approved], by=by, at=at).done
    for r, inbound in zip(approved, inbounds):
        r.inbound_id = inbound
    Return.objects.bulk_update(approved, ["inbound"])
    link((("return", r.id), ("inbound", i), "receives") for r, i in zip(approved, inbounds))
    outcome.made = {r.id: i for r, i in zip(approved, inbounds)}
    return outcome


@command("oms.refuse_returns", N_("Refuse returns"), RETURNS)
def refuse_returns(return_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Outcome:
    """Not taken back, and why."""
    outcome = RETURN.move(return_ids, "refuse", by=by, at=at)
    Return.objects.filter(id__in=outcome.done).update(note=reason)
    return outcome


@command("oms.withdraw_returns", N_("Withdraw returns"), RETURNS, RETURN_GOODS)
def withdraw_returns(return_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The customer keeps the goods; what was expected is not any more."""
    outcome = RETURN.move(return_ids, "withdraw", by=by, at=at)
    inbounds = Return.objects.filter(id__in=outcome.done, inbound__isnull=False).values_list("inbound_id", flat=True)
    stock.cancel_inbounds(list(inbounds), by=by, at=at)
    return outcome


@command("oms.settle_returns", N_("Settle returns"), RETURNS)
def settle_returns(return_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Received goods are judged: the return is inspected and settled, and the money for what came is asked back.

    The amount is each line's share of its order line, by quantity, to the cent. `made` maps the return to its refund.
    One whose money is refused (it was given back otherwise) stays inspected, with the reason.
    """
    moved = RETURN.move(return_ids, "inspect", by=by, at=at)
    waiting = Return.objects.filter(id__in=moved.refused, state="inspected").values_list("id", flat=True)
    inspected = [*moved.done, *waiting]
    returns = list(
        Return.objects.filter(id__in=inspected)
        .select_related("order")
        .prefetch_related("lines__order_line")
        .order_by("id")
    )
    before = _settled_before({line.order_line_id for r in returns for line in r.lines.all()})
    worth = {r.id: _worth(r, before) for r in returns}
    owed = [
        NewRefund(r.order_id, sum(worth[r.id].values(), ZERO), r.reason, r.id)
        for r in returns
        if any(worth[r.id].values())
    ]
    asked = request_refunds(owed, by=by, at=at)
    refund_of: dict[int, int] = dict(Refund.objects.filter(id__in=asked.done).values_list("parent_id", "id"))
    refused = {owed[n].parent: reason for n, reason in asked.refused.items()}
    payload: dict[int, Mapping[str, Any]] = {
        r.id: {
            "order": r.order_id,
            "refund": refund_of.get(r.id),
            "lines": [{"order_line": line, "amount": str(amount)} for line, amount in worth[r.id].items()],
        }
        for r in returns
    }
    outcome = RETURN.move([id for id in inspected if id not in refused], "settle", by=by, at=at, payload=payload)
    outcome.refused |= {id: reason for id, reason in moved.refused.items() if id not in inspected} | refused
    outcome.made = refund_of
    return outcome


def _write(
    rows: Sequence[NewReturn], orders: Mapping[int, Order], shipped: Shipped, *, by: Actor, at: datetime
) -> list[int]:
    if not rows:
        return []
    day = business_day(at)
    booked = bookings({orders[row.order].entity_id for row in rows}, day)
    made = Return.objects.bulk_create(
        [
            Return(
                number=number,
                state="requested",
                state_at=at,
                business_date=day,
                period_id=booked[orders[row.order].entity_id].period_id,
                late=booked[orders[row.order].entity_id].late,
                created_by=by.name,
                order_id=row.order,
                reason=row.reason,
                customer_note=row.note,
                warehouse_id=shipped.rows[next(iter(row.lines))][0][1],
            )
            for row, number in zip(rows, draw("RT", day, len(rows)))
        ]
    )
    ReturnLine.objects.bulk_create(
        [
            ReturnLine(parent=r, order_line_id=line, item_id=shipped.rows[line][0][0], qty=qty)
            for r, row in zip(made, rows)
            for line, qty in row.lines.items()
        ]
    )
    record(
        [ReturnRequested(subject=r.id, root=r.order_id, order=r.order_id, state="requested") for r in made],
        by=by,
        at=at,
    )
    return [r.id for r in made]


def _inbound(r: Return, shipped: Shipped, at: datetime) -> NewInbound:
    """What comes back: of a kit its components. The outbound it left with tells the books at what cost."""
    expected, sources = [], []
    for line in r.lines.all():
        rows = shipped.rows[line.order_line_id]
        sources += rows
        ratios = {item: ratio for item, _, _, _, ratio, _ in rows}
        expected += [Expected(item, line.qty * ratio, line.id) for item, ratio in ratios.items()]
    _, _, owner, outbound, _, _ = sources[0]
    return NewInbound(
        Inbound.Kind.RETURN,
        r.warehouse_id,
        owner,
        r.order.entity_id,
        business_day(at) + COMES_WITHIN,
        expected,
        partner=r.order.partner_id,
        source=("return", r.id),
        root=r.order_id,
        outbound=outbound,
    )


def _settled_before(order_line_ids: set[int]) -> defaultdict[int, Decimal]:
    """How much of order lines came back on returns that are settled."""
    lines = ReturnLine.objects.filter(order_line__in=order_line_ids, parent__state="settled")
    sums = lines.values("order_line").annotate(sum=Sum("received")).values_list("order_line", "sum")
    return defaultdict(Decimal, sums)


def _worth(r: Return, before: defaultdict[int, Decimal]) -> dict[int, Decimal]:
    """What the customer gets back per order line: the share of all that came, less that of what came before (`before`
    grows), so that the returns of a line sum to its amount."""
    found = {}
    for line in r.lines.all():
        whole = line.order_line
        came = before[whole.id]
        before[whole.id] = came + line.received
        found[whole.id] = _share(whole, before[whole.id]) - _share(whole, came)
    return found


def _share(line: OrderLine, qty: Decimal) -> Decimal:
    """What `qty` of a line is worth, of what was not cancelled."""
    kept, others = line.amount_incl - line.cancelled_incl, line.base_qty - line.cancelled - qty
    return apportion(kept, [qty, max(others, ZERO)])[0] if qty else ZERO
