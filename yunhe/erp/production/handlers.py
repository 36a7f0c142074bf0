"""What production does about events: plan at once, release what the terms allow, follow its material and products."""

from datetime import datetime

from yunhe.erp.production import commands
from yunhe.erp.production.following import follow
from yunhe.erp.production.models import WorkOrder
from yunhe.erp.production.queries import orders_of_outbounds
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded


def plan_lacking(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """LinesShort, LevelBelowSafety: what lacks and is made is planned at once."""
    places = {
        (int(item), int(e.payload["warehouse"]))
        for e in events
        for item in (e.payload.get("items") or [e.payload["item"]])
    }
    commands.plan_work(sorted(places), by=by, at=at)


def release_at_once(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """WorkPlanned: where the terms say so, the floor has the order within seconds."""
    auto = {e.subject for e in events if e.payload.get("auto")}
    planned = WorkOrder.objects.filter(id__in=auto, state="planned").order_by("id")
    firm = commands.firm(list(planned.values_list("id", flat=True)), by=by, at=at).done
    commands.release(firm, by=by, at=at)


def follow_kits(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """LinesAllocated, AllocationLost, OutboundSplit, OutboundCancelled: is the material of a work order all there?"""
    follow(orders_of_outbounds(e.subject for e in events), by=by, at=at)


def follow_goods(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """OutboundShipped, GoodsReceived, ReceiptReversed: material that went out or came back, products that were made."""
    sources = [source for e in events if (source := e.payload.get("source"))]
    follow({int(id) for kind, id in sources if kind == "work_order"}, by=by, at=at)
