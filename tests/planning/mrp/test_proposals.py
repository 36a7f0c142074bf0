"""Proposals tell what they are for; a re-run updates drafts instead of duplicating them."""

from hypothesis import given, settings

from tests.planning.mrp.reference import World
from tests.planning.mrp.worlds import snapshot, worlds
from yunhe.planning.mrp import (
    Buckets,
    Demand,
    Drafts,
    Items,
    Plan,
    Proposal,
    Snapshot,
    Supply,
    micro,
    peg,
    plan,
    proposals,
    rerun,
)


def planned(quantity: int, due: str = "2026-01-20") -> Plan:
    return plan(
        Snapshot.of(
            buckets=Buckets.daily("2026-01-05", 60),
            items=Items.of(["screw"], lead_time=3, on_hand=micro([300])),
            demand=Demand.of(["SO1"], ["screw"], due=[due], quantity=micro([quantity])),
        )
    )


def drafted(answer: Plan) -> Drafts:
    numbers = range(len(answer.orders.row))
    items = [answer.snapshot.items.id[answer.grid.structure.item[row]] for row in answer.orders.row]
    return Drafts.of([f"PR{n}" for n in numbers], items, need=answer.orders.need, quantity=answer.orders.quantity)


def test_a_proposal_says_why() -> None:
    answer = planned(500)
    assert list(proposals(answer, peg(answer))) == [
        Proposal("screw", 200, "2026-01-20", "2026-01-15", "2026-01-15", "2026-01-20", 0, None, "200 for demand SO1")
    ]


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_running_twice_changes_nothing(world: World) -> None:
    answer = plan(snapshot(world))
    again = rerun(plan(snapshot(world)), drafted(answer))
    assert (again.change, again.create, again.withdraw) == ((), (), ())
    assert sorted(number for _, number in again.keep) == list(range(len(answer.orders.row)))


def test_a_postponed_order_moves_its_draft() -> None:
    drafts = drafted(planned(500))
    assert rerun(planned(500, due="2026-02-02"), drafts).change == (("PR0", 0),)
    assert rerun(planned(700), drafts).change == (("PR0", 0),)
    assert rerun(planned(300), drafts).withdraw == ("PR0",)
    assert rerun(planned(500), Drafts.of()).create == (0,)


def test_a_postponed_receipt_makes_no_second_order() -> None:
    """The purchase order slips by a week: the same order is expedited; nothing new is proposed."""
    first = planned(500)
    slipped = Supply.of(["PO1"], ["screw"], due=["2026-01-27"], quantity=micro([200]))
    again = plan(
        Snapshot.of(
            buckets=first.snapshot.buckets, items=first.snapshot.items, demand=first.snapshot.demand, supply=slipped
        )
    )
    assert len(again.orders.row) == 0
    assert rerun(again, drafted(first)).withdraw == ("PR0",)
