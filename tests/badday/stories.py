"""What the races share: an order as far as the pack table, addresses, and what must be true afterwards."""

from decimal import Decimal
from typing import Any

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.insight.doctor import examine
from yunhe.oms import commands as oms
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Allocation
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal


def healthy() -> dict[str, Any]:
    """What the doctor finds; empty when all is well."""
    return {finding.name: finding.rows for finding in examine() if not finding.holds}


def promised() -> Decimal:
    return sum(Allocation.objects.filter(closed_seq=None).values_list("qty", flat=True), D(0))


def sale(w: ShopWorld, *lines: tuple[str, int]) -> NewOutbound:
    world = w.world
    return NewOutbound(
        "sale", world.east, world.owner, world.entity.id, [NewLine(world.items[item].id, D(qty)) for item, qty in lines]
    )


def packed(w: ShopWorld) -> tuple[int, int]:
    """An order whose outbound is packed."""
    w.world.stock("TEA", 10)
    id = w.send(("TEA", 2, "10.00"))
    oms.audit([id], by=BY, at=AT)
    (outbound,) = oms.allocate([id], by=BY, at=AT).made[id]
    stock.release([outbound], by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([outbound])], by=BY, at=AT)
    stock.pack([outbound], by=BY, at=AT)
    return id, outbound


def address(n: int) -> dict[str, str]:
    return {"recipient": f"客户{n}", "phone": f"138{n:08}", "region_code": "310104", "detail": "漕溪北路 88 号"}
