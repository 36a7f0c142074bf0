"""What buying does about events: propose at once, order by itself where the offer says so, follow receipts."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from yunhe.erp.purchasing import commands
from yunhe.erp.purchasing.flows import PURCHASE_ORDER
from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Recorded


def propose_lacking(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """LinesShort, LevelBelowSafety: what lacks is proposed at once."""
    places = {
        (int(item), int(e.payload["warehouse"]))
        for e in events
        for item in (e.payload.get("items") or [e.payload["item"]])
    }
    commands.propose(sorted(places), by=by, at=at)


def order_at_once(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """PurchaseProposed: where the offer says so, the supplier has the order within seconds."""
    orders = commands.accept([e.subject for e in events if e.payload.get("auto")], by=by, at=at)
    ids = sorted(set(orders.made.values()))
    commands.approve(ids, by=by, at=at)
    commands.send(ids, by=by, at=at)


def follow_receipts(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """GoodsReceived, ReceiptReversed: how much of an order has come; what came wholly is closed."""
    ids = sorted({int(source[1]) for e in events if (source := e.payload.get("source")) and source[0] == "purchase"})
    _project(ids)
    full = PurchaseOrder.objects.filter(id__in=ids, received="full", state__in=("sent", "confirmed"))
    PURCHASE_ORDER.move(list(full.order_by("id").values_list("id", flat=True)), "close", by=by, at=at)


def _project(order_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE purchasing_order o SET received = r.received FROM (
                   SELECT i.source_id AS id, CASE WHEN sum(l.received) = 0 THEN 'none'
                          WHEN bool_and(l.received >= l.qty) THEN 'full' ELSE 'part' END AS received
                   FROM stock_inbound i JOIN stock_inboundline l ON l.inbound_id = i.id
                   WHERE i.source_kind = 'purchase' AND i.source_id = ANY(%s::bigint[]) AND i.state <> 'cancelled'
                   GROUP BY i.source_id) r
               WHERE r.id = o.id AND o.received <> r.received""",
            [array(order_ids)],
        )
