"""What order management does about events: of its own orders, and of the warehouse that serves them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import Recorded
from yunhe.oms import commands
from yunhe.oms.commands.cancel import finish_cancelling
from yunhe.oms.flows import RETURN
from yunhe.oms.models import Fulfilment, Order, Return, Shop
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound


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
    asked = Fulfilment.objects.filter(
        outbound_line__outbound__in=outbounds, order_line__order__cancel_asked_at__isnull=False
    )
    ready = (
        Outbound.objects.filter(id__in=outbounds, state="planned", kind="sale", recall_requested=False)
        .exclude(id__in=asked.values("outbound_line__outbound_id"))
        .exclude(shop_id__in=_by_hand())
    )
    ids = list(ready.order_by("priority", "ship_by", "id").values_list("id", flat=True))
    stock.release(_whole(ids), by=by, at=at)


def follow_outbounds(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """Whatever happens to an outbound changes how far its orders are; a recalled one may end a cancellation."""
    _split_fulfilments([e for e in events if e.kind == "OutboundSplit"])
    orders = _orders_of(_subjects(events) + [int(e.payload["child"]) for e in events if e.kind == "OutboundSplit"])
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


def _orders_of(outbound_ids: Iterable[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT l.order_id FROM oms_fulfilment f
               JOIN stock_outboundline ol ON ol.id = f.outbound_line_id
               JOIN oms_orderline l ON l.id = f.order_line_id
               WHERE ol.outbound_id = ANY(%s::bigint[]) ORDER BY 1""",
            [array(set(outbound_ids))],
        )
        return [id for (id,) in cursor.fetchall()]


def _split_fulfilments(events: Sequence[Recorded]) -> None:
    """A divided outbound line's child line serves the same order line, and so does the child's child in the same list; a
    line that moved whole keeps its row."""
    parts = [(int(p["from"]), int(p["to"])) for e in events for p in e.payload["lines"] if p["from"] != p["to"]]
    if not parts:
        return
    columns = [array(column) for column in zip(*parts)]
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH RECURSIVE p AS (SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS p(parent, child)),
               heir AS (
                   SELECT f.order_line_id, p.child, f.ratio FROM p JOIN oms_fulfilment f ON f.outbound_line_id = p.parent
                   UNION SELECT h.order_line_id, p.child, h.ratio FROM heir h JOIN p ON p.parent = h.child)
               INSERT INTO oms_fulfilment (order_line_id, outbound_line_id, qty, ratio)
               SELECT h.order_line_id, h.child, l.qty, h.ratio FROM heir h JOIN stock_outboundline l ON l.id = h.child
               ON CONFLICT (outbound_line_id) DO NOTHING""",
            columns,
        )
        cursor.execute(
            """UPDATE oms_fulfilment f SET qty = l.qty FROM stock_outboundline l
               WHERE l.id = f.outbound_line_id AND f.outbound_line_id = ANY(%s::bigint[])""",
            [columns[0]],
        )
