"""The ordered mode on small named cases: filters, criteria, splits, kits, shortages, reasons."""

from decimal import Decimal

import pytest

from yunhe.planning.sourcing import (
    Candidate,
    Criterion,
    Demand,
    Lane,
    Line,
    Node,
    Policy,
    Short,
    Sourced,
    SourcingError,
    Take,
    Why,
    source,
)


def one(demand: Demand, nodes: list[Node], stock: dict, lanes: dict | None = None, **policy: object) -> Sourced:
    return source([demand], nodes, stock, lanes, Policy(**policy))[0]


def order(*lines: Line, **fields: object) -> Demand:
    return Demand("order", lines, **fields)


HZ, GZ = Node("Hangzhou", priority=1), Node("Guangzhou", priority=2)
TEA, CUP = Line("tea", "TEA", 2), Line("cup", "CUP", 1)


def test_priority_decides_and_the_loser_says_so():
    got = one(order(TEA), [GZ, HZ], {("Hangzhou", "TEA"): 5, ("Guangzhou", "TEA"): 5})
    assert got == Sourced(
        "order",
        ("Hangzhou",),
        (Take("tea", "Hangzhou", 2),),
        (),
        0,
        (Candidate(("Hangzhou",), Why.CHOSEN), Candidate(("Guangzhou",), Why.PRIORITY, 2, 1)),
    )


@pytest.mark.parametrize(
    ("criterion", "lane", "figures"),
    [
        (Criterion.DISTANCE, Lane(distance=900), (900, 100)),
        (Criterion.LEAD, Lane(distance=100, days=3), (3, 0)),
        (Criterion.COST, Lane(distance=100, first_price=800), (800, 0)),
    ],
)
def test_the_first_criterion_that_differs_decides(criterion, lane, figures):
    stock = {("A", "TEA"): 9, ("B", "TEA"): 9}
    lanes = {("A", "east"): lane, ("B", "east"): Lane(distance=100)}
    got = one(order(TEA, region="east"), [Node("A"), Node("B")], stock, lanes)
    assert got.candidates == (Candidate(("B",), Why.CHOSEN), Candidate(("A",), Why(criterion.value), *figures))


def test_balance_counts_what_the_batch_has_given():
    demands = [Demand(n, (Line(n, "TEA", 1),)) for n in range(4)]
    got = source(demands, [Node("A"), Node("B", taken=1)], {("A", "TEA"): 9, ("B", "TEA"): 9})
    assert [answer.nodes for answer in got] == [("A",), ("A",), ("B",), ("A",)]
    assert got[1].candidates[1] == Candidate(("B",), Why.ORDER)


def test_filters_name_their_reason_and_their_figures():
    nodes = [
        Node("not allowed"),
        Node("west only", serves=frozenset({"west"})),
        Node("no lane"),
        Node("too late today", cut_off=600),
        Node("too far"),
        Node("full", capacity=0),
        Node("empty"),
    ]
    lanes = {(node.id, "east"): Lane(days=4 if node.id == "too far" else 1) for node in nodes if node.id != "no lane"}
    allowed = frozenset(node.id for node in nodes[1:])
    got = one(order(TEA, CUP, region="east", nodes=allowed, dispatch_by=0, due=2), nodes, {}, lanes, now=601)
    assert set(got.candidates) == {
        Candidate(("not allowed",), Why.EXCLUDED),
        Candidate(("west only",), Why.REGION),
        Candidate(("no lane",), Why.LANE),
        Candidate(("too late today",), Why.CUT_OFF, 1, 0),
        Candidate(("too far",), Why.LATE, 4, 2),
        Candidate(("full",), Why.CAPACITY),
        Candidate(("empty",), Why.STOCK, 0, 2),
    }
    assert got.short == (Short("tea", 2), Short("cup", 1))


def test_at_the_cut_off_minute_the_order_still_leaves():
    node = Node("A", cut_off=600)
    assert one(order(CUP, dispatch_by=0), [node], {("A", "CUP"): 1}, now=600).nodes == ("A",)
    assert one(order(CUP, dispatch_by=0), [node], {("A", "CUP"): 1}, now=601).nodes == ()


def test_the_walk_in_reserve_is_kept_from_orders_but_not_from_pick_ups():
    node, stock = Node("shop", reserve=2), {("shop", "TEA"): 3}
    assert one(order(TEA), [node], stock).takes == (Take("tea", "shop", 1),)
    assert one(order(TEA, use_reserve=True), [node], stock).takes == (Take("tea", "shop", 2),)


def test_capacity_is_used_up_by_the_batch():
    demands = [Demand(n, (Line(n, "CUP", 1),)) for n in range(3)]
    got = source(demands, [Node("A", capacity=2), Node("B", priority=9)], {("A", "CUP"): 9, ("B", "CUP"): 9})
    assert [answer.nodes for answer in got] == [("A",), ("A",), ("B",)]
    assert got[2].candidates[1] == Candidate(("A",), Why.CAPACITY)


def test_one_node_for_all_beats_a_pair_of_higher_priority():
    stock = {("Hangzhou", "TEA"): 9, ("Guangzhou", "TEA"): 9, ("Guangzhou", "CUP"): 9}
    got = one(order(TEA, CUP), [HZ, GZ], stock)
    assert got.nodes == ("Guangzhou",)
    assert got.candidates == (Candidate(("Guangzhou",), Why.CHOSEN), Candidate(("Hangzhou",), Why.STOCK, 1, 2))


def test_a_pair_splits_and_the_first_takes_all_it_can():
    stock = {("Hangzhou", "TEA"): 1, ("Guangzhou", "TEA"): 9, ("Hangzhou", "CUP"): 1}
    got = one(order(TEA, CUP), [GZ, HZ], stock)
    assert got.takes == (Take("tea", "Hangzhou", 1), Take("cup", "Hangzhou", 1), Take("tea", "Guangzhou", 1))
    assert got.candidates[:2] == (
        Candidate(("Hangzhou", "Guangzhou"), Why.CHOSEN),
        Candidate(("Guangzhou", "Hangzhou"), Why.PRIORITY, 2, 1),
    )


def test_an_order_that_may_not_split_stays_short_at_one_node():
    stock = {("Hangzhou", "TEA"): 9, ("Guangzhou", "CUP"): 9}
    got = one(order(TEA, CUP, may_split=False), [HZ, GZ], stock)
    assert (got.nodes, got.short) == (("Hangzhou",), (Short("cup", 1),))  # the smaller quantity is left short


def test_a_line_that_may_not_split_is_served_by_one_node():
    line = Line("tea", "TEA", 3, may_split=False)
    got = one(order(line), [HZ, GZ], {("Hangzhou", "TEA"): 2, ("Guangzhou", "TEA"): 2})
    assert (got.takes, got.short) == ((Take("tea", "Hangzhou", 2),), (Short("tea", 1),))


def test_all_or_nothing_takes_nothing():
    got = one(order(TEA, CUP, may_be_short=False), [HZ], {("Hangzhou", "TEA"): 9})
    assert (got.nodes, got.takes, got.short) == ((), (), (Short("tea", 2), Short("cup", 1)))


def test_what_is_worth_more_is_served_first_when_all_is_scarce():
    dear, cheap = Line("dear", "DEAR", 1, value=900), Line("cheap", "CHEAP", 3, value=5)
    stock = {("A", "CHEAP"): 3, ("B", "DEAR"): 1}
    got = one(order(dear, cheap, may_split=False), [Node("A"), Node("B")], stock)
    assert (got.nodes, got.short) == (("B",), (Short("cheap", 3),))


def test_a_kit_is_served_in_whole_sets_from_one_node():
    kit = (Line("pot", "POT", 2, kit="tea set", per_kit=1), Line("cups", "CUP", 8, kit="tea set", per_kit=4))
    stock = {("A", "POT"): 2, ("A", "CUP"): 7, ("B", "POT"): 1, ("B", "CUP"): 4}
    got = one(order(*kit), [Node("A"), Node("B")], stock)
    assert got.takes == (Take("pot", "A", 1), Take("cups", "A", 4), Take("pot", "B", 1), Take("cups", "B", 4))
    alone = one(order(*kit), [Node("A")], {("A", "POT"): 2, ("A", "CUP"): 7})
    assert alone.short == (Short("pot", 1), Short("cups", 4))


def test_two_lines_of_one_item_do_not_take_the_same_piece():
    got = one(order(Line(1, "TEA", 3), Line(2, "TEA", 3)), [HZ, GZ], {("Hangzhou", "TEA"): 4, ("Guangzhou", "TEA"): 1})
    assert got.takes == (Take(1, "Hangzhou", 3), Take(2, "Hangzhou", 1), Take(2, "Guangzhou", 1))
    assert got.short == (Short(2, 1),)


def test_a_split_below_the_least_value_is_refused():
    lines = Line("dear", "DEAR", 1, value=900), Line("cheap", "CHEAP", 1, value=5)
    stock = {("A", "CHEAP"): 3, ("B", "DEAR"): 1}
    got = one(order(*lines), [Node("A"), Node("B")], stock, min_split_value=50)
    assert (got.nodes, got.short) == (("B",), (Short("cheap", 1),))
    assert Candidate(("A", "B"), Why.SPLIT_VALUE, 5, 50) in got.candidates


def test_a_supplier_takes_any_quantity():
    got = one(order(Line("tea", "TEA", 10**6)), [Node("supplier")], {("supplier", "TEA"): None})
    assert got.takes == (Take("tea", "supplier", 10**6),)


def test_decimal_quantities_stay_exact():
    line = Line("rope", "ROPE", Decimal("2.500001"))
    stock = {("A", "ROPE"): Decimal("0.000001"), ("B", "ROPE"): Decimal("2.3")}
    got = one(order(line), [Node("A", priority=1), Node("B")], stock)
    assert got.short == (Short("rope", Decimal("0.200000")),)


def test_cost_is_freight_by_started_steps_handling_and_penalties():
    lanes = {("A", None): Lane(first_weight=1000, first_price=500, step_weight=1000, step_price=120)}
    line = Line("tea", "TEA", 3, weight=701)  # 2,103 g: first kilogram and two started ones
    got = one(order(line), [Node("A", handling=30)], {("A", "TEA"): 2}, lanes, short_penalty=1000)
    assert got.cost == 500 + 120 + 30 + 1000
    got = one(order(line), [Node("A", handling=30)], {("A", "TEA"): 3}, lanes, short_penalty=1000)
    assert got.cost == 500 + 2 * 120 + 30


@pytest.mark.parametrize(
    ("make", "offender"),
    [
        (lambda: Line("bad", "TEA", 0), "bad"),
        (lambda: Demand("bad", ()), "bad"),
        (lambda: Node("bad", reserve=-1), "bad"),
        (lambda: Line("bad", "TEA", 3, kit="set", per_kit=2), "bad"),
        (lambda: source([], [HZ, HZ], {}), "Hangzhou"),
        (lambda: source([], [HZ], {("nowhere", "TEA"): 1}), "nowhere"),
        (lambda: source([], [HZ], {("Hangzhou", "TEA"): -1}), "Hangzhou, TEA"),
        (lambda: source([order(TEA, nodes=frozenset({"nowhere"}))], [HZ], {}), "order"),
        (
            lambda: source([order(Line(1, "A", 2, kit="k", per_kit=1), Line(2, "B", 1, kit="k", per_kit=1))], [HZ], {}),
            "order, k",
        ),
        (lambda: Policy(max_nodes=0), "policy"),
    ],
)
def test_bad_input_names_the_offender(make, offender):
    with pytest.raises(SourcingError) as error:
        make()
    assert error.value.offender == offender
