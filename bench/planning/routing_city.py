"""Generated city days: 80 stops, 6 vans, windows on 30 %; our routes beside ZIP chunks with nearest neighbour.

The comparison is what small shippers do: sort the stops by postal code, cut the list into one piece per van, drive each
piece by nearest neighbour. That floor ignores the windows, which favours it; its missed windows are counted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from yunhe.planning import routing
from yunhe.planning.routing import Call, Load, Problem, Stop, Vehicle, Window

STOPS, VANS, WINDOWED, SERVICE = 80, 6, 0.3, 300
HOUR = 3600
CENTRE = (23.13, 113.27)
REACH = 0.16
DETOUR, SPEED = 1.34, 8.3


@dataclass(frozen=True)
class Day:
    problem: Problem
    points: tuple[tuple[float, float], ...]
    codes: tuple[tuple[int, int], ...]


def city_day(seed: int) -> Day:
    """Depot at the edge of town (place 0), two thirds of the stops in five quarters, the rest anywhere. A postal code is
    (district, office): the nearest of 8 districts, then the nearest of its 6 offices, numbered without any order."""
    dice = random.Random(seed)
    quarters = [_spot(dice, REACH * 0.8) for _ in range(5)]
    points = [_spot(dice, REACH)]
    for number in range(STOPS):
        points.append(_near(dice, dice.choice(quarters)) if number % 3 else _spot(dice, REACH))
    districts = [_spot(dice, REACH) for _ in range(8)]
    offices = [[_near(dice, district) for _ in range(6)] for district in districts]
    codes = [_code(point, districts, offices) for point in points[1:]]
    weights = [dice.randint(5, 40) * 1000 for _ in range(STOPS)]
    stops = tuple(
        Stop(str(place), Call(place, (_window(dice),), SERVICE), delivery=Load(weight))
        for place, weight in enumerate(weights, start=1)
    )
    room = max(sum(weights) * 115 // (100 * VANS), *(sum(w for _, w in piece) for piece in _cut(codes, weights)))
    van = Vehicle("van", 0, 0, capacity=Load(room), count=VANS, shift=Window(8 * HOUR, 18 * HOUR))
    matrix = routing.haversine(points, factor=DETOUR, speed=SPEED)
    return Day(Problem(matrix, (van,), stops), tuple((east, north) for north, east in points), tuple(codes))


def by_postal_code(day: Day) -> tuple[int, int]:
    """(metres, missed windows) of the floor."""
    weights = [stop.delivery.weight for stop in day.problem.stops]
    metres = missed = 0
    for piece in _cut(list(day.codes), weights):
        driven, late = _nearest_neighbour(day.problem, [number for number, _ in piece])
        metres, missed = metres + driven, missed + late
    return metres, missed


def _spot(dice: random.Random, reach: float) -> tuple[float, float]:
    return CENTRE[0] + dice.uniform(-reach, reach), CENTRE[1] + dice.uniform(-reach, reach)


def _near(dice: random.Random, spot: tuple[float, float]) -> tuple[float, float]:
    return dice.gauss(spot[0], REACH / 10), dice.gauss(spot[1], REACH / 10)


def _code(
    point: tuple[float, float], districts: list[tuple[float, float]], offices: list[list[tuple[float, float]]]
) -> tuple[int, int]:
    district = _closest(point, districts)
    return district, _closest(point, offices[district])


def _closest(point: tuple[float, float], spots: list[tuple[float, float]]) -> int:
    return min(range(len(spots)), key=lambda n: (point[0] - spots[n][0]) ** 2 + (point[1] - spots[n][1]) ** 2)


def _window(dice: random.Random) -> Window:
    if dice.random() >= WINDOWED:
        return Window(8 * HOUR, 18 * HOUR)
    opens = dice.randint(9, 15) * HOUR
    return Window(opens, opens + 2 * HOUR)


def _cut(codes: list[tuple[int, int]], weights: list[int]) -> list[list[tuple[int, int]]]:
    """Stops (number, weight) in postal order, cut into VANS pieces of as equal a count as possible."""
    order = sorted(range(len(codes)), key=lambda number: codes[number])
    bounds = [len(order) * piece // VANS for piece in range(VANS + 1)]
    return [[(n, weights[n]) for n in order[a:b]] for a, b in zip(bounds, bounds[1:], strict=False)]


def _nearest_neighbour(problem: Problem, numbers: list[int]) -> tuple[int, int]:
    metres, missed, place, clock = 0, 0, 0, 8 * HOUR
    rest = {problem.stops[number].call.place: problem.stops[number] for number in numbers}
    while rest:
        following = min(rest, key=lambda candidate: problem.matrix.distance[place, candidate])
        metres += int(problem.matrix.distance[place, following])
        clock += int(problem.matrix.duration[place, following])
        window = rest.pop(following).call.windows[0]
        missed += clock > window.closes
        clock = max(clock, window.opens) + SERVICE
        place = following
    return metres + int(problem.matrix.distance[place, 0]), missed
