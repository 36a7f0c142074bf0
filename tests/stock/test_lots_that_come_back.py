"""Goods of a lot that nobody may sell come in as what the lot makes of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.world import AT, BY, TODAY, World
from yunhe.insight.doctor import examine
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Lot, ReceiptLine

D = Decimal


def come_back(w: World, lot: str, *grades: str, kind: str = "return") -> list[str]:
    """The grades with which one carton each of a lot is received, graded so by the floor."""
    milk = w.items["MILK"].id
    new = NewInbound(kind, w.east, w.owner, w.entity.id, TODAY, [Expected(milk, D(len(grades)))])
    (inbound,) = stock.expect([new], by=BY, at=AT).done
    line = InboundLine.objects.get(inbound=inbound).id
    before = set(ReceiptLine.objects.values_list("id", flat=True))
    assert not stock.receive([Received(line, D(1), lot=lot, grade=grade) for grade in grades], by=BY, at=AT).refused
    fresh = ReceiptLine.objects.exclude(id__in=before).order_by("id")
    return list(fresh.values_list("grade", flat=True))


@pytest.mark.parametrize("kind", ["return", "purchase"])
def test_goods_of_a_blocked_lot_are_not_for_sale(world: World, kind: str) -> None:
    """Fails when what the floor grades good is good, whatever its lot: it could be promised at once."""
    world.stock("MILK", 2, lot="L1", expires_on=TODAY + timedelta(days=9))
    stock.block_lots([Lot.objects.get().id], by=BY, at=AT)
    assert come_back(world, "L1", "good", "second", "damaged", kind=kind) == ["inspect", "inspect", "damaged"]
    assert (world.level("MILK"), world.level("MILK", grade="inspect")) == ((D(0), D(0)), (D(4), D(0)))
    assert [finding for finding in examine() if not finding.holds] == []


def test_goods_of_an_expired_lot_are_expired(world: World) -> None:
    world.stock("MILK", 1, lot="OLD", expires_on=date(2026, 11, 20))
    assert come_back(world, "OLD", "good") == ["expired"]


def test_goods_of_a_lot_for_sale_are_as_they_were_graded(world: World) -> None:
    world.stock("MILK", 1, lot="L1", expires_on=TODAY)
    assert come_back(world, "L1", "good", "") == ["good", "inspect"]
    assert come_back(world, "NEW", "good", kind="purchase") == ["good"]
