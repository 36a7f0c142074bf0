"""Only sales travel together: what belongs to another kind of paper stays on its own."""

from decimal import Decimal

import pytest

from tests.world import AT, BY, World
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound, OutboundLine
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal


def planned(world: World, kind: str) -> list[int]:
    """Two outbounds of a kind."""
    tea = world.items["TEA"].id
    new = [NewOutbound(kind, world.east, world.owner, world.entity.id, [NewLine(tea, D(1))]) for _ in range(2)]
    return [int(id) for id in stock.plan_outbounds(new, by=BY, at=AT).done]


@pytest.mark.parametrize("kind", ["transfer", "issue", "supplier_return", "other"])
def test_what_is_no_sale_is_not_merged(world: World, kind: str) -> None:
    """Fails when only equal kinds are asked for: the goods of two papers would be on one."""
    first, second = planned(world, kind)
    assert stock.merge_outbounds({first: [second]}, by=BY, at=AT).refused[first].code == "no_sale"
    assert list(Outbound.objects.order_by("id").values_list("state", flat=True)) == ["planned", "planned"]
    assert OutboundLine.objects.filter(outbound=first).count() == 1


@pytest.mark.parametrize("kind", ["sale", "pickup", "dropship"])
def test_sales_are_merged(world: World, kind: str) -> None:
    first, second = planned(world, kind)
    assert stock.merge_outbounds({first: [second]}, by=BY, at=AT).done == [first]
    assert OutboundLine.objects.filter(outbound=first).count() == 2
