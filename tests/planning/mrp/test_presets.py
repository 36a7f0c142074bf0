"""The purchase formulas on the figures of their stories."""

from yunhe.planning.mrp import (
    Bom,
    Buckets,
    Demand,
    Items,
    Snapshot,
    below_safety,
    micro,
    plain_need,
    plan,
    safety_by_highest_month,
    units,
)


def test_highest_month_150_keeps_180() -> None:
    assert [units(value) for value in safety_by_highest_month(micro([[90, 150, 120]]))] == [180]


def test_plain_formula_500_needed_300_free_buys_200() -> None:
    assert [
        units(value) for value in plain_need(need=micro([500]), stock=micro([300]), safety=micro([0])).quantity
    ] == [200]


def test_full_netting_agrees_with_the_plain_formula() -> None:
    """1,000 sets with half a screw each, 300 screws free: 200 are bought, today, and come in three days."""
    answer = plan(
        Snapshot.of(
            buckets=Buckets.daily("2026-01-05", 30),
            items=Items.of(["set", "screw"], on_hand=micro([0, 300]), lead_time=[0, 3]),
            bom=Bom.of(["set"], ["screw"], per=micro(["0.5"])),
            demand=Demand.of(["o"], ["set"], due=["2026-01-08"], quantity=micro([1000])),
        )
    )
    screw = answer.orders.row == answer.row("screw")
    assert [units(value) for value in answer.orders.quantity[screw]] == [200]
    assert answer.orders.start[screw].tolist() == [answer.snapshot.buckets.today]
    assert (answer.orders.receipt[screw] - answer.orders.start[screw]).tolist() == [3]


def test_below_safety() -> None:
    """Covered 140 < 180: 180 + 60 − 140 = 100, at least 120, in dozens; the second item is covered."""
    bought = below_safety(
        on_hand=micro([150, 300]),
        allocated=micro([30, 0]),
        incoming=micro([20, 0]),
        safety=micro([180, 180]),
        demand=micro([60, 60]),
        minimum=micro([110, 0]),
        multiple=micro([12, 1]),
    )
    assert [units(value) for value in bought.quantity] == [120, 0]
    assert bought.triggered.tolist() == [True, False]
