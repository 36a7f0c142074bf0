"""Late demand with its chain of causes, by hand and against a plain recursion over the pegs."""

from functools import cache

from hypothesis import given, settings

from tests.planning.mrp.reference import World
from tests.planning.mrp.worlds import snapshot, worlds
from yunhe.planning.mrp import Bom, Buckets, Demand, Items, LateDemand, Snapshot, Supply, iso, micro, outlook, peg, plan
from yunhe.planning.mrp.flows import Come, Want


def test_a_late_part_makes_the_order_late_and_is_named() -> None:
    """The pump waits two days of assembly for a seal that a supplier delivers on the 20th."""
    answer = plan(
        Snapshot.of(
            buckets=Buckets.daily("2026-01-05", 60),
            items=Items.of(["pump", "seal"], lead_time=[2, 30]),
            bom=Bom.of(["pump"], ["seal"]),
            demand=Demand.of(["SO1", "SO2"], ["pump"] * 2, due=["2026-01-14", "2026-02-20"], quantity=micro([5, 5])),
            supply=Supply.of(["PO1"], ["seal"], due=["2026-01-20"], quantity=micro([10])),
        )
    )
    assert outlook(answer, peg(answer)) == (
        LateDemand(
            "SO1",
            "pump",
            "2026-01-14",
            "2026-01-22",
            (
                "pump: planned order for 2026-01-14 comes on 2026-01-22",
                "seal: open order PO1 comes on 2026-01-20",
            ),
        ),
    )


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_equals_a_plain_recursion(world: World) -> None:
    answer = plan(snapshot(world))
    pegs = peg(answer)
    orders, wants, comes, today = answer.orders, pegs.wants, pegs.comes, answer.snapshot.buckets.today
    lead_time = answer.snapshot.items.lead_time[answer.grid.structure.item]

    @cache
    def want_day(want: int) -> int:
        return max([today, *(come_day(int(come)) for come in pegs.come[pegs.want == want])])

    @cache
    def come_day(come: int) -> int:
        kind, source = comes.kind[come], int(comes.source[come])
        if kind == Come.SUPPLY:
            return max(int(answer.snapshot.supply.due[source]), today)
        if kind == Come.BY_PRODUCT:
            return int(answer.grid.starts[comes.bucket[come]])
        if kind != Come.ORDER:
            return today
        row = int(comes.row[come])
        bucket = world.bucket(orders.latest[source].astype("datetime64[D]").item())
        parts = [
            want
            for want in range(len(wants.row))
            if wants.kind[want] == Want.COMPONENT
            and wants.bucket[want] == bucket
            and answer.grid.structure.takes.parent[wants.source[want]] == row
        ]
        ready = max([today, *map(want_day, parts)])
        if ready <= orders.start[source]:
            return int(orders.receipt[source])
        return max(int(answer.snapshot.calendar.forward(ready, lead_time[row])), int(orders.receipt[source]))

    expected = {
        (int(wants.source[want]), iso(want_day(want)))
        for want in range(len(wants.row))
        if wants.kind[want] == Want.DEMAND
        and want_day(want) > max(int(answer.snapshot.demand.due[wants.source[want]]), today)
    }
    assert {(late.demand, late.expected) for late in outlook(answer, pegs)} == expected
