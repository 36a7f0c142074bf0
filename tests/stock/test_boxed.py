"""Parcels hold what their outbound ships: what goes to another outbound leaves them."""

from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.insight.doctor import examine
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import OutboundLine, Parcel, ParcelLine

D = Decimal


def boxed() -> list[tuple[str, Decimal, Decimal]]:
    """(item, in the parcel, on the outbound line)."""
    rows = ParcelLine.objects.order_by("outbound_line__n")
    return list(rows.values_list("outbound_line__item__code", "qty", "outbound_line__qty"))


def test_a_short_pick_after_the_label_leaves_the_parcel(world: World) -> None:
    """Fails when only the outbound is split: its parcel would say that it holds what waits for goods."""
    world.stock("TEA", 3)
    world.stock("CUP", 2)
    id = world.outbound(("TEA", 3), ("CUP", 2))
    stock.release([id], by=BY, at=AT)
    stock.open_parcels([id], by=BY, at=AT)
    tea, cup = bound_to([id])
    stock.pick([Pick(tea.id, D(2))], by=BY, at=AT)
    stock.short_pick([Pick(tea.id, D(1)), Pick(cup.id, D(2))], by=BY, at=AT)
    assert boxed() == [("TEA", D(2), D(2))]
    assert Parcel.objects.get().weight_kg == D("1.000")
    assert [finding for finding in examine() if not finding.holds] == []


def test_a_parcel_that_was_void_keeps_its_story(world: World) -> None:
    """Fails when every parcel of a line is emptied."""
    world.stock("TEA", 3)
    id = world.outbound(("TEA", 3))
    stock.release([id], by=BY, at=AT)
    stock.open_parcels([id], by=BY, at=AT)
    Parcel.objects.update(state="voided")
    stock.request_recall([id], by=BY, at=AT)
    stock.answer_recalls([id], by=BY, at=AT)
    stock.split_outbounds({OutboundLine.objects.get().id: D(1)}, by=BY, at=AT)
    assert (boxed(), Parcel.objects.get().weight_kg) == ([("TEA", D(3), D(2))], D("1.500"))
