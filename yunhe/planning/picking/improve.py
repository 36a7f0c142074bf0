"""A short walk where there are too many cross aisles for the exact method: insertion, then 2-opt and Or-opt, kicked.

Iterated local search after Lourenço, Martin & Stützle (2003): the tour is cut in three places and joined otherwise
(double bridge), improved again, and the better one stays.
"""

import random
from collections.abc import Sequence

from yunhe.planning.picking.layout import Place, Walk, Warehouse, walk_along


def improved_walk(warehouse: Warehouse, places: Sequence[Place], *, seed: int = 0, kicks: int = 200) -> Walk:
    """A locally best walk; the same seed and number of kicks give the same walk."""
    warehouse.check(places)
    points = [warehouse.start, *(warehouse.point(place) for place in places)]
    far = [[warehouse.distance(a, b) for b in points] for a in points]
    rng = random.Random(seed)
    best = _local(far, _inserted(far))
    best_length = _length(far, best)
    for _ in range(kicks if len(points) > 7 else 0):
        a, b, c = sorted(rng.sample(range(1, len(best)), 3))
        tour = _local(far, best[:a] + best[b:c] + best[a:b] + best[c:])
        length = _length(far, tour)
        if length <= best_length:
            best, best_length = tour, length
    return walk_along(warehouse, [places[n - 1] for n in best[1:]], "improved")


def _length(far: list[list[float]], tour: list[int]) -> float:
    return sum(far[a][b] for a, b in zip(tour, tour[1:])) + far[tour[-1]][tour[0]]


def _inserted(far: list[list[float]]) -> list[int]:
    """The farthest place first, each where it costs least."""
    tour = [0]
    for new in sorted(range(1, len(far)), key=lambda n: -far[0][n]):
        legs = zip(tour, [*tour[1:], tour[0]])
        at = min(enumerate(legs), key=lambda leg: far[leg[1][0]][new] + far[new][leg[1][1]] - far[leg[1][0]][leg[1][1]])
        tour.insert(at[0] + 1, new)
    return tour


def _local(far: list[list[float]], tour: list[int]) -> list[int]:
    """2-opt and Or-opt until neither helps. The depot stays first."""
    while (better := _two_opt(far, tour) or _or_opt(far, tour)) is not None:
        tour = better
    return tour


def _two_opt(far: list[list[float]], tour: list[int]) -> list[int] | None:
    count = len(tour)
    for i in range(count - 2):
        a, b = tour[i], tour[i + 1]
        for j in range(i + 2, count):
            c, d = tour[j], tour[(j + 1) % count]
            if far[a][c] + far[b][d] < far[a][b] + far[c][d] - 1e-9:
                return tour[: i + 1] + tour[i + 1 : j + 1][::-1] + tour[j + 1 :]
    return None


def _or_opt(far: list[list[float]], tour: list[int]) -> list[int] | None:
    """Move up to three places elsewhere, either way round."""
    count = len(tour)
    for size in (1, 2, 3):
        for i in range(1, count - size + 1):
            piece = tour[i : i + size]
            rest = tour[:i] + tour[i + size :]
            before, after = tour[i - 1], tour[(i + size) % count]
            saved = far[before][piece[0]] + far[piece[-1]][after] - far[before][after]
            for j, a in enumerate(rest):
                b = rest[(j + 1) % len(rest)]
                for run in (piece, piece[::-1]):
                    if far[a][run[0]] + far[run[-1]][b] - far[a][b] < saved - 1e-9:
                        return rest[: j + 1] + run + rest[j + 1 :]
    return None
