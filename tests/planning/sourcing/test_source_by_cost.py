"""The cost mode: the least cost on small batches, feasible on any, the same for the same seed, with reasons."""

from decimal import Decimal
from itertools import product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.sourcing import Candidate, Demand, Lane, Line, Node, Policy, Short, SourcingError, Why, source
from yunhe.planning.sourcing.cost import source_by_cost

ITEMS = ("A", "B")


@st.composite
def batches(draw: st.DrawFn):
    """Two or three demands of one or two lines, two or three nodes, little stock, sometimes little capacity."""
    names = [f"node {n}" for n in range(draw(st.integers(2, 3)))]
    nodes = [
        Node(name, capacity=draw(st.none() | st.integers(0, 2)), handling=draw(st.integers(0, 60))) for name in names
    ]
    stock = {(name, item): draw(st.integers(0, 3)) for name in names for item in ITEMS}
    lanes = {
        (name, "east"): Lane(0, 1, 500, draw(st.integers(200, 900)), 500, draw(st.integers(0, 300))) for name in names
    }
    demands = [
        Demand(
            n,
            tuple(
                Line(
                    f"{n} {item}",
                    item,
                    draw(st.integers(1, 2)),
                    weight=draw(st.integers(100, 900)),
                    may_split=draw(st.booleans()),
                )
                for item in ITEMS[: draw(st.integers(1, 2))]
            ),
            "east",
            may_split=draw(st.booleans()),
            may_be_short=draw(st.booleans()),
        )
        for n in range(draw(st.integers(2, 3)))
    ]
    return demands, nodes, stock, lanes, Policy(parcel_penalty=100, short_penalty=draw(st.integers(100, 2000)))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(batches())
def test_small_batches_cost_within_one_per_cent_of_the_least(batch):
    """The search is no proof: random batches were seen at 1008 against 1007. The bound is the one promised: 1 %."""
    demands, nodes, stock, lanes, policy = batch
    answers = source_by_cost(*batch, rounds=300)
    check_feasible(demands, nodes, stock, answers)
    for demand, answer in zip(demands, answers):
        assert answer.cost == price(demand, [(t.line, t.node, t.qty) for t in answer.takes], nodes, lanes, policy)
    optimum = least(demands, nodes, stock, lanes, policy)
    assert optimum <= sum(answer.cost for answer in answers) <= optimum * Decimal("1.01")


def check_feasible(demands, nodes, stock, answers):
    used, parcels = {}, {}
    for demand, answer in zip(demands, answers):
        items = {line.id: line.item for line in demand.lines}
        for take in answer.takes:
            used[take.node, items[take.line]] = used.get((take.node, items[take.line]), 0) + take.qty
        for node in answer.nodes:
            parcels[node] = parcels.get(node, 0) + 1
        assert set(answer.nodes) == {take.node for take in answer.takes}
        for line in demand.lines:
            taken = sum(take.qty for take in answer.takes if take.line == line.id)
            assert taken + dict(answer.short).get(line.id, 0) == line.qty
    assert all(qty <= stock[key] for key, qty in used.items())
    assert all(node.capacity is None or parcels.get(node.id, 0) <= node.capacity for node in nodes)


def least(demands, nodes, stock, lanes, policy):
    """Every demand in every way, all combinations that fit."""
    ways = [list(plans(demand, nodes, stock, lanes, policy)) for demand in demands]
    best = None
    for chosen in product(*ways):
        cost = sum(cost for cost, _, _ in chosen)
        if best is not None and cost >= best:
            continue
        used, parcels = {}, {}
        for _, use, at in chosen:
            for key, qty in use.items():
                used[key] = used.get(key, 0) + qty
            for node in at:
                parcels[node] = parcels.get(node, 0) + 1
        if all(qty <= stock[key] for key, qty in used.items()) and all(
            node.capacity is None or parcels.get(node.id, 0) <= node.capacity for node in nodes
        ):
            best = cost
    return best


def plans(demand, nodes, stock, lanes, policy):
    options = [
        [
            dealt
            for dealt in product(*[range(line.qty + 1)] * len(nodes))
            if sum(dealt) <= line.qty and (line.may_split or sum(map(bool, dealt)) <= 1)
        ]
        for line in demand.lines
    ]
    for deal in product(*options):
        takes = [
            (line.id, node.id, qty) for line, dealt in zip(demand.lines, deal) for node, qty in zip(nodes, dealt) if qty
        ]
        at = {node for _, node, _ in takes}
        whole = sum(qty for _, _, qty in takes) == sum(line.qty for line in demand.lines)
        if len(at) > (2 if demand.may_split else 1) or not (demand.may_be_short or whole or not takes):
            continue
        items = {line.id: line.item for line in demand.lines}
        use = {}
        for line, node, qty in takes:
            use[node, items[line]] = use.get((node, items[line]), 0) + qty
        yield price(demand, takes, nodes, lanes, policy), use, at


def price(demand, takes, nodes, lanes, policy):
    handling = {node.id: node.handling for node in nodes}
    weight = {line.id: line.weight for line in demand.lines}
    short = sum(line.qty for line in demand.lines) - sum(qty for _, _, qty in takes)
    at = {node for _, node, _ in takes}
    cost = short * policy.short_penalty + max(0, len(at) - 1) * policy.parcel_penalty
    for name in at:
        lane = lanes[name, "east"]
        own = [(line, qty) for line, node, qty in takes if node == name]
        grams = sum(weight[line] * qty for line, qty in own)
        cost += lane.first_price + max(0, ceil((grams - 500) / 500)) * lane.step_price + handling[name] * len(own)
    return cost


LANES = {("near", "east"): Lane(first_price=300), ("far", "east"): Lane(first_price=900)}
PAIR = [Node("near"), Node("far")]


def test_the_batch_is_served_together_not_one_after_the_other():
    both, only_near = (
        Demand(1, (Line(1, "A", 1),), "east"),
        Demand(2, (Line(2, "A", 1),), "east", nodes=frozenset({"near"})),
    )
    stock = {("near", "A"): 1, ("far", "A"): 1}
    policy = Policy((), short_penalty=5000)
    in_turn = source([both, only_near], PAIR, stock, LANES, policy)
    together = source_by_cost([both, only_near], PAIR, stock, LANES, policy)
    assert [answer.nodes for answer in in_turn] == [("near",), ()]
    assert [answer.nodes for answer in together] == [("far",), ("near",)]
    assert together[0].candidates == (Candidate(("far",), Why.CHOSEN), Candidate(("near",), Why.TAKEN, 0, 1))


def test_the_losers_carry_their_cost():
    demand = Demand(1, (Line(1, "A", 1),), "east")
    (answer,) = source_by_cost([demand], PAIR, {("near", "A"): 1, ("far", "A"): 1}, LANES, Policy(short_penalty=5000))
    assert answer.cost == 300
    assert answer.candidates == (Candidate(("near",), Why.CHOSEN), Candidate(("far",), Why.COST, 900, 300))


def test_a_unit_that_costs_more_to_send_than_to_owe_stays_short():
    demand = Demand(1, (Line(1, "A", 1),), "east")
    (answer,) = source_by_cost([demand], PAIR, {("far", "A"): 1}, LANES, Policy(short_penalty=800))
    assert (answer.nodes, answer.short, answer.cost) == ((), (Short(1, 1),), 800)


def test_kits_stay_whole_under_scarcity():
    kits = [
        Demand(n, (Line("pot", "A", 2, kit="k", per_kit=1), Line("cup", "B", 4, kit="k", per_kit=2)), "east")
        for n in range(3)
    ]
    stock = {("near", "A"): 3, ("near", "B"): 5, ("far", "A"): 2, ("far", "B"): 9}
    answers = source_by_cost(kits, PAIR, stock, LANES, Policy(short_penalty=5000), rounds=300)
    check_feasible(kits, PAIR, stock, answers)
    for answer in answers:
        for node in answer.nodes:
            taken = {take.line: take.qty for take in answer.takes if take.node == node}
            assert taken["cup"] == 2 * taken["pot"]
    assert sum(take.qty for answer in answers for take in answer.takes if take.line == "pot") == 4


def test_a_reserve_is_kept():
    demand = Demand(1, (Line(1, "A", 3),), "east")
    (answer,) = source_by_cost(
        [demand],
        [Node("near", reserve=2), Node("far")],
        {("near", "A"): 3, ("far", "A"): 1},
        LANES,
        Policy(short_penalty=5000),
    )
    assert {take.node: take.qty for take in answer.takes} == {"near": 1, "far": 1}
    assert answer.short == (Short(1, 1),)


def test_the_same_seed_gives_the_same_answer():
    demands = [Demand(n, (Line(n, ITEMS[n % 2], 1 + n % 3),), "east") for n in range(20)]
    stock = {(node.id, item): 8 for node in PAIR for item in ITEMS}
    runs = [
        source_by_cost(demands, PAIR, stock, LANES, Policy(short_penalty=3000), seed=9, rounds=200) for _ in range(2)
    ]
    assert runs[0] == runs[1]
    check_feasible(demands, PAIR, stock, runs[0])


def test_bad_input_names_the_offender():
    with pytest.raises(SourcingError) as error:
        source_by_cost([], PAIR, {("near", "A"): -1}, LANES, Policy())
    assert error.value.offender == "near, A"
