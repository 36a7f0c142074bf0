"""The moving average against a plain reference, and what must hold whatever comes."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunhe.erp.finance.goods.received import ReceivedLine
from yunhe.erp.finance.rules.average import NegativeStockError, Step, Stock, replay

D = Decimal
DAY = date(2026, 11, 1)
quantities = st.decimals("0.001", "500", places=3)
costs = st.decimals("0", "200", places=4)
events = st.lists(
    st.one_of(
        st.tuples(st.just("in"), quantities, costs),
        st.tuples(st.just("out"), st.fractions(0, 1), st.just(D(0))),
    ),
    max_size=40,
)


def plain(value: Fraction, qty: Fraction, out: Fraction) -> Fraction:
    """What an issue takes, by the formula in exact fractions: round(value · out / qty, 2), all when nothing stays."""
    if out == qty:
        return value
    exact = value * out / qty * 100
    return Fraction(int(D(exact.numerator * 2 + exact.denominator) // D(exact.denominator * 2)), 100)


@given(events)
def test_the_ledger_equals_the_reference(rows: list[tuple[str, object, Decimal]]) -> None:
    stock, qty, value = Stock(), Fraction(0), Fraction(0)
    for kind, amount, cost in rows:
        if kind == "in":
            assert isinstance(amount, Decimal)
            paid = (amount * cost).quantize(D("0.01"), ROUND_HALF_UP)
            stock.receive(amount, paid)
            qty, value = qty + Fraction(amount), value + Fraction(paid)
        elif qty:
            out = (D(1000) * stock.qty * D(amount.numerator) / D(amount.denominator)).to_integral_value() / 1000  # type: ignore[attr-defined]
            taken = plain(value, qty, Fraction(out))
            assert Fraction(stock.issue(out)) == taken
            qty, value = qty - Fraction(out), value - taken
        assert (Fraction(stock.qty), Fraction(stock.value)) == (qty, value)
        assert stock.qty >= 0
        assert stock.value >= 0
        assert stock.qty > 0 or stock.value == 0


def test_more_than_there_is_cannot_leave() -> None:
    stock = Stock(D(2), D("3.00"))
    with pytest.raises(NegativeStockError):
        stock.issue(D("2.000001"))
    assert (stock.qty, stock.value) == (D(2), D("3.00"))


def test_goods_without_a_price_come_in_at_the_last_average() -> None:
    stock = Stock()
    stock.receive(D(3), D("10.00"))
    stock.issue(D(3))
    assert stock.receive_at_average(D(3)) == D("10.00")
    assert Stock().receive_at_average(D(3)) == D("0.00")


def test_stock_gives_no_more_value_than_it_has() -> None:
    stock = Stock(D(10), D("50.00"))
    assert stock.take_back(D(4), D("60.00")) == D("50.00")
    assert stock.revalue(D("-1.00")) == D("0.00")
    assert stock.revalue(D("7.00")) == D("7.00")
    assert Stock().revalue(D("7.00")) == D("0.00")


def steps(rows: list[tuple[int, str, str, bool]]) -> list[Step]:
    return [Step(n, DAY + timedelta(days=d), D(q), D(a), x) for n, (d, q, a, x) in enumerate(rows, 1)]


def test_a_replay_gives_only_what_changes() -> None:
    late = steps([(1, "10", "100.00", False), (5, "-5", "-50.00", True), (3, "10", "130.00", False)])
    assert replay(Stock(), late) == {2: D("-7.50")}
    assert replay(Stock(), steps([(1, "10", "100.00", False), (5, "-5", "-50.00", True)])) == {}


def test_a_replay_that_would_go_below_zero_leaves_the_recorded_order() -> None:
    assert replay(Stock(), steps([(4, "10", "100.00", False), (2, "-5", "-50.00", True)])) == {}


def test_a_replay_never_takes_more_value_than_was_there() -> None:
    worthless = [Step(1, DAY, D(2), D("0.02"), False), Step(-1, DAY, D(0), D("-0.03"), False)]
    late = Step(2, DAY, D(2), D("0.01"), True)
    assert replay(Stock(), [*worthless, late]) == {2: D("0.01")}
    assert replay(Stock(), worthless) == {}


@given(st.lists(st.tuples(st.integers(0, 9), quantities, costs), min_size=1, max_size=12), st.integers(0, 9))
def test_a_replay_moves_value_but_loses_none(rows: list[tuple[int, Decimal, Decimal]], out_day: int) -> None:
    stock, done = Stock(), []
    for n, (day, qty, cost) in enumerate(rows, 1):
        paid = stock.receive(qty, (qty * cost).quantize(D("0.01"), ROUND_HALF_UP))
        done.append(Step(n, DAY + timedelta(days=day), qty, paid, False))
    taken = stock.issue(stock.qty / 2)
    done.append(Step(99, DAY + timedelta(days=out_day), -stock.qty, -taken, True))
    changes = replay(Stock(), done)
    assert changes.keys() <= {99}
    assert 0 <= taken - changes.get(99, D(0)) <= taken + stock.value


@given(st.decimals("0.01", "1000", places=2), st.lists(st.integers(1, 50), min_size=1, max_size=10))
def test_bills_clear_the_provisional_amount_exactly(amount: Decimal, parts: list[int]) -> None:
    line = ReceivedLine(1, 1, 1, 1, 1, D(sum(parts)), amount, D(0), D(0))
    assert sum(line.bill(D(part)) for part in parts) == amount


def test_what_came_first_left_first() -> None:
    line = ReceivedLine(1, 1, 1, 1, 1, D(10), D(100), D(0), after=D(5))
    assert [line.here(D(stock)) for stock in (3, 5, 9, 15, 40)] == [D(0), D(0), D(4), D(10), D(10)]
