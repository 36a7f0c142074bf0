"""A plain recursive MRP over dicts, one item and one bucket at a time: what the matrices must equal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, floor

MILLION = 1_000_000


@dataclass(frozen=True)
class Part:
    free: int = 0
    safety: int = 0
    lead_time: int = 0
    loss: int = 0
    rule: str = "lot_for_lot"
    minimum: int = 0
    multiple: int = MILLION
    maximum: int = 0
    fixed: int = 0
    periods: int = 1
    setup_cost: float = 0.0
    holding_cost: float = 0.0


@dataclass(frozen=True)
class World:
    """Parts 0 … n−1; a line's parent has a smaller number than its child (by-products excepted)."""

    parts: tuple[Part, ...]
    lines: tuple[tuple[int, int, int, int], ...] = ()  # parent, child, per, scrap
    demand: tuple[tuple[int, date, int], ...] = ()  # item, due, quantity
    supply: tuple[tuple[int, date, int], ...] = ()
    alternates: tuple[tuple[int, int, int], ...] = ()  # item, alternate, ratio
    today: date = date(2026, 1, 5)
    lengths: tuple[int, ...] = (7,) * 8
    holidays: frozenset[date] = field(default_factory=frozenset)

    @property
    def starts(self) -> list[date]:
        return [self.today + timedelta(days=sum(self.lengths[:n])) for n in range(len(self.lengths))]

    @property
    def end(self) -> date:
        return self.today + timedelta(days=sum(self.lengths))

    def bucket(self, day: date) -> int:
        return max([n for n, start in enumerate(self.starts) if start <= day], default=0)

    def works(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def back(self, day: date, count: int) -> date:
        while not self.works(day):
            day -= timedelta(days=1)
        for _ in range(count):
            day -= timedelta(days=1)
            while not self.works(day):
                day -= timedelta(days=1)
        return day

    def forward(self, day: date, count: int) -> date:
        while not self.works(day):
            day += timedelta(days=1)
        for _ in range(count):
            day += timedelta(days=1)
            while not self.works(day):
                day += timedelta(days=1)
        return day


def solve(world: World) -> dict[int, dict[int, int]]:
    """Planned arrivals per part and bucket, asking each part's parents recursively (no alternates)."""
    above: dict[int, list[tuple[int, int, int]]] = {}
    for parent, child, per, scrap in world.lines:
        above.setdefault(child, []).append((parent, per, scrap))
    depth = _depths(world)

    @cache
    def arrivals(part: int) -> tuple[int, ...]:
        flow = independent(world, part)
        for parent, per, scrap in above.get(part, []):
            if per > 0:
                for bucket, quantity in enumerate(starts(parent)):
                    flow[bucket] -= ceil(Fraction(quantity * per, MILLION - scrap))
            elif depth[part] > depth[parent]:
                for bucket, quantity in enumerate(arrivals(parent)):
                    flow[bucket] += floor(Fraction(quantity * -per, MILLION))
        return tuple(orders_for(world, part, flow))

    @cache
    def starts(part: int) -> tuple[int, ...]:
        started = [0] * len(world.lengths)
        for bucket, quantity in enumerate(arrivals(part)):
            day = world.back(world.starts[bucket], world.parts[part].lead_time)
            started[world.bucket(day)] += ceil(Fraction(quantity * MILLION, MILLION - world.parts[part].loss))
        return tuple(started)

    return {
        part: {bucket: quantity for bucket, quantity in enumerate(arrivals(part)) if quantity}
        for part in range(len(world.parts))
    }


def independent(world: World, part: int, reach: int = 10) -> list[int]:
    """Open supply less independent demand, by bucket."""
    flow = [0] * len(world.lengths)
    for item, due, quantity in world.demand:
        if item == part and due < world.end:
            flow[world.bucket(due)] -= quantity
    for item, due, quantity in world.supply:
        soonest = world.forward(world.today, world.parts[part].lead_time)
        counted = world.today if due <= soonest else max(world.today, world.back(due, reach))
        if item == part and counted < world.end:
            flow[world.bucket(counted)] += quantity
    return flow


def orders_for(world: World, part: int, flow: list[int]) -> list[int]:
    """The lot rule, bucket by bucket, on the running stock."""
    spec = world.parts[part]
    placed = [0] * len(flow)
    for bucket in range(len(flow)):
        short = -(spec.free - spec.safety + sum(flow[: bucket + 1]) + sum(placed))
        if short <= 0:
            continue
        last = _reach(world, spec, flow, bucket)
        worst = max(
            -(spec.free - spec.safety + sum(flow[: ahead + 1]) + sum(placed)) for ahead in range(bucket, last + 1)
        )
        placed[bucket] = _lot(spec, worst)
    return placed


def _lot(spec: Part, short: int) -> int:
    multiple = spec.fixed if spec.rule == "fixed" else spec.multiple
    minimum = 0 if spec.rule == "fixed" else spec.minimum
    quantity = ceil(Fraction(max(short, minimum), multiple)) * multiple
    least = ceil(Fraction(minimum, multiple)) * multiple
    while spec.maximum and spec.rule != "fixed" and 0 < quantity % spec.maximum < least:
        quantity += multiple
    return quantity


def _reach(world: World, spec: Part, flow: list[int], bucket: int) -> int:
    if spec.rule == "periodic":
        return min(bucket + spec.periods - 1, len(flow) - 1)
    if spec.rule == "wagner_whitin":
        return _cheapest_reach(world, spec, flow, bucket)
    return bucket


def _cheapest_reach(world: World, spec: Part, flow: list[int], bucket: int) -> int:
    """Enumerate: the cheapest way to serve the net needs from here on by an order placed here."""
    run, peak, needs = spec.free - spec.safety, 0, []
    for change in flow:
        run += change
        needs.append(max(-run - peak, 0))
        peak = max(peak, -run)
    days = [(start - world.today).days for start in world.starts]

    @cache
    def best(first: int) -> tuple[Fraction, int]:
        if first >= len(needs):
            return Fraction(0), first
        if needs[first] == 0:
            return best(first + 1)[0], first
        options = []
        for last in range(first, len(needs)):
            holding = sum(
                Fraction(needs[t], MILLION) * Fraction(spec.holding_cost) * (days[t] - days[first])
                for t in range(first, last + 1)
            )
            options.append((Fraction(spec.setup_cost) + holding + best(last + 1)[0], last))
        return min(options)

    return best(bucket)[1]


def _depths(world: World) -> dict[int, int]:
    depth = dict.fromkeys(range(len(world.parts)), 0)
    for parent in range(len(world.parts)):
        for above, child, per, _ in world.lines:
            if above == parent and per > 0:
                depth[child] = max(depth[child], depth[parent] + 1)
    return depth
