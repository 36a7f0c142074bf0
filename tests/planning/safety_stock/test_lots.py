"""Order sizes under every kind of supplier's terms, exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunhe.planning.safety_stock import (
    LotRule,
    PriceBreak,
    SafetyStockError,
    cheapest_quantity,
    order_fixed,
    order_up_to,
)

D = Decimal
BOX = LotRule(minimum=D(50), multiple=D(12))


def test_nothing_is_ordered_at_the_level() -> None:
    assert order_up_to(D(180), D(180), D(300)) == 0
    assert order_fixed(D(180), D(180), D(100)) == 0


def test_up_to_the_maximum_in_whole_boxes() -> None:
    assert order_up_to(D(179), D(180), D(300)) == 121
    assert order_up_to(D(179), D(180), D(300), BOX) == 132
    assert order_up_to(D(299), D(300), D(300), BOX) == 60


def test_fixed_lots_bring_the_position_back() -> None:
    assert order_fixed(D(170), D(180), D(100)) == 100
    assert order_fixed(D(-170), D(180), D(100)) == 400


def test_a_better_price_is_taken_when_it_pays() -> None:
    breaks = [PriceBreak(D(0), D(10)), PriceBreak(D(100), D(9))]
    terms = {"daily_use": D(5), "holding_rate": D("0.2")}
    assert cheapest_quantity(D(90), breaks, LotRule(), **terms) == (100, 9)
    assert cheapest_quantity(D(1), breaks, LotRule(), daily_use=D("0.01"), holding_rate=D("0.2")) == (1, 10)
    assert cheapest_quantity(D(90), breaks, BOX, **terms) == (108, 9)


def test_a_need_without_price_is_named() -> None:
    with pytest.raises(SafetyStockError, match="no price for a quantity of 5"):
        cheapest_quantity(D(5), [PriceBreak(D(10), D(1))], LotRule(), daily_use=D(1), holding_rate=D("0.2"))


@pytest.mark.parametrize(
    ("wrong", "offender"),
    [
        (lambda: LotRule(minimum=D(-1)), "lot"),
        (lambda: order_up_to(D(0), D(5), D(4)), "up_to"),
        (lambda: order_fixed(D(0), D(5), D(0)), "quantity"),
    ],
)
def test_nonsense_is_named(wrong: object, offender: str) -> None:
    with pytest.raises(SafetyStockError) as refused:
        wrong()
    assert refused.value.offender == offender


units = st.integers(0, 500).map(D)


@given(units, units, units, st.integers(0, 60).map(D), st.integers(0, 30).map(D))
def test_orders_keep_the_terms_and_reach_the_level(position: D, level: D, more: D, minimum: D, multiple: D) -> None:
    lot = LotRule(minimum, multiple)
    order = order_up_to(position, level, level + more, lot)
    assert (order == 0) == (position >= level)
    if order:
        assert order >= minimum
        assert position + order >= level + more
        assert not multiple or order % multiple == 0
