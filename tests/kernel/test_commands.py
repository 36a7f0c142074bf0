"""The frame of commands: rows outside an actor's places are refused by themselves, the others go on under their names."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from tests.world import AT, BY, TODAY, World, build
from yunhe.erp.production import commands as work
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import COMMANDS, Reach, command
from yunhe.kernel.outcome import Outcome, RefusalError
from yunhe.kernel.scope import OUTSIDE, UNKNOWN
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound
from yunhe.stock.outbounds import NewLine, NewOutbound
from yunhe.stock.scopes import OUTBOUNDS, WAREHOUSES

D = Decimal


@pytest.fixture
def world(db_tx: None) -> World:
    return build()


@pytest.fixture
def eastern(world: World) -> Actor:
    """Works in the eastern warehouse."""
    return Actor("user:east", frozenset({"*"}), warehouses=frozenset({world.east}))


def codes(outcome: Outcome) -> dict[object, str]:
    return {key: reason.code for key, reason in outcome.refused.items()}


def sale(world: World, warehouse: int, shop: int | None = None) -> NewOutbound:
    return NewOutbound(
        *("sale", warehouse, world.owner, world.entity.id), [NewLine(world.items["TEA"].id, D(1))], shop=shop
    )


def test_row_numbers_are_those_of_the_caller(world: World, eastern: Actor) -> None:
    tea, east, south = world.items["TEA"].id, world.bin("main"), world.bin("main", world.south)
    rows = [
        Adjustment(tea, world.south, south, world.owner, D(1), "found"),
        Adjustment(tea, world.east, east, world.owner, D(-1), "lost"),
        Adjustment(tea, world.east, south, world.owner, D(1), "found"),
        Adjustment(tea, world.east, east, world.owner, D(2), "found"),
    ]
    outcome = stock.adjust(rows, by=eastern, at=AT)
    assert outcome.done == [3]
    assert codes(outcome) == {0: "outside", 1: "bin_short", 2: "outside"}
    assert world.level("TEA")[0] == 2
    assert world.level("TEA", world.south)[0] == 0


def test_what_is_made_goes_by_the_callers_row_numbers_too(world: World, eastern: Actor) -> None:
    rows = [work.NewWork(world.items["CAKE"].id, place, D(10), TODAY) for place in (world.south, world.east)]
    outcome = work.order(rows, by=eastern, at=AT)
    assert (outcome.done, list(outcome.made), codes(outcome)) == ([1], [1], {0: "outside"})


def test_ids_of_what_is_made_stay_ids(world: World, eastern: Actor) -> None:
    outcome = stock.plan_outbounds([sale(world, world.south), sale(world, world.east)], by=eastern, at=AT)
    assert codes(outcome) == {0: "outside"}
    assert list(Outbound.objects.values_list("id", "warehouse_id")) == [(outcome.done[0], world.east)]


def test_rows_are_refused_under_the_name_that_the_command_gives_them(world: World, eastern: Actor) -> None:
    world.stock("TEA", 3)
    here, there = world.outbound(("TEA", 1)), world.outbound(("TEA", 1), warehouse=world.south)
    world.stock("TEA", 3, world.south)
    stock.allocate_waiting([(world.items["TEA"].id, world.south)], by=BY, at=AT)
    stock.release([here, there], by=BY, at=AT)
    bindings = {b.outbound: b.id for b in bound_to([here, there])}
    picked = stock.pick([Pick(bindings[there], D(1)), Pick(bindings[here], D(1))], by=eastern, at=AT)
    assert (picked.done, codes(picked)) == ([bindings[here]], {bindings[there]: "not_found"})
    bins = stock.add_bins([(world.south, "A-1"), (world.east, "A-1")], by=eastern, at=AT)
    assert (bins.done, codes(bins)) == ([(world.east, "A-1")], {(world.south, "A-1"): "outside"})
    hold = Reservation("k1", world.south, world.owner, [(world.items["TEA"].id, D(1))])
    held = stock.reserve_now([hold, replace(hold, key="k2", warehouse=world.east)], by=eastern, at=AT)
    assert (held.done, codes(held)) == (["k2"], {"k1": "outside"})


def test_a_row_with_two_places_needs_both(world: World, eastern: Actor) -> None:
    lines = [(world.items["TEA"].id, D(1))]
    there = NewTransfer(world.east, world.south, world.owner, world.entity.id, TODAY, lines)
    outcome = stock.transfer([there, replace(there, from_warehouse=world.south)], by=eastern, at=AT)
    assert (outcome.done, outcome.made, codes(outcome)) == ([], {}, {0: "outside", 1: "outside"})
    one, two = world.outbound(("TEA", 1)), world.outbound(("TEA", 1), warehouse=world.south)
    assert codes(stock.merge_outbounds({one: [two]}, by=eastern, at=AT)) == {one: "not_found"}


def test_the_shop_limits_what_is_for_a_shop_only(world: World) -> None:
    clerk = Actor("user:clerk", frozenset({"*"}), shops=frozenset({1}))
    plan = stock.plan_outbounds([sale(world, world.east, shop) for shop in (2, 1, None)], by=clerk, at=AT)
    assert (len(plan.done), codes(plan)) == (2, {0: "outside"})
    other = stock.plan_outbounds([sale(world, world.east, 2)], by=BY, at=AT).done
    asked = stock.cancel_outbounds([*other, *plan.done], by=clerk, at=AT)
    assert (asked.done, codes(asked)) == (plan.done, {other[0]: "not_found"})


def test_nothing_is_asked_for_who_has_no_limits(world: World) -> None:
    with connection.execute_wrapper(lambda *_: pytest.fail("a statement")):
        assert OUTBOUNDS.outside([1, 2], BY) == set()
        assert WAREHOUSES.outside([1], Actor("east", warehouses=frozenset({2}))) == {1}


def test_what_lies_nowhere_is_not_outside(world: World, eastern: Actor) -> None:
    assert OUTBOUNDS.outside([999], eastern) == set()
    assert codes(stock.release([999], by=eastern, at=AT)) == {999: "not_found"}
    inbound = NewInbound("other", world.east, world.owner, world.entity.id, TODAY, [Expected(1, D(1))])
    assert WAREHOUSES.by("warehouse").of is not None
    assert list(WAREHOUSES.by("warehouse").of(inbound)) == [world.east]  # type: ignore[misc]


def test_the_companys_commands_are_for_who_has_no_limits_or_inside_a_verb_that_they_may_do(eastern: Actor) -> None:
    with pytest.raises(RefusalError) as refused:
        stock.sweep_holds(by=eastern, at=AT)
    assert refused.value.reason.code == "forbidden"
    assert stock.sweep_holds(by=eastern.on_behalf(), at=AT).done == []


def test_a_command_says_one_thing_about_where_it_works() -> None:
    with pytest.raises(ValueError, match="two things"):
        command("law.no_such", "", OUTBOUNDS, Reach.OWN)
    assert "law.no_such" not in COMMANDS
    assert {OUTSIDE.code, UNKNOWN.code} == {"outside", "not_found"}
