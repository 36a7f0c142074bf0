"""Parcels of an outbound: one at a time, with everything in it."""

from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.stock import commands as stock
from yunhe.stock.commands.parcels import Measured
from yunhe.stock.models import Parcel

D = Decimal


def test_a_released_outbound_gets_one_parcel_with_all_its_lines(world: World) -> None:
    world.stock("TEA", 9)
    world.stock("CUP", 9)
    id = world.outbound(("TEA", 2), ("CUP", 1), service="air", root=7)
    assert stock.open_parcels([id], by=BY, at=AT).refused[id].code == "wrong_state"
    stock.release([id], by=BY, at=AT)
    made = stock.open_parcels([id, id], by=BY, at=AT).made
    parcel = Parcel.objects.get()
    assert made == {id: parcel.id}
    assert (parcel.n, parcel.root_id, parcel.state, parcel.service, parcel.weight_kg) == (
        *(1, 7, "open", "air"),
        D("1.300"),
    )
    assert sorted(parcel.lines.values_list("outbound_line__item__code", "qty")) == [("CUP", D(1)), ("TEA", D(2))]


def test_a_second_parcel_only_when_the_first_is_void(world: World) -> None:
    world.stock("TEA", 9)
    id = world.outbound(("TEA", 2))
    stock.release([id], by=BY, at=AT)
    stock.open_parcels([id], by=BY, at=AT)
    assert stock.open_parcels([id], by=BY, at=AT).refused[id].code == "has_parcel"
    Parcel.objects.update(state="voided")
    stock.open_parcels([id], by=BY, at=AT)
    assert list(Parcel.objects.order_by("id").values_list("n", "state")) == [(1, "voided"), (2, "open")]


def test_a_parcel_of_goods_without_weight_has_none(world: World) -> None:
    world.items["CUP"].weight_kg = None
    world.items["CUP"].save()
    world.stock("CUP", 1)
    id = world.outbound(("CUP", 1))
    stock.release([id], by=BY, at=AT)
    stock.open_parcels([id], by=BY, at=AT)
    assert Parcel.objects.get().weight_kg is None


def test_an_unknown_outbound_is_refused(world: World) -> None:
    assert stock.open_parcels([999_999], by=BY, at=AT).refused[999_999].code == "not_found"


def test_a_parcel_is_weighed_until_it_leaves(world: World) -> None:
    world.stock("TEA", 9)
    id = world.outbound(("TEA", 2))
    stock.release([id], by=BY, at=AT)
    parcel = stock.open_parcels([id], by=BY, at=AT).made[id]
    assert stock.measure_parcels([Measured(parcel, D("1.234"), 300, 200, 100)], by=BY, at=AT).done == [parcel]
    row = Parcel.objects.get()
    assert (row.weight_kg, row.length_mm, row.width_mm, row.height_mm) == (D("1.234"), 300, 200, 100)
    assert stock.measure_parcels([Measured(parcel, D(0))], by=BY, at=AT).refused[parcel].code == "no_weight"
    Parcel.objects.update(state="handed_over")
    assert stock.measure_parcels([Measured(parcel, D(1))], by=BY, at=AT).refused[parcel].code == "wrong_state"
    assert stock.measure_parcels([Measured(999_999, D(1))], by=BY, at=AT).refused[999_999].code == "not_found"
