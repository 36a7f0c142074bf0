"""How far orders are: recomputed from their fulfilments in one statement. Nobody sets it by hand."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import F, Sum
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.outcome import Outcome
from yunhe.oms.events import OrderRecalled, OrderReleased, OrderShort, OrderShortResolved
from yunhe.oms.flows import ORDER
from yunhe.oms.holding import end_holds
from yunhe.oms.models import Order, OrderLine

RELEASED = ("released", "part_shipped", "shipped", "part_delivered", "delivered")

# Per order line: the least share, over its items (a kit has several), that is planned, allocated, released, shipped,
# delivered, in base units of the order line. Per order: their sums, and from these the progress and how the order ends:
# nothing stays of it, or nothing that must be shipped is still to be delivered (of services alone: at once).
RECOMPUTE = """
WITH part AS (
    SELECT f.order_line_id, ol.item_id, f.ratio, o.state, ol.qty, ol.allocated, ol.shipped
    FROM oms_orderline l
    JOIN oms_fulfilment f ON f.order_line_id = l.id
    JOIN stock_outboundline ol ON ol.id = f.outbound_line_id
    JOIN stock_outbound o ON o.id = ol.outbound_id
    WHERE l.order_id = ANY(%(ids)s::bigint[]) AND o.state <> 'cancelled'),
item AS (
    SELECT order_line_id, item_id,
           sum(allocated) / min(ratio) AS allocated,
           sum(CASE WHEN state <> 'planned' THEN qty ELSE 0 END) / min(ratio) AS released,
           sum(shipped) / min(ratio) AS shipped,
           sum(CASE WHEN state IN ('delivered', 'closed') THEN shipped ELSE 0 END) / min(ratio) AS delivered
    FROM part GROUP BY order_line_id, item_id),
line AS (
    SELECT l.id, l.order_id, l.base_qty - l.cancelled AS stays,
           CASE WHEN c.kind = 'service' THEN 0 ELSE l.base_qty - l.cancelled END AS wanted,
           count(i.item_id) AS items,
           coalesce(min(i.allocated), 0) AS allocated, coalesce(min(i.released), 0) AS released,
           coalesce(min(i.shipped), 0) AS shipped, coalesce(min(i.delivered), 0) AS delivered
    FROM oms_orderline l LEFT JOIN item i ON i.order_line_id = l.id LEFT JOIN catalog_item c ON c.id = l.item_id
    WHERE l.order_id = ANY(%(ids)s::bigint[]) GROUP BY l.id, c.kind),
shorts AS (
    UPDATE oms_orderline l SET short = CASE WHEN n.items > 0 THEN greatest(n.wanted - n.allocated, 0) ELSE 0 END
    FROM line n WHERE n.id = l.id AND l.short <> CASE WHEN n.items > 0 THEN greatest(n.wanted - n.allocated, 0) ELSE 0 END),
total AS (
    SELECT order_id, sum(stays) AS stays, sum(wanted) AS wanted, sum(least(allocated, wanted)) AS allocated,
           sum(least(released, wanted)) AS released, sum(least(shipped, wanted)) AS shipped,
           sum(least(delivered, wanted)) AS delivered
    FROM line GROUP BY order_id),
now AS (
    SELECT order_id,
           CASE WHEN stays = 0 THEN 'cancel' WHEN wanted = delivered THEN 'complete' ELSE '' END AS ends,
           CASE WHEN wanted = 0 THEN 'none'
                WHEN delivered = wanted THEN 'delivered' WHEN delivered > 0 THEN 'part_delivered'
                WHEN shipped = wanted THEN 'shipped' WHEN shipped > 0 THEN 'part_shipped'
                WHEN released = wanted THEN 'released' WHEN released > 0 THEN 'part_released'
                WHEN allocated = wanted THEN 'allocated' WHEN allocated > 0 THEN 'part_allocated'
                ELSE 'none' END AS progress
    FROM total)
UPDATE oms_order o SET progress = n.progress
FROM (SELECT id, progress AS before FROM oms_order WHERE id = ANY(%(ids)s::bigint[]) ORDER BY id FOR UPDATE) b
JOIN now n ON n.order_id = b.id
WHERE o.id = b.id AND (n.progress <> b.before OR n.ends = 'complete' AND o.state = 'audited'
                       OR n.ends = 'cancel' AND o.state IN ('draft', 'new', 'audited'))
RETURNING o.id, b.before, n.progress, n.ends
"""


@command("oms.progress", N_("Recompute progress"))
def progress(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Recompute progress and short quantities of orders; tell what became true; complete what is delivered or needs no
    delivery, cancel what nothing is left of.

    `made` maps the orders whose progress changed to it.
    """
    if not locks.lock("oms_order", order_ids):  # first, so that nothing read below is older than the lock
        return Outcome()
    short_before = _short(order_ids)
    with connection.cursor() as cursor:
        cursor.execute(RECOMPUTE, {"ids": array(set(order_ids))})
        changed = cursor.fetchall()
    short_now = _short(order_ids)
    record(_news(changed, short_before, short_now), by=by, at=at)
    _complete([id for id, *_, ends in changed if ends == "complete"], by=by, at=at)
    _cancel([id for id, *_, ends in changed if ends == "cancel"], by=by, at=at)
    return Outcome(done=list(order_ids), made={id: now for id, before, now, _ in changed if now != before})


def _short(order_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT order_id, id, short FROM oms_orderline WHERE order_id = ANY(%s::bigint[]) AND short > 0 ORDER BY id",
            [array(set(order_ids))],
        )
        found: dict[int, list[tuple[int, str]]] = {}
        for order, line, qty in cursor.fetchall():
            found.setdefault(order, []).append((line, str(qty)))
        return found


def _news(
    changed: Sequence[tuple[int, str, str, str]],
    before: dict[int, list[tuple[int, str]]],
    now: dict[int, list[tuple[int, str]]],
) -> list[Event]:
    news: list[Event] = []
    for id, was, progress, _ in changed:
        if progress in RELEASED and was not in RELEASED:
            news.append(OrderReleased(subject=id, root=id))
        if was in RELEASED and progress not in RELEASED:
            news.append(OrderRecalled(subject=id, root=id))
    for id, lines in now.items():
        if before.get(id) != lines:
            news.append(OrderShort(subject=id, root=id, lines=[{"line": line, "qty": qty} for line, qty in lines]))
    news += [OrderShortResolved(subject=id, root=id) for id in before if id not in now]
    return news


def _complete(order_ids: list[int], *, by: Actor, at: datetime) -> None:
    """Delivered, or nothing of it had to be: the event says what it was worth, and what of that nobody ships."""
    if not order_ids:
        return
    kept = Sum(F("lines__amount_incl") - F("lines__cancelled_incl"))
    facts = Order.objects.filter(id__in=order_ids).values("id", "shop", "partner", "entity", "number", "currency")
    payload = {row.pop("id"): {"total": row.pop("kept"), **row} for row in facts.annotate(kept=kept)}
    services = OrderLine.objects.filter(order__in=order_ids, item__kind=Item.Kind.SERVICE, base_qty__gt=F("cancelled"))
    tax = F("tax") - F("cancelled_tax")
    excl = F("amount_incl") - F("cancelled_incl") - tax
    qty = F("base_qty") - F("cancelled")
    facts_of = services.order_by("order", "n").values_list("order", "id", "item", qty, excl, tax)
    for order, line, item, *figures in facts_of:
        told = {"line": line, "item": item} | dict(zip(("qty", "excl", "tax"), map(str, figures)))
        payload[order].setdefault("services", []).append(told)
    ORDER.move(order_ids, "complete", by=by, at=at, payload=payload)


def _cancel(order_ids: list[int], *, by: Actor, at: datetime) -> None:
    """Every line of them was cancelled."""
    done = ORDER.move(order_ids, "cancel", by=by, at=at).done
    if done:
        end_holds(done, by=by, at=at)
