"""Pegging serves every need once, in time order, and equals a plain first-come-first-served loop."""

from hypothesis import given, settings

from tests.planning.mrp.reference import World
from tests.planning.mrp.worlds import TODAY, snapshot, worlds
from yunhe.planning.mrp import Bom, Buckets, Demand, Items, Plan, Snapshot, Supply, micro, peg, plan
from yunhe.planning.mrp.flows import Come, Flows, Want


def entries(flows: Flows) -> list[tuple[int, int, int]]:
    return list(zip(flows.row.tolist(), flows.bucket.tolist(), flows.quantity.tolist()))


def first_come_first_served(plan: Plan, wants: Flows, comes: Flows) -> list[tuple[int, int, int]]:
    left = comes.quantity.tolist()
    served = []
    for want, (row, _, quantity) in enumerate(entries(wants)):
        for come in range(len(left)):
            if comes.row[come] == row and left[come] and quantity:
                taken = min(left[come], quantity)
                served.append((want, come, taken))
                left[come] -= taken
                quantity -= taken
    return served


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_equals_first_come_first_served(world: World) -> None:
    answer = plan(snapshot(world))
    pegs = peg(answer)
    pegged = list(zip(pegs.want.tolist(), pegs.come.tolist(), pegs.quantity.tolist()))
    assert pegged == first_come_first_served(answer, pegs.wants, pegs.comes)


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_everything_planned_is_served_in_time(world: World) -> None:
    answer = plan(snapshot(world))
    pegs = peg(answer)
    served = [0] * len(pegs.wants.row)
    for want, come, quantity in zip(pegs.want, pegs.come, pegs.quantity):
        served[want] += int(quantity)
        assert pegs.comes.bucket[come] <= pegs.wants.bucket[want]
    assert served == pegs.wants.quantity.tolist()


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_some_rows_are_pegged_as_in_the_whole(world: World) -> None:
    answer = plan(snapshot(world))
    whole = peg(answer)
    for row in range(len(world.parts)):
        part = peg(answer, [row])
        mine = whole.wants.row[whole.want] == row
        assert part.quantity.tolist() == whole.quantity[mine].tolist()


def test_the_part_of_order_a_is_not_counted_again_for_order_b() -> None:
    """Ten in stock and ten coming: A (earlier) gets the stock, B the purchase order, C a new one."""
    answer = plan(
        Snapshot.of(
            buckets=Buckets.daily(TODAY, 30),
            items=Items.of(["pump", "seal"], on_hand=micro([0, 10])),
            bom=Bom.of(["pump"], ["seal"]),
            demand=Demand.of(
                ["A", "B", "C"],
                ["seal", "pump", "seal"],
                due=["2026-01-12", "2026-01-13", "2026-01-14"],
                quantity=micro([10, 10, 4]),
            ),
            supply=Supply.of(["PO1"], ["seal"], due=["2026-01-12"], quantity=micro([10])),
        )
    )
    pegs = peg(answer, [answer.row("seal")])
    told = [
        (Want(pegs.wants.kind[want]).name, Come(pegs.comes.kind[come]).name, int(quantity))
        for want, come, quantity in zip(pegs.want, pegs.come, pegs.quantity)
    ]
    assert told == [
        ("DEMAND", "STOCK", 10_000_000),
        ("COMPONENT", "SUPPLY", 10_000_000),
        ("DEMAND", "ORDER", 4_000_000),
    ]
