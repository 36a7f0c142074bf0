"""Bad input is refused with a typed error that names the offender."""

import re

import pytest

from yunhe.planning import errors
from yunhe.planning.mrp import (
    BadCalendar,
    BadLeadTime,
    BadLotRule,
    BadQuantity,
    Bom,
    BomCycle,
    Buckets,
    Demand,
    DuplicateId,
    Items,
    Snapshot,
    UnknownItem,
    WorkingCalendar,
    micro,
    plan,
)


def test_a_cycle_names_the_whole_circle() -> None:
    with pytest.raises(BomCycle) as refused:
        Snapshot.of(
            buckets=Buckets.weekly("2026-01-05"),
            items=Items.of(["top", "a", "b", "c"]),
            bom=Bom.of(["top", "a", "b", "c"], ["a", "b", "c", "a"]),
        )
    circle = str(refused.value).split(": ")[1].split(" → ")
    assert sorted(circle[:-1]) == ["a", "b", "c"]
    assert circle[0] == circle[-1] == refused.value.offender
    assert "→".join(circle) in "a→b→c→a→b→c→a"
    assert isinstance(refused.value, errors.PlanningError)


@pytest.mark.parametrize(
    ("error", "offender", "columns"),
    [
        (BadLeadTime, "screw", {"lead_time": [0, -3]}),
        (BadLeadTime, "2.5", {"lead_time": [2.5, 1.0]}),
        (BadQuantity, "screw", {"safety": [0, -1]}),
        (BadQuantity, "on hand", {"on_hand": [1.5, 2.0]}),
        (BadLotRule, "screw", {"rule": ["lot_for_lot", "guess"]}),
        (BadLotRule, "bolt", {"rule": "fixed"}),
        (BadLotRule, "bolt", {"minimum": micro([9, 0]), "maximum": micro([5, 0])}),
        (BadLotRule, "screw", {"maximum": micro([0, 5]), "multiple": micro([1, 2])}),
        (BadLotRule, "bolt", {"periods": 0}),
        (BadLotRule, "bolt", {"loss": 1_000_000}),
        (BadLotRule, "screw", {"holding_cost": [0.0, float("nan")]}),
    ],
)
def test_items(error: type[Exception], offender: str, columns: dict) -> None:
    with pytest.raises(error, match=re.escape(offender)) as refused:
        Items.of(["bolt", "screw"], **columns)
    assert refused.value.offender == offender


def test_twice_the_same_item() -> None:
    with pytest.raises(DuplicateId) as refused:
        Items.of(["a", "b", "a"])
    assert refused.value.offender == "a"


def test_rows_of_unknown_items() -> None:
    with pytest.raises(UnknownItem) as refused:
        Snapshot.of(buckets=Buckets.weekly("2026-01-05"), items=Items.of(["a"]), bom=Bom.of(["a"], ["ghost"]))
    assert refused.value.offender == "ghost"


def test_a_lead_time_beyond_the_calendar() -> None:
    with pytest.raises(BadLeadTime) as refused:
        Snapshot.of(buckets=Buckets.weekly("2026-01-05"), items=Items.of(["a"], lead_time=100_000))
    assert refused.value.offender == "a"


def test_a_calendar_without_work() -> None:
    with pytest.raises(BadCalendar):
        WorkingCalendar.of("0000000")


def test_no_date() -> None:
    with pytest.raises(BadCalendar, match="'2026-02-30' is not a date") as refused:
        Demand.of(["n", "o"], ["a", "a"], due=["2026-02-28", "2026-02-30"], quantity=micro([1, 1]))
    assert refused.value.offender == "2026-02-30"


def test_a_negative_demand_is_told_in_units() -> None:
    with pytest.raises(BadQuantity, match="demand of o is -5$"):
        Demand.of(["o"], ["a"], due=["2026-02-28"], quantity=micro([-5]))


@pytest.mark.parametrize("value", ["0.0000001", "NaN", "many", "1e20"])
def test_inexact_quantities(value: str) -> None:
    with pytest.raises(BadQuantity) as refused:
        micro([value])
    assert refused.value.offender == value


def test_requirements_beyond_64_bits() -> None:
    items = list("abcd")
    snapshot = Snapshot.of(
        buckets=Buckets.weekly("2026-01-05"),
        items=Items.of(items),
        bom=Bom.of(items[:3], items[1:], per=micro([10_000] * 3)),
        demand=Demand.of(["o"], ["a"], due=["2026-02-02"], quantity=micro([1_000_000])),
    )
    with pytest.raises(BadQuantity) as refused:
        plan(snapshot)
    assert refused.value.offender == "c"
