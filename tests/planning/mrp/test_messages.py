"""Each action message in the situation that calls for it, with its days and its reason."""

from decimal import Decimal

import pytest

from yunhe.planning.mrp import (
    Alternates,
    Bom,
    Buckets,
    Demand,
    Items,
    Kind,
    Message,
    Snapshot,
    Supply,
    Tolerances,
    messages,
    micro,
    peg,
    plan,
)

MONDAY = "2026-01-05"


def told(**columns: object) -> list[Message]:
    answer = plan(Snapshot.of(buckets=Buckets.daily(MONDAY, 60), **columns))
    return list(messages(answer, peg(answer)))


def needing(quantity: int, due: str) -> Demand:
    return Demand.of(["SO1"], ["screw"], due=[due], quantity=micro([quantity]))


def coming(quantity: int, due: str, growth: int = 0) -> Supply:
    return Supply.of(["PO1"], ["screw"], due=[due], quantity=micro([quantity]), growth=micro([growth]))


def test_release_what_must_be_ordered_today() -> None:
    assert told(items=Items.of(["screw"], lead_time=3), demand=needing(200, "2026-01-08")) == [
        Message(
            Kind.RELEASE,
            "screw",
            None,
            Decimal(200),
            "2026-01-05",
            "2026-01-08",
            "order by 2026-01-05 to have it on 2026-01-08 for demand SO1",
        )
    ]


def test_nothing_to_say_while_there_is_time() -> None:
    assert told(items=Items.of(["screw"], lead_time=3), demand=needing(200, "2026-01-09")) == []


def test_late_names_the_need_and_the_day_it_comes() -> None:
    late = told(items=Items.of(["screw"], lead_time=5), demand=needing(200, "2026-01-08"))
    assert [(message.kind, message.day, message.to) for message in late] == [
        (Kind.RELEASE, "2026-01-01", "2026-01-12"),
        (Kind.LATE, "2026-01-08", "2026-01-12"),
    ]


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-01-20", [(Kind.EXPEDITE, "2026-01-20", "2026-01-16")]),
        ("2026-01-16", []),
        ("2026-01-09", []),
        ("2026-01-08", [(Kind.DEFER, "2026-01-08", "2026-01-16")]),
    ],
)
def test_expedite_and_defer_by_more_than_the_tolerance(due: str, expected: list[tuple]) -> None:
    moved = told(items=Items.of(["screw"], lead_time=3), demand=needing(200, "2026-01-16"), supply=coming(200, due))
    assert [(message.kind, message.day, message.to) for message in moved] == expected


def test_expedite_tolerance_is_silent() -> None:
    quiet = told(
        items=Items.of(["screw"], lead_time=3),
        demand=needing(200, "2026-01-16"),
        supply=coming(200, "2026-01-20"),
        tolerances=Tolerances(expedite=2),
    )
    assert quiet == []


def test_an_order_too_late_to_be_pulled_forward_does_not_cover() -> None:
    """Due eleven working days after the need, with a lead time of three: buy anew, and cancel the late one."""
    kinds = [
        (message.kind, message.subject)
        for message in told(
            items=Items.of(["screw"], lead_time=3), demand=needing(200, "2026-01-08"), supply=coming(200, "2026-01-23")
        )
    ]
    assert kinds == [(Kind.RELEASE, None), (Kind.CANCEL, "PO1")]


def test_an_order_that_no_new_one_could_beat_is_pulled_forward() -> None:
    kinds = [
        (message.kind, message.subject)
        for message in told(
            items=Items.of(["screw"], lead_time=30), demand=needing(200, "2026-01-08"), supply=coming(200, "2026-01-30")
        )
    ]
    assert kinds == [(Kind.EXPEDITE, "PO1")]


def test_cancel_what_nothing_needs() -> None:
    message = told(items=Items.of(["screw"]), supply=coming(50, "2026-01-20"))[0]
    assert (message.kind, message.subject, message.quantity) == (Kind.CANCEL, "PO1", Decimal(50))


def test_increase_when_the_supplier_allows() -> None:
    items, need = Items.of(["screw"], lead_time=3), needing(250, "2026-01-20")
    grown = told(items=items, demand=need, supply=coming(200, "2026-01-20", growth=100))
    assert [(message.kind, message.subject, message.quantity) for message in grown] == [
        (Kind.INCREASE, "PO1", Decimal(50))
    ]
    assert told(items=items, demand=need, supply=coming(200, "2026-01-20", growth=49)) == []


def test_overdue_asks_for_a_new_date() -> None:
    message = told(items=Items.of(["screw"]), demand=needing(5, "2026-01-12"), supply=coming(5, "2025-12-30"))[0]
    assert (message.kind, message.day, message.to) == (Kind.OVERDUE, "2025-12-30", "2026-01-12")


def test_impossible_due_dates_are_listed() -> None:
    demand = Demand.of(["old", "far"], ["screw"] * 2, due=["2025-12-01", "2030-01-01"], quantity=micro([1, 2]))
    listed = [
        (message.kind, message.subject, message.reason) for message in told(items=Items.of(["screw"]), demand=demand)
    ]
    assert listed == [
        (Kind.RELEASE, None, "order by 2026-01-05 to have it on 2026-01-05 for demand old"),
        (Kind.PAST_DUE, "old", "was due 2025-12-01, before today: planned for 2026-01-05"),
        (Kind.BEYOND_HORIZON, "far", "due 2030-01-01, after the horizon ends on 2026-03-06: not planned"),
    ]


def test_a_by_product_netted_before_its_maker_is_listed() -> None:
    """The press gives rings back, but rings go into the press: they lie above it and count once its order is open."""
    listed = told(
        items=Items.of(["ring", "press"]),
        bom=Bom.of(["ring", "press"], ["press", "ring"], per=micro([1, -2])),
        demand=Demand.of(["SO1"], ["ring"], due=["2026-02-20"], quantity=micro([3])),
    )
    assert [(message.kind, message.item, message.quantity) for message in listed] == [
        (Kind.BY_PRODUCT, "ring", Decimal(6))
    ]


def test_alternates_in_a_circle_lose_the_backward_one() -> None:
    listed = told(items=Items.of(["a", "b"]), alternates=Alternates.of(["a", "b"], ["b", "a"]))
    assert [(message.kind, message.item) for message in listed] == [(Kind.ALTERNATE, "b")]
