"""What order management does about events: of its own orders, and of the warehouse that serves them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Recorded
from yunhe.oms import commands
from yunhe.oms.commands.cancel import finish_cancelling
from yunhe.oms.flows import RETURN
from yunhe.oms.fulfilling import follow_lines, orders_on
from yunhe.oms.models import Order, Return, Shop
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, OutboundLine


def audit_new(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """A new, changed or pardoned order is judged, where its shop does not ask for a person."""
    ids = Order.objects.filter(id__in=_subjects(events), state="new", shop__auto_audit=True)
    commands.audit(list(ids.values_list("id", flat=True)), by=by, at=at)


def allocate_audited(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """An audited order gets its warehouse and its goods."""
    commands.allocate(_subjects(events), by=by, at=at)


def release_complete(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """An outbound with all its goods goes to the warehouse, where the shop releases by itself and no order on it is to be
    cancelled. Also what is left of a split one."""
    outbounds = {o for e in events for o in (e.payload.get("outbounds") or [e.subject])}
    outbounds |= {int(e.payload["child"]) for e in events if e.kind == "OutboundSplit"}
    orders = Order.objects.filter(id__in=orders_on(outbounds), cancel_asked_at__isnull=False)
    asked = OutboundLine.objects.filter(outbound__in=outbounds, root_id__in=orders.values("id"))
    ready = (
        Outbound.objects.filter(id__in=outbounds, state="planned", kind="sale", recall_requested=False)
        .exclude(id__in=asked.values("outbound_id"))
        .exclude(shop_id__in=_by_hand())
    )
    ids = list(ready.order_by("priority", "ship_by", "id").values_list("id", flat=True))
    stock.release(_whole(ids), by=by, at=at)


def follow_outbounds(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Whatever happens to an outbound changes how far its orders are; a recalled one may end a cancellation."""
    children = [int(e.payload["child"]) for e in events if e.kind == "OutboundSplit"]
    orders = locks.lock("oms_order", orders_on([*_subjects(events), *children]))
    if children:
        follow_lines(orders)
    commands.progress(orders, by=by, at=at)
    if any(e.kind in ("OutboundRecalled", "OutboundCancelled") for e in events):
        finish_cancelling(orders, by=by, at=at)


def follow_returns(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """GoodsReceived, ReceiptReversed of a return: its lines know what came, and it is received."""
    ids = sorted({int(source[1]) for e in events if (source := e.payload.get("source")) and source[0] == "return"})
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE oms_returnline r SET received = c.received FROM (
                   SELECT il.source_line_id AS id, min(il.received / (il.qty / rl.qty)) AS received
                   FROM stock_inbound i JOIN stock_inboundline il ON il.inbound_id = i.id
                   JOIN oms_returnline rl ON rl.id = il.source_line_id
                   WHERE i.source_kind = 'return' AND i.source_id = ANY(%s::bigint[]) GROUP BY il.source_line_id) c
               WHERE c.id = r.id""",
            [array(ids)],
        )
    coming = Return.objects.filter(id__in=ids, state__in=("approved", "in_transit")).order_by("id")
    RETURN.move(list(coming.values_list("id", flat=True)), "receive", by=by, at=at)


def _subjects(events: Sequence[Recorded]) -> list[int]:
    return list(dict.fromkeys(e.subject for e in events))


def _by_hand() -> list[int]:
    return list(Shop.objects.filter(auto_release=False).values_list("id", flat=True))


def _whole(outbound_ids: Sequence[int]) -> list[int]:
    """Those of which nothing is short, in the order given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT outbound_id FROM stock_outboundline WHERE outbound_id = ANY(%s::bigint[]) AND allocated < qty",
            [array(outbound_ids)],
        )
        short = {id for (id,) in cursor.fetchall()}
    return [id for id in outbound_ids if id not in short]
