"""Conditions: the SQL finds exactly the rows for which the plain reference holds, and wrong trees are named exactly."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kernel import sample
from tests.kernel.sample import AT, VOCABULARY, Buyer, Line, Order
from yunhe.kernel.actor import person
from yunhe.kernel.conditions import ConditionError, holds, parse, say, to_q
from yunhe.kernel.conditions.fields import DAYS, EMPTY, HOURS, MEMBER, NUMBERS, OPERATORS, Field, Type

AMOUNTS = ["total", "paid", "open"]
TEXTS = ["", "A1", "a1", "A%", "a_b", "\\", "牛奶", "纯牛奶", "é", "B"]


@pytest.fixture
def trade(db_tx: None) -> list[Order]:
    """150 orders in which every field is sometimes empty."""
    sample.tables()
    return orders()


def orders() -> list[Order]:
    rng = random.Random(7)
    maybe = lambda value: None if rng.random() < 0.25 else value  # noqa: E731
    buyers = Buyer.objects.bulk_create(Buyer(name=rng.choice(TEXTS), level=maybe(rng.choice(TEXTS))) for _ in range(12))
    made = Order.objects.bulk_create(
        Order(
            number=f"N{n}",
            state=rng.choice(["new", "audited", "held"]),
            buyer=maybe(rng.choice(buyers)),
            total=Decimal(rng.randint(0, 6)),
            paid=maybe(Decimal(rng.randint(0, 6))),
            business_date=maybe(date(2026, 11, 21) + timedelta(days=rng.randint(-4, 4))),
            placed_at=maybe(AT + timedelta(hours=rng.randint(-60, 60))),
            urgent=maybe(rng.random() < 0.5),
            remark=maybe(rng.choice(TEXTS)),
            shop_id=maybe(rng.randint(1, 3)),
            custom={
                key: value
                for key, value in {"colour": maybe(rng.choice(TEXTS)), "weight": maybe(str(rng.randint(0, 3)))}.items()
                if value is not None or rng.random() < 0.5
            },
        )
        for n in range(150)
    )
    lines = [
        Line(order=order, sku=rng.choice(TEXTS), qty=Decimal(rng.randint(0, 3)), note=maybe(rng.choice(TEXTS)))
        for order in made
        for _ in range(rng.randint(0, 3))
    ]
    Line.objects.bulk_create(lines)
    for order in made:
        order.line_rows = [line for line in lines if line.order_id == order.id]
    return made


def values(field: Field, op: str) -> st.SearchStrategy[Any]:
    if op in EMPTY:
        return st.none()
    if op in DAYS:
        return st.integers(0, 4)
    if op in HOURS:
        return st.integers(0, 50)
    one = {
        Type.TEXT: st.sampled_from(TEXTS),
        Type.CHOICE: st.sampled_from(["new", "audited", "held"]),
        Type.DATE: st.integers(17, 25).map(lambda day: f"2026-11-{day}"),
        Type.MOMENT: st.one_of(
            st.integers(17, 25).map(lambda day: f"2026-11-{day}"),
            st.integers(-60, 60).map(lambda hours: (AT + timedelta(hours=hours)).isoformat()),
        ),
        Type.FLAG: st.booleans(),
        Type.REF: st.integers(1, 3),
        **dict.fromkeys(NUMBERS, st.one_of(st.integers(0, 6), st.sampled_from(["1.5", "3.00"]))),
    }[field.type]
    if op in MEMBER:
        return st.lists(one, min_size=1, max_size=3)
    return st.tuples(one, one).map(list) if op == "between" else one


@st.composite
def leaves(draw: Any, fields: list[Field], prefix: str = "") -> dict[str, Any]:
    field = draw(st.sampled_from(fields))
    op = draw(st.sampled_from(OPERATORS[field.type]))
    if field.name in AMOUNTS and op in ("=", "!=", "<", ">=") and draw(st.booleans()):
        return {"field": field.name, "op": op, "value": {"field": draw(st.sampled_from(AMOUNTS))}}
    return {"field": prefix + field.name, "op": op, "value": draw(values(field, op))}


def trees(leaf: st.SearchStrategy[Any], size: int) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: {"all": parts}),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
            inner.map(lambda part: {"not": part}),
        ),
        max_leaves=size,
    )


LINES = list(sample.LINE_FIELDS)
LINE_TREES = trees(leaves(LINES), 3)
ORDER_TREES = trees(
    st.one_of(
        leaves(list(VOCABULARY.fields())),
        leaves(LINES, "lines."),
        LINE_TREES.map(lambda where: {"some": "lines", "where": where}),
    ),
    6,
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_sql_finds_the_rows_for_which_the_reference_holds(trade: list[Order], data: Any) -> None:
    node = parse(data.draw(ORDER_TREES), VOCABULARY)
    expected = {order.number for order in trade if holds(node, sample.as_row(order), at=AT)}
    found = list(Order.objects.filter(to_q(node, at=AT)).values_list("number", flat=True))
    assert sorted(found) == sorted(expected)
    opposite = Order.objects.filter(~to_q(node, at=AT)).values_list("number", flat=True)
    assert not set(opposite) & set(found)


def test_two_leaves_of_one_some_speak_of_one_line(db_tx: None) -> None:
    sample.tables()
    sample.add("split", lines=[("A1", "1"), ("B2", "9")])
    sample.add("whole", lines=[("A1", "9")])
    both = [{"field": "sku", "op": "=", "value": "A1"}, {"field": "qty", "op": ">", "value": 5}]
    one_line = {"some": "lines", "where": {"all": both}}
    any_lines = {"all": [{**leaf, "field": "lines." + leaf["field"]} for leaf in both]}
    assert numbers(one_line) == ["whole"]
    assert numbers(any_lines) == ["split", "whole"]


def test_the_opposite_of_a_comparison_takes_the_empty_ones_too(db_tx: None) -> None:
    sample.tables()
    sample.add("vip", buyer=Buyer.objects.create(name="Li", level="vip"))
    sample.add("plain", buyer=Buyer.objects.create(name="Wu", level=None))
    sample.add("nobody")
    assert numbers({"field": "level", "op": "!=", "value": "vip"}) == ["nobody", "plain"]
    assert numbers({"not": {"field": "level", "op": "=", "value": "vip"}}) == ["nobody", "plain"]
    assert numbers({"field": "level", "op": "=", "value": "vip"}) == ["vip"]


def test_a_day_is_the_companys_day(db_tx: None) -> None:
    sample.tables()
    sample.add("before", placed_at="2026-11-20T15:59:59Z")
    sample.add("first", placed_at="2026-11-20T16:00:00Z")
    sample.add("last", placed_at="2026-11-21T15:59:59.999999Z")
    assert numbers({"field": "placed_at", "op": "=", "value": "2026-11-21"}) == ["first", "last"]
    assert numbers({"field": "placed_at", "op": "<", "value": "2026-11-21"}) == ["before"]
    assert numbers({"field": "placed_at", "op": ">", "value": "2026-11-20"}) == ["first", "last"]


def numbers(tree: Any) -> list[str]:
    query = Order.objects.filter(to_q(parse(tree, VOCABULARY), at=AT))
    return list(query.order_by("number").values_list("number", flat=True))


@pytest.mark.parametrize(
    ("tree", "path", "code", "field", "allowed"),
    [
        ({"all": [{"field": "totl", "op": "=", "value": 1}]}, ("all", 0, "field"), "unknown_field", "totl", "total"),
        ({"not": {"field": "total", "op": "contains", "value": "1"}}, ("not", "op"), "wrong_operator", "total", "<="),
        ({"field": "total", "op": "=", "value": "much"}, ("value",), "wrong_value", "total", "money"),
        ({"field": "total", "op": "=", "value": True}, ("value",), "wrong_value", "total", "money"),
        ({"field": "state", "op": "in", "value": ["new", "gone"]}, ("value",), "wrong_value", "state", "audited"),
        ({"field": "state", "op": "in", "value": []}, ("value",), "wrong_value", "state", "new"),
        ({"some": "parcels", "where": {}}, ("some",), "unknown_relation", "parcels", "lines"),
        ({"some": "lines", "where": {"any": []}}, ("where",), "condition_form", "", "all"),
        ({"field": "total", "op": "<", "value": {"field": "state"}}, ("value",), "wrong_field", "total", "paid"),
        ({"field": "lines", "op": "=", "value": 1}, ("field",), "unknown_field", "lines", "total"),
        ({"field": "lines.total", "op": "=", "value": 1}, ("field",), "unknown_field", "total", "sku"),
        ([], (), "condition_form", "", "not"),
    ],
)
def test_a_wrong_condition_is_named_exactly(tree: Any, path: Any, code: str, field: str, allowed: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(tree, VOCABULARY)
    error = caught.value
    assert (error.path, error.reason.code, error.field) == (path, code, field)
    assert allowed in error.allowed


def test_a_field_without_the_right_does_not_exist() -> None:
    clerk, boss = person("clerk", ["oms.audit"]), person("boss", ["sample.see_paid"])
    tree = {"field": "paid", "op": ">", "value": 1}
    with pytest.raises(ConditionError) as caught:
        parse(tree, VOCABULARY.seen_by(clerk))
    assert caught.value.reason.code == "unknown_field"
    assert "paid" not in caught.value.allowed
    assert say(parse(tree, VOCABULARY.seen_by(boss))) == "Paid is above 1"


def test_a_condition_in_words() -> None:
    tree = {
        "all": [
            {"field": "total", "op": ">=", "value": "500.00"},
            {
                "any": [
                    {"field": "state", "op": "in", "value": ["new", "held"]},
                    {"field": "urgent", "op": "=", "value": True},
                ]
            },
            {"not": {"some": "lines", "where": {"field": "sku", "op": "starts_with", "value": "A"}}},
            {"field": "placed_at", "op": "between", "value": ["2026-11-01", "2026-11-21T14:00"]},
            {"field": "paid", "op": "<", "value": {"field": "total"}},
        ]
    }
    assert say(parse(tree, VOCABULARY)) == (
        "Total is at least 500 and (State is one of New, Held or Urgent is yes)"
        " and not (one of Lines: SKU starts with A)"
        " and Placed at is from 2026-11-01 to 2026-11-21 14:00 and Paid is below Total"
    )
    assert say(parse(None, VOCABULARY)) == "always"


def test_a_deep_or_endless_condition_is_refused() -> None:
    deep: Any = {"field": "total", "op": "=", "value": 1}
    for _ in range(12):
        deep = {"not": deep}
    with pytest.raises(ConditionError, match="condition_too_deep"):
        parse(deep, VOCABULARY)
    with pytest.raises(ConditionError, match="condition_too_large"):
        parse({"all": [{"field": "total", "op": "=", "value": 1}] * 301}, VOCABULARY)
