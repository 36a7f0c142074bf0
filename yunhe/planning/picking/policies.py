"""The walks that warehouses use today, to compare with: name order, S-shape, return, largest gap."""

from collections.abc import Callable, Sequence

from yunhe.planning.picking.layout import Place, Point, Walk, Warehouse, path_length, tidy, walk_along


def name_order(warehouse: Warehouse, places: Sequence[Place]) -> Walk:
    """The places sorted by name, as most systems print them; each leg the shortest."""
    warehouse.check(places)
    return walk_along(warehouse, sorted(places, key=lambda place: place.name), "name order")


def s_shape(warehouse: Warehouse, places: Sequence[Place]) -> Walk:
    """Every aisle with a pick is walked from end to end; in the last one the picker may turn round."""

    def legs(aisles: list[list[Place]], front: float, back: float) -> list[list[Place | Point]]:
        walked: list[list[Place | Point]] = []
        for n, stops in enumerate(aisles):
            x = warehouse.aisles[stops[0].aisle]
            if n % 2:
                walked.append([(x, back), *_from(back, stops), (x, front)])
            elif n == len(aisles) - 1:
                walked.append([(x, front), *_from(front, stops), (x, front)])
            else:
                walked.append([(x, front), *_from(front, stops), (x, back)])
        return walked

    return _walk(warehouse, places, legs, "S-shape")


def return_walk(warehouse: Warehouse, places: Sequence[Place]) -> Walk:
    """Every aisle with a pick is entered and left at the front."""

    def legs(aisles: list[list[Place]], front: float, back: float) -> list[list[Place | Point]]:
        ends = [(warehouse.aisles[stops[0].aisle], front) for stops in aisles]
        return [[end, *_from(front, stops), end] for end, stops in zip(ends, aisles)]

    return _walk(warehouse, places, legs, "return")


def largest_gap(warehouse: Warehouse, places: Sequence[Place]) -> Walk:
    """The first and the last aisle are walked through; the others from both ends up to their largest gap."""

    def legs(aisles: list[list[Place]], front: float, back: float) -> list[list[Place | Point]]:
        if len(aisles) == 1:
            end = (warehouse.aisles[aisles[0][0].aisle], front)
            return [[end, *_from(front, aisles[0]), end]]
        xs = [warehouse.aisles[stops[0].aisle] for stops in aisles]
        split = [_at_largest_gap(_from(front, stops), front, back) for stops in aisles[1:-1]]
        there: list[list[Place | Point]] = [
            [(x, back), *reversed(far), (x, back)] for x, (_, far) in zip(xs[1:-1], split) if far
        ]
        home: list[list[Place | Point]] = [
            [(x, front), *near, (x, front)] for x, (near, _) in zip(xs[1:-1], split) if near
        ]
        first: list[Place | Point] = [(xs[0], front), *_from(front, aisles[0]), (xs[0], back)]
        last: list[Place | Point] = [(xs[-1], back), *_from(back, aisles[-1]), (xs[-1], front)]
        return [first, *there, last, *reversed(home)]

    return _walk(warehouse, places, legs, "largest gap")


def _walk(
    warehouse: Warehouse,
    places: Sequence[Place],
    legs: Callable[[list[list[Place]], float, float], list[list[Place | Point]]],
    method: str,
) -> Walk:
    """From the depot to the outer cross aisle nearer to it (the front), along the legs, and home."""
    warehouse.check(places)
    low, high = warehouse.crosses[0], warehouse.crosses[-1]
    start = warehouse.start
    front, back = (low, high) if start[1] - low <= high - start[1] else (high, low)
    aisles = [[place for place in places if place.aisle == aisle] for aisle in range(len(warehouse.aisles))]
    steps = [step for leg in legs([stops for stops in aisles if stops], front, back) for step in leg]
    points = [warehouse.point(step) if isinstance(step, Place) else step for step in steps]
    path = [start, (start[0], front), *points, (start[0], front), start] if points else [start]
    return Walk(tuple(step for step in steps if isinstance(step, Place)), tidy(path), path_length(path), method)


def _from(end: float, stops: list[Place]) -> list[Place]:
    return sorted(stops, key=lambda place: abs(place.y - end))


def _at_largest_gap(stops: list[Place], front: float, back: float) -> tuple[list[Place], list[Place]]:
    """The places before and behind the largest gap of an aisle, both nearest to the front first."""
    ys = [front, *(place.y for place in stops), back]
    at = max(range(len(ys) - 1), key=lambda n: abs(ys[n + 1] - ys[n]))
    return stops[:at], stops[at:]
