"""The ordered mode equals a plain enumeration of every order in which nodes could take, on random small batches."""

from itertools import permutations
from math import ceil

from hypothesis import given, settings
from hypothesis import strategies as st

from yunhe.planning.sourcing import Criterion, Demand, Lane, Line, Node, Policy, source

ITEMS = ("A", "B", "C")


@st.composite
def lines(draw: st.DrawFn) -> tuple[Line, ...]:
    plain = [
        Line(
            n,
            draw(st.sampled_from(ITEMS)),
            draw(st.integers(1, 4)),
            None,
            draw(st.booleans()),
            0,
            draw(st.integers(0, 2)),
            400,
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    sets = draw(st.integers(1, 2))
    kit = [
        Line(f"kit {n}", draw(st.sampled_from(ITEMS)), sets * per, "kit", True, per, 1, 300)
        for n, per in enumerate(draw(st.lists(st.integers(1, 2), max_size=2)))
    ]
    return tuple(plain + kit) or (Line(0, "A", 1),)


@st.composite
def batches(draw: st.DrawFn) -> tuple[list[Demand], list[Node], dict, dict, Policy]:
    names = [f"node {n}" for n in range(draw(st.integers(1, 4)))]
    few = st.integers(0, 2)
    nodes = [
        Node(
            name,
            draw(few),
            draw(st.sampled_from([None, frozenset({"east"})])),
            draw(st.none() | few),
            draw(st.none() | few),
            draw(few),
            draw(few),
            10,
        )
        for name in names
    ]
    stock = {(name, item): draw(st.integers(0, 6)) for name in names for item in ITEMS}
    lanes = {
        (name, region): Lane(draw(few), draw(few), 1000, 300, 500, 100 * draw(few))
        for name in names
        for region in ("east", "west")
        if draw(st.integers(0, 9))
    }
    demands = [
        Demand(
            n,
            draw(lines()),
            draw(st.sampled_from(["east", "west"])),
            draw(st.none() | st.frozensets(st.sampled_from(names), min_size=1)),
            draw(st.none() | few),
            draw(st.none() | few),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for n in range(draw(st.integers(1, 4)))
    ]
    criteria = tuple(draw(st.permutations(list(Criterion))))[: draw(st.integers(0, 6))]
    policy = Policy(criteria, 1, draw(st.integers(1, 3)), 20, 5, draw(st.integers(0, 3)), 50, draw(st.integers(0, 900)))
    return demands, nodes, stock, lanes, policy


@settings(max_examples=300, deadline=None)
@given(batches())
def test_equals_plain_enumeration(batch):
    demands, nodes, stock, lanes, policy = batch
    answers = source(demands, nodes, stock, lanes, policy)
    left, capacity, taken = dict(stock), {n.id: n.capacity for n in nodes}, {n.id: n.taken for n in nodes}
    for demand, answer in zip(demands, answers):
        best = enumerate_one(demand, nodes, left, capacity, taken, lanes, policy)
        assert (answer.nodes, {(t.line, t.node): t.qty for t in answer.takes}) == best
        by_id = {line.id: line for line in demand.lines}
        served = {line.id: sum(t.qty for t in answer.takes if t.line == line.id) for line in demand.lines}
        assert dict(answer.short) == {k: v.qty - served[k] for k, v in by_id.items() if served[k] < v.qty}
        chosen = [c.nodes for c in answer.candidates if c.why == "chosen"]
        assert chosen == ([answer.nodes] if answer.nodes else [])
        assert {name for c in answer.candidates for name in c.nodes} == {node.id for node in nodes}
        for take in answer.takes:
            left[take.node, by_id[take.line].item] -= take.qty
        for name in answer.nodes:
            taken[name] += 1
            capacity[name] = None if capacity[name] is None else capacity[name] - 1
    reserve = {node.id: node.reserve for node in nodes}
    assert all(qty >= min(stock[key], 0) for key, qty in left.items())
    assert all(left[k] == stock[k] or left[k] >= reserve[k[0]] or any(d.use_reserve for d in demands) for k in left)


def enumerate_one(demand, nodes, left, capacity, taken, lanes, policy):
    """Every order of up to `max_nodes` nodes takes in turn; the best by the documented ranks."""
    place = {node.id: n for n, node in enumerate(nodes)}
    able = [n for n in nodes if serves(n, demand, capacity, lanes, policy.now)]
    need = {line.id: line.qty for line in demand.lines}
    line_of = {line.id: line for line in demand.lines}
    found = []
    for size in range(1, (policy.max_nodes if demand.may_split else 1) + 1):
        for way in permutations(able, size):
            takes = take_in_turn(demand, way, left)
            if {node for _, node in takes} != {node.id for node in way}:
                continue
            worth = {n.id: sum(q * line_of[line].value for (line, at), q in takes.items() if at == n.id) for n in way}
            if size > 1 and min(worth.values()) < policy.min_split_value:
                continue
            rest = {line: need[line] - sum(q for (at, _), q in takes.items() if at == line) for line in need}
            short = sum(rest[line] * line_of[line].value for line in rest), sum(rest.values())
            if short != (0, 0) and not demand.may_be_short:
                continue
            days = [
                int(n.cut_off is not None and policy.now > n.cut_off) + lanes[n.id, demand.region].days for n in way
            ]
            mark = {
                Criterion.PRIORITY: [n.priority for n in way],
                Criterion.PARCELS: size,
                Criterion.COST: price(demand, way, takes, lanes, policy, short[1]),
                Criterion.DISTANCE: sum(lanes[n.id, demand.region].distance for n in way),
                Criterion.LEAD: max(days),
                Criterion.BALANCE: max(taken[n.id] for n in way),
            }
            rank = (
                short,
                size if short == (0, 0) else 0,
                [mark[c] for c in policy.criteria],
                [place[n.id] for n in way],
            )
            found.append((rank, tuple(n.id for n in way), takes))
    return min(found, key=lambda plan: plan[0])[1:] if found else ((), {})


def serves(node, demand, capacity, lanes, now):
    leaves = int(node.cut_off is not None and now > node.cut_off)
    return (
        (demand.nodes is None or node.id in demand.nodes)
        and (node.serves is None or demand.region in node.serves)
        and (node.id, demand.region) in lanes
        and (demand.dispatch_by is None or leaves <= demand.dispatch_by)
        and (demand.due is None or leaves + lanes[node.id, demand.region].days <= demand.due)
        and capacity[node.id] != 0
    )


def take_in_turn(demand, way, left):
    """{(line, node): quantity}, line by line (a kit last, as one), each node in turn."""
    free = {(n.id, i): max(0, left[n.id, i] - (0 if demand.use_reserve else n.reserve)) for n in way for i in ITEMS}
    takes = {}
    groups = [[line] for line in demand.lines if line.kit is None]
    kit = [line for line in demand.lines if line.kit]
    for group in groups + ([kit] if kit else []):
        per = {line.id: line.per_kit or 1 for line in group}
        wanted = group[0].qty // per[group[0].id]
        can = {}
        for node in way:
            can[node.id] = 0
            while can[node.id] < wanted and all(
                sum(per[x.id] * (can[node.id] + 1) for x in group if x.item == i) <= free[node.id, i]
                for i in {line.item for line in group}
            ):
                can[node.id] += 1
        if not all(line.may_split for line in group):
            server = next((n for n, q in can.items() if q == wanted), max(can, key=lambda n: can[n]))
            can = {node: q if node == server else 0 for node, q in can.items()}
        for node, most in can.items():
            sets = min(wanted, most)
            wanted -= sets
            for line in group:
                if sets:
                    takes[line.id, node] = sets * per[line.id]
                    free[node, line.item] -= sets * per[line.id]
    return takes


def price(demand, way, takes, lanes, policy, short_qty):
    cost = policy.parcel_penalty * (len(way) - 1) + policy.short_penalty * short_qty
    for node in way:
        own = {line: qty for (line, at), qty in takes.items() if at == node.id}
        weight = sum(line.weight * own.get(line.id, 0) for line in demand.lines)
        lane = lanes[node.id, demand.region]
        cost += lane.first_price + lane.step_price * max(0, ceil((weight - 1000) / 500)) + node.handling * len(own)
    return cost
