"""Alternates stand in after the lot rule has spoken: by hand, and against a plain loop in netting order."""

from dataclasses import replace
from fractions import Fraction
from math import ceil

from hypothesis import given, settings

from tests.planning.mrp.reference import MILLION, World, independent, orders_for
from tests.planning.mrp.worlds import snapshot, worlds_with_alternates
from yunhe.planning.mrp import Alternates, Buckets, Demand, Items, Plan, Snapshot, micro, plan, units


def plain(world: World, sequence: list[int], counted: set[int], used: set[int]) -> dict[int, list[int]]:
    """Items in the given order, each netted, substituted and exploded with scalars; `used` are the alternates kept."""
    flow = {part: independent(world, part) for part in sequence}
    arrivals = {}
    for part in sequence:
        placed = orders_for(world, part, flow[part])
        for bucket in range(len(placed)):
            placed = _stand_in(world, part, bucket, placed, flow, used)
        arrivals[part] = placed
        started = [0] * len(placed)
        for bucket, quantity in enumerate(placed):
            day = world.back(world.starts[bucket], world.parts[part].lead_time)
            started[world.bucket(day)] += ceil(Fraction(quantity * MILLION, MILLION - world.parts[part].loss))
        for number, (parent, child, per, scrap) in enumerate(world.lines):
            for bucket in range(len(placed)):
                if parent == part and per > 0:
                    flow[child][bucket] -= ceil(Fraction(started[bucket] * per, MILLION - scrap))
                elif parent == part and number in counted:
                    flow[child][bucket] += placed[bucket] * -per // MILLION
    return arrivals


def _stand_in(world: World, part: int, bucket: int, placed: list[int], flow: dict, used: set[int]) -> list[int]:
    if not placed[bucket]:
        return placed
    spec, before = world.parts[part], sum(placed[:bucket])
    until = next((later for later in range(bucket + 1, len(placed)) if placed[later]), len(placed))
    need = max(-(spec.free - spec.safety + sum(flow[part][: last + 1])) for last in range(until)) - before
    offers, rest = [], need
    for number, (item, alternate, ratio) in enumerate(world.alternates):
        if item == part and number in used:
            other = world.parts[alternate]
            spare = min(
                other.free - other.safety + sum(flow[alternate][: last + 1]) for last in range(bucket, len(placed))
            )
            quantity = min(rest, max(spare, 0) * MILLION // ratio)
            offers.append((alternate, quantity, ceil(Fraction(quantity * ratio, MILLION))))
            rest -= quantity
    left = orders_for(world, part, [spec.safety - spec.free - rest])[0] if rest else 0
    if spec.rule == "wagner_whitin" and rest:
        left = orders_for(replace_rule(world, part), part, [spec.safety - spec.free - rest])[0]
    if left >= placed[bucket]:
        return placed
    for alternate, quantity, taken in offers:
        flow[alternate][bucket] -= taken
        flow[part][bucket] += quantity
    return orders_for(world, part, flow[part])


def replace_rule(world: World, part: int) -> World:
    parts = list(world.parts)
    parts[part] = replace(parts[part], rule="lot_for_lot")
    return replace(world, parts=tuple(parts))


@settings(max_examples=80, deadline=None)
@given(worlds_with_alternates())
def test_equals_a_plain_loop(world: World) -> None:
    answer = plan(snapshot(world))
    structure = answer.grid.structure
    counted = {
        int(source)
        for parent, child, source in zip(structure.gives.parent, structure.gives.child, structure.gives.source)
        if structure.level[child] > structure.level[parent]
    }
    expected = plain(world, structure.item.tolist(), counted, set(structure.stands_in.source.tolist()))
    for row, item in enumerate(structure.item.tolist()):
        total = [sum(expected[item][: bucket + 1]) for bucket in range(len(expected[item]))]
        assert answer.ordered[row].tolist() == total


def short_of(quantity: int, free: int, minimum: int = 0) -> Plan:
    return plan(
        Snapshot.of(
            buckets=Buckets.weekly("2026-01-05", 8),
            items=Items.of(["M6", "M6 steel"], on_hand=micro([0, free]), minimum=micro([minimum, 0])),
            demand=Demand.of(["o"], ["M6"], due=["2026-01-19"], quantity=micro([quantity])),
            alternates=Alternates.of(["M6"], ["M6 steel"]),
        )
    )


def ordered(answer: Plan) -> list[int]:
    return [int(units(quantity)) for quantity in answer.orders.quantity]


def test_free_stock_of_the_alternate_replaces_the_order() -> None:
    answer = short_of(200, free=300, minimum=1000)
    assert ordered(answer) == []
    assert [int(units(move.quantity)) for move in answer.substitutions] == [200]


def test_part_of_the_order_is_replaced_when_the_rest_gets_smaller() -> None:
    assert ordered(short_of(500, free=300)) == [200]


def test_nothing_is_substituted_when_the_minimum_lot_stays() -> None:
    answer = short_of(200, free=100, minimum=1000)
    assert ordered(answer) == [1000]
    assert answer.substitutions == ()
