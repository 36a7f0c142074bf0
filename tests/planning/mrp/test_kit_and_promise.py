"""Which jobs can start, and which day can be promised, on a bench small enough to check by hand."""

import pytest

from yunhe.planning.mrp import (
    BadQuantity,
    Bom,
    Buckets,
    Capacity,
    Demand,
    Items,
    Job,
    Plan,
    Snapshot,
    Supply,
    UnknownItem,
    days,
    kit_check,
    micro,
    plan,
    promise,
)

TODAY = int(days("2026-01-05"))
ONE = 1_000_000


def test_kits_are_ranked_by_what_can_start() -> None:
    """Job 1 misses a motor until Thursday, job 2 is complete, job 3 asks for what nobody has ordered."""
    jobs = [
        Job("J1", TODAY, (("motor", 2 * ONE), ("frame", ONE)), priority=1),
        Job("J2", TODAY, (("frame", 2 * ONE),), priority=2),
        Job("J3", TODAY, (("glass", ONE),), priority=3),
    ]
    kits = kit_check(jobs, {"motor": ONE, "frame": 3 * ONE}, [("motor", TODAY + 3, ONE)], TODAY)
    assert [(kit.id, kit.state, kit.ready, kit.share) for kit in kits] == [
        ("J2", "full", "2026-01-05", 1.0),
        ("J1", "waiting", "2026-01-08", 0.5),
        ("J3", "short", None, 0.0),
    ]
    assert [(gap.part, gap.short, gap.comes) for gap in kits[1].missing] == [("motor", 1, "2026-01-08")]


def test_parts_of_a_complete_kit_are_not_counted_again() -> None:
    jobs = [Job("first", TODAY, (("bolt", 4 * ONE),)), Job("second", TODAY, (("bolt", 4 * ONE),))]
    kits = kit_check(jobs, {"bolt": 6 * ONE}, [], TODAY)
    assert [(kit.id, kit.state) for kit in kits] == [("first", "full"), ("second", "short")]


def test_a_negative_kit_is_refused() -> None:
    with pytest.raises(BadQuantity) as refused:
        kit_check([Job("J", TODAY, (("bolt", -1),))], {}, [], TODAY)
    assert refused.value.offender == "J"


def shop(**extra: object) -> Plan:
    """A bike takes two wheels; 3 bikes and 10 wheels lie there; wheels take 5 working days, bikes 2."""
    return plan(
        Snapshot.of(
            buckets=Buckets.daily("2026-01-05", 60),
            items=Items.of(["bike", "wheel"], on_hand=micro([3, 10]), lead_time=[2, 5]),
            bom=Bom.of(["bike"], ["wheel"], per=micro([2])),
            **extra,
        )
    )


@pytest.mark.parametrize(
    ("quantity", "day", "because"),
    [
        (3, "2026-01-05", "3 of bike stock on 2026-01-05"),
        (8, "2026-01-07", "5 of bike made on 2026-01-07"),
        (9, "2026-01-14", "6 of bike made on 2026-01-14"),
    ],
)
def test_promise_from_stock_parts_and_lead_times(quantity: int, day: str, because: str) -> None:
    kept = promise(shop(), "bike", quantity * ONE)
    assert (kept.day, kept.because) == (day, because)


def test_what_is_planned_for_others_is_not_promised() -> None:
    taken = Demand.of(["SO1"], ["bike"], due=["2026-02-02"], quantity=micro([3]))
    assert promise(shop(demand=taken), "bike", ONE).day == "2026-01-07"


def test_incoming_goods_count_on_their_day() -> None:
    coming = Supply.of(["PO1"], ["wheel"], due=["2026-01-06"], quantity=micro([2]))
    assert promise(shop(supply=coming), "bike", 9 * ONE).day == "2026-01-08"


def test_capacity_decides_when_it_is_given() -> None:
    line = Capacity({"bike": ("line", 1.0)}, {"line": {TODAY + 1: 2.0, TODAY + 20: 3.0}})
    assert promise(shop(), "bike", 8 * ONE, line).day == "2026-01-25"
    none = promise(shop(), "bike", 9 * ONE, line)
    assert (none.day, none.because) == (None, "line has no 1 hours more for 6 of bike")


def test_nothing_and_nobody_cannot_be_promised() -> None:
    with pytest.raises(UnknownItem):
        promise(shop(), "boat", ONE)
    with pytest.raises(BadQuantity):
        promise(shop(), "bike", 0)
