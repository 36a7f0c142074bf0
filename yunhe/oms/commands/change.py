"""A newer version of an order that nothing was promised to yet: its lines, address and amounts are replaced."""

from collections.abc import Mapping
from datetime import datetime

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids
from yunhe.kernel.events import record
from yunhe.oms.drafting import DraftOrder
from yunhe.oms.events import OrderChanged
from yunhe.oms.flows import ORDER
from yunhe.oms.holding import forget_judgements
from yunhe.oms.models import Fulfilment, Order, OrderLine
from yunhe.oms.writing import LINE_COLUMNS, line_rows, paid_amount


def replace_orders(changes: Mapping[int, DraftOrder], *, by: Actor, at: datetime) -> None:
    """Replace orders (locked by the caller, nothing planned). An audited one is new again; what rules held is
    judged anew."""
    if not changes:
        return
    orders = list(Order.objects.filter(id__in=changes))
    ORDER.move([o.id for o in orders if o.state == "audited"], "unaudit", by=by, at=at)
    for o in orders:
        _fill(o, changes[o.id])
    Order.objects.bulk_update(orders, FIELDS)
    Fulfilment.objects.filter(order_line__order__in=changes).delete()  # of outbounds that were cancelled
    OrderLine.objects.filter(order__in=changes).delete()
    lines = [line for id, d in changes.items() for line in line_rows(id, d)]
    copy_rows(OrderLine, LINE_COLUMNS, [(id, *line) for id, line in zip(new_ids(OrderLine, len(lines)), lines)])
    forget_judgements(changes)
    record([OrderChanged(subject=id, root=id) for id in changes], by=by, at=at)


FIELDS = [
    *("version", "payment", "paid_at", "paid_amount", "partner_id", "total", "freight", "items_key", "ship_by"),
    *("buyer_message", "seller_memo", "recipient", "phone", "phone_tail", "region_code", "detail", "token", "platform"),
]


def _fill(o: Order, d: DraftOrder) -> None:
    m, a = d.message, d.message.address
    o.version, o.payment, o.partner_id = m.version, m.payment, d.partner
    o.paid_at = (o.paid_at or m.version) if m.payment == "paid" else None
    o.paid_amount = paid_amount(d)
    o.total, o.freight, o.items_key, o.ship_by = d.total, m.freight, d.items_key, d.ship_by
    o.buyer_message, o.seller_memo = m.buyer_message, m.seller_memo
    o.recipient, o.phone, o.phone_tail = a.recipient, a.phone, a.phone[-4:]
    o.region_code, o.detail, o.token, o.platform = a.region_code, a.detail, d.token, a.platform
