"""The end of work: finish it on the floor, close it with what it used too much or too little."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.commands.materials import lock_orders
from yunhe.erp.production.flows import WORK_ORDER
from yunhe.erp.production.following import follow
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.rules import allowed
from yunhe.erp.production.scopes import WORK_ORDERS
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import plain
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound


@command("production.finish", N_("Finish work"), WORK_ORDERS)
def finish(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing more is made of these orders: what is planned and not issued is given back, what is not made is not
    expected any more, and the books settle the cost. Refused while the warehouse has material in hand."""
    outcome = Outcome()
    orders = lock_orders(order_ids, outcome, WORK_ORDER.steps["finish"].sources)
    follow(orders, by=by, at=at)
    issues = Outbound.objects.filter(source_kind="work_order", source_id__in=orders)
    in_hand = set(
        issues.filter(state__in=["released", "picking", "picked", "packed"]).values_list("source_id", flat=True)
    )
    outcome.refuse(in_hand, Reason("material_in_hand", N_("The warehouse has the material in hand: recall it first")))
    ready = WorkOrder.objects.filter(id__in=set(orders) - in_hand).order_by("id")
    facts = {o.id: {"item": o.item_id, "warehouse": o.warehouse_id, "good": o.good, "scrap": o.scrap} for o in ready}
    planned = issues.filter(source_id__in=facts, state="planned").order_by("id")
    stock.cancel_outbounds(list(planned.values_list("id", flat=True)), by=by, at=at)
    stock.close_inbounds([o.inbound_id for o in ready], by=by, at=at)
    moved = WORK_ORDER.move([id for id in order_ids if id in facts], "finish", by=by, at=at, payload=facts)
    return outcome.merge(moved)


@command("production.close", N_("Close work orders"), WORK_ORDERS)
def close(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Write down how far each material is from what the bill allows for the good quantity, and end finished orders."""
    outcome = Outcome()
    orders = lock_orders(order_ids, outcome, WORK_ORDER.steps["close"].sources)
    materials = list(Material.objects.filter(order__in=orders).select_related("item").order_by("order_id", "n"))
    off: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for m in materials:
        o = orders[m.order_id]
        m.variance = m.issued - m.returned - allowed(m.planned, o.good, o.qty, m.item.decimals)
        if m.variance:
            off[o.id].append({"item": m.item_id, "qty": plain(m.variance)})
    Material.objects.bulk_update(materials, ["variance"])
    payload = {id: {"variances": off[id]} for id in orders}
    return outcome.merge(
        WORK_ORDER.move([id for id in order_ids if id in orders], "close", by=by, at=at, payload=payload)
    )
