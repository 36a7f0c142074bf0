"""Random small worlds for the property tests, and how a world becomes a snapshot."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.planning.mrp.reference import MILLION, Part, World
from yunhe.planning.mrp import Alternates, Bom, Buckets, Demand, Items, Snapshot, Supply, WorkingCalendar

TODAY = date(2026, 1, 5)
RULES = ("lot_for_lot", "fixed", "periodic", "wagner_whitin")


def snapshot(world: World) -> Snapshot:
    parts, count = world.parts, len(world.parts)

    def column(name: str) -> list[int]:
        return [getattr(part, name) for part in parts]

    return Snapshot.of(
        buckets=Buckets.of(world.lengths, world.today),
        calendar=WorkingCalendar.of(holidays=sorted(world.holidays)),
        items=Items.of(
            list(range(count)),
            on_hand=column("free"),
            safety=column("safety"),
            lead_time=column("lead_time"),
            loss=column("loss"),
            rule=[part.rule for part in parts],
            minimum=column("minimum"),
            maximum=column("maximum"),
            multiple=column("multiple"),
            fixed=column("fixed"),
            periods=column("periods"),
            setup_cost=column("setup_cost"),
            holding_cost=column("holding_cost"),
        ),
        bom=Bom.of(*_columns(world.lines, 2), per=_column(world.lines, 2), scrap=_column(world.lines, 3)),
        demand=Demand.of(
            list(range(len(world.demand))),
            _column(world.demand, 0),
            due=_column(world.demand, 1),
            quantity=_column(world.demand, 2),
        ),
        supply=Supply.of(
            list(range(len(world.supply))),
            _column(world.supply, 0),
            due=_column(world.supply, 1),
            quantity=_column(world.supply, 2),
        ),
        alternates=Alternates.of(*_columns(world.alternates, 2), ratio=_column(world.alternates, 2)),
    )


def pieces(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most).map(lambda count: count * MILLION)


amounts = st.one_of(pieces(300), st.integers(0, 300 * MILLION))


@st.composite
def parts(draw: st.DrawFn) -> Part:
    rule = draw(st.sampled_from(RULES))
    multiple = draw(st.sampled_from([MILLION, 5 * MILLION, 250_000]))
    minimum = draw(st.sampled_from([0, 0, 30 * MILLION, 7 * MILLION]))
    return Part(
        free=draw(amounts),
        safety=draw(st.sampled_from([0, 20 * MILLION])),
        lead_time=draw(st.integers(0, 12)),
        loss=draw(st.sampled_from([0, 0, 50_000, 333_333])),
        rule=rule,
        minimum=minimum,
        multiple=multiple,
        maximum=draw(st.sampled_from([0, 0, 50 * MILLION])),
        fixed=draw(st.sampled_from([40, 25])) * MILLION,
        periods=draw(st.integers(1, 4)),
        setup_cost=draw(st.sampled_from([0.0, 50.0, 300.0])),
        holding_cost=draw(st.sampled_from([0.125, 0.5])),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(1, 9))
    days = st.integers(-10, 80).map(lambda offset: TODAY + timedelta(days=offset))
    item = st.integers(0, count - 1)
    lines = []
    for _ in range(draw(st.integers(0, 3 * count)) if count > 1 else 0):
        parent = draw(st.integers(0, count - 2))
        child = draw(st.integers(parent + 1, count - 1))
        per = draw(st.one_of(st.integers(1, 4).map(lambda n: n * MILLION), st.integers(1, 3 * MILLION)))
        lines.append((parent, child, per, draw(st.sampled_from([0, 0, 30_000, 500_000]))))
    for _ in range(draw(st.integers(0, 2)) if count > 1 else 0):
        lines.append((draw(item), draw(item), -draw(st.integers(1, 2 * MILLION)), 0))
    return World(
        parts=tuple(draw(parts()) for _ in range(count)),
        lines=tuple(lines),
        demand=tuple(draw(st.lists(st.tuples(item, days, amounts), max_size=12))),
        supply=tuple(draw(st.lists(st.tuples(item, days, amounts), max_size=8))),
        lengths=draw(st.sampled_from([(7,) * 8, (1,) * 20, (1,) * 7 + (7,) * 4 + (28,)])),
        holidays=draw(st.sampled_from([frozenset(), frozenset(TODAY + timedelta(days=n) for n in range(8, 17))])),
    )


@st.composite
def worlds_with_alternates(draw: st.DrawFn) -> World:
    world = draw(worlds())
    item = st.integers(0, len(world.parts) - 1)
    pairs = draw(st.lists(st.tuples(item, item), max_size=4, unique=True))
    ratio = st.sampled_from([MILLION, 2 * MILLION, 333_333])
    return replace(world, alternates=tuple((one, other, draw(ratio)) for one, other in pairs if one != other))


def _column(rows: tuple[tuple, ...], place: int) -> list:
    return [row[place] for row in rows]


def _columns(rows: tuple[tuple, ...], count: int) -> list[list]:
    return [_column(rows, place) for place in range(count)]
