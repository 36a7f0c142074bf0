"""Refunds: money back to the buyer, asked, approved, paid."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

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
from yunhe.kernel.money import ZERO, apportion
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.events import RefundRequested
from yunhe.oms.flows import REFUND
from yunhe.oms.models import Order, Refund
from yunhe.oms.scopes import ORDERS, REFUNDS


@dataclass(frozen=True, slots=True)
class NewRefund:
    """So much of an order's money goes back: with a return, or (`unearned` of it) for what never shipped."""

    order: int
    amount: Decimal
    reason: str
    parent: int | None = None
    unearned: Decimal = ZERO


@command("oms.request_refunds", N_("Request refunds"), ORDERS.by("order"), numbered=())
def request_refunds(rows: Sequence[NewRefund], *, by: Actor, at: datetime) -> Outcome:
    """Write refunds; `done` lists their ids. Refused by row index: nothing, or more than the buyer paid in all."""
    if not rows:
        return Outcome()
    locks.lock("oms_order", [row.order for row in rows])
    orders = {o.id: o for o in Order.objects.filter(id__in=[row.order for row in rows])}
    asked = Refund.objects.filter(order__in=orders).exclude(state="refused").values("order").annotate(sum=Sum("amount"))
    given = dict(asked.values_list("order", "sum"))
    outcome, good = Outcome(), []
    for n, row in enumerate(rows):
        order = orders.get(row.order)
        if order is None:
            outcome.refused[n] = not_found(row.order)
        elif not 0 < row.amount <= order.total - given.get(row.order, ZERO):
            left = order.total - given.get(row.order, ZERO)
            outcome.refused[n] = Reason(
                "bad_amount",
                N_("{amount} is not within the {left} left to refund"),
                {"amount": row.amount, "left": left},
            )
        else:
            given[row.order] = given.get(row.order, ZERO) + row.amount
            good.append(row)
    outcome.done = _write(good, orders, by=by, at=at)
    return outcome


def give_back(cancelled: Mapping[int, Decimal], reason: str, *, by: Actor, at: datetime) -> None:
    """Ask back what the buyers paid for what was cancelled before it shipped: {order: amount}. Who has not paid so much
    (on credit, on delivery, a deposit) owes less instead."""
    if not cancelled:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.id, o.paid_amount - (SELECT sum(amount_incl - cancelled_incl) FROM oms_orderline WHERE order_id = o.id)
                      - coalesce((SELECT sum(amount) FROM oms_refund WHERE order_id = o.id AND state <> 'refused'), 0)
               FROM oms_order o WHERE o.id = ANY(%s::bigint[]) ORDER BY o.id""",
            [array(cancelled)],
        )
        parts = [(id, min(cancelled[id], overpaid)) for id, overpaid in cursor.fetchall()]
    request_refunds([NewRefund(id, part, reason, unearned=part) for id, part in parts if part > 0], by=by, at=at)


def give_all_back(order_ids: Collection[int], reason: str, *, by: Actor, at: datetime) -> None:
    """Ask back all that the buyers of cancelled orders paid and nobody has asked back yet."""
    if not order_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.id, o.paid_amount
                      - coalesce((SELECT sum(amount) FROM oms_refund WHERE order_id = o.id AND state <> 'refused'), 0)
               FROM oms_order o WHERE o.id = ANY(%s::bigint[]) AND o.paid_amount > 0 ORDER BY o.id""",
            [array(order_ids)],
        )
        parts = cursor.fetchall()
    request_refunds([NewRefund(id, part, reason, unearned=part) for id, part in parts if part > 0], by=by, at=at)


@command("oms.approve_refunds", N_("Approve refunds"), REFUNDS)
def approve_refunds(refund_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Somebody with the right lets the money go. Of a return's money the event says for which lines it is."""
    came_back = _came_back(refund_ids)
    facts = Refund.objects.filter(id__in=refund_ids).values_list("id", "number", "order_id", "amount", "unearned")
    return REFUND.move(
        refund_ids,
        "approve",
        by=by,
        at=at,
        payload={
            id: {
                "number": number,
                "order": order,
                "amount": amount,
                "earned": amount - unearned,
                "lines": _of_lines(amount, came_back.get(id, [])),
            }
            for id, number, order, amount, unearned in facts
        },
    )


@command("oms.refuse_refunds", N_("Refuse refunds"), REFUNDS)
def refuse_refunds(refund_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Outcome:
    """No money back, and why."""
    outcome = REFUND.move(refund_ids, "refuse", by=by, at=at)
    Refund.objects.filter(id__in=outcome.done).update(note=reason)
    return outcome


@command("oms.pay_refunds", N_("Pay refunds"), REFUNDS)
def pay_refunds(external_ids: Mapping[int, str], *, by: Actor, at: datetime) -> Outcome:
    """The money has gone back: {refund id: the payer's own number}; the order's payment follows."""
    facts = Refund.objects.filter(id__in=external_ids).values_list("id", "number", "order_id", "amount", "currency")
    payload = {id: dict(zip(("number", "order", "amount", "currency"), told)) for id, *told in facts}
    outcome = REFUND.move(list(external_ids), "pay", by=by, at=at, payload=payload)
    paid = list(Refund.objects.filter(id__in=outcome.done))
    for refund in paid:
        refund.external_id = external_ids[refund.id]
    Refund.objects.bulk_update(paid, ["external_id"])
    _project_payment({refund.order_id for refund in paid})
    return outcome


@command("oms.fail_refunds", N_("Refunds failed"), REFUNDS)
def fail_refunds(refund_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The payment channel sent the money back; approve again to retry."""
    numbers = Refund.objects.filter(id__in=refund_ids).values_list("id", "number")
    return REFUND.move(refund_ids, "fail", by=by, at=at, payload={id: {"number": number} for id, number in numbers})


def _came_back(refund_ids: Sequence[int]) -> dict[int, list[tuple[int, Decimal]]]:
    """By refund with a return: the order lines of which something came back, and what that was worth."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.id, l.id, r.received * (l.amount_incl - l.cancelled_incl) / (l.base_qty - l.cancelled)
               FROM oms_refund f JOIN oms_returnline r ON r.parent_id = f.parent_id JOIN oms_orderline l ON l.id = r.order_line_id
               WHERE f.id = ANY(%s::bigint[]) AND r.received > 0 AND l.base_qty > l.cancelled ORDER BY f.id, l.id""",
            [array(refund_ids)],
        )
        found: dict[int, list[tuple[int, Decimal]]] = {}
        for refund, line, worth in cursor.fetchall():
            found.setdefault(refund, []).append((line, worth))
    return found


def _of_lines(amount: Decimal, worth: Sequence[tuple[int, Decimal]]) -> list[dict[str, object]]:
    """The money of a return by order line, summing to it."""
    if not worth:
        return []
    shares = zip(worth, apportion(amount, [one for _, one in worth]))
    return [{"order_line": line, "amount": str(share)} for (line, _), share in shares]


def _write(rows: Sequence[NewRefund], orders: Mapping[int, Order], *, by: Actor, at: datetime) -> list[int]:
    if not rows:
        return []
    day = business_day(at)
    booked = bookings({orders[row.order].entity_id for row in rows}, day)
    made = Refund.objects.bulk_create(
        [
            Refund(
                number=number,
                state="requested",
                state_at=at,
                business_date=day,
                period_id=booked[orders[row.order].entity_id].period_id,
                late=booked[orders[row.order].entity_id].late,
                created_by=by.name,
                order_id=row.order,
                parent_id=row.parent,
                amount=row.amount,
                unearned=row.unearned,
                currency=orders[row.order].currency,
                reason=row.reason,
            )
            for row, number in zip(rows, draw("RF", day, len(rows)))
        ]
    )
    record(
        [
            RefundRequested(
                subject=r.id, root=r.order_id, order=r.order_id, amount=r.amount, currency=r.currency, state="requested"
            )
            for r in made
        ],
        by=by,
        at=at,
    )
    return [r.id for r in made]


def _project_payment(order_ids: set[int]) -> None:
    locks.lock("oms_order", order_ids)  # first: the sum must see what was paid while this waited
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE oms_order o SET payment = CASE WHEN r.sum >= o.total THEN 'refunded' ELSE 'part_refunded' END
               FROM (SELECT order_id, sum(amount) AS sum FROM oms_refund
                     WHERE state = 'paid' AND order_id = ANY(%s::bigint[]) GROUP BY order_id) r
               WHERE r.order_id = o.id""",
            [array(order_ids)],
        )
