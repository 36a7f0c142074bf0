"""A walk as a picture: the hall from above, the way with its stops numbered."""

from collections.abc import Callable
from html import escape

from yunhe.planning.picking.layout import Point, Walk, Warehouse

WIDTH, MARGIN = 640, 36


def draw(warehouse: Warehouse, walk: Walk) -> str:
    """An SVG of the hall and the walk. Ways walked twice lie a little apart."""
    wide = max(warehouse.aisles[-1] - warehouse.aisles[0], 1e-9)
    long = warehouse.crosses[-1] - warehouse.crosses[0]
    scale = min((WIDTH - 2 * MARGIN) / wide, 0.75 * (WIDTH - 2 * MARGIN) / long)
    height = long * scale + 2 * MARGIN + 24

    def at(point: Point) -> Point:
        x = MARGIN + (point[0] - warehouse.aisles[0]) * scale
        return x, height - MARGIN - (point[1] - warehouse.crosses[0]) * scale

    x, y = at(warehouse.start)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" font-family="sans-serif" '
            'font-size="11">',
            f'<rect width="{WIDTH}" height="{height:.0f}" fill="white"/>',
            f'<text x="{MARGIN}" y="20" font-size="14" font-weight="bold">{escape(walk.method)}: {walk.length:g} m, '
            f"{len(walk.places)} places</text>",
            *_hall(warehouse, at),
            *_way(walk, at),
            f'<rect x="{x - 7:.1f}" y="{y - 7:.1f}" width="14" height="14" fill="#e8590c"/>',
            *_stops(warehouse, walk, at),
            "</svg>\n",
        ]
    )


def _hall(warehouse: Warehouse, at: Callable[[Point], Point]) -> list[str]:
    low, high = warehouse.crosses[0], warehouse.crosses[-1]
    first, last = warehouse.aisles[0], warehouse.aisles[-1]
    lines = [((x, low), (x, high)) for x in warehouse.aisles] + [((first, y), (last, y)) for y in warehouse.crosses]
    return [_line(at(a), at(b), "#dee2e6", 9) for a, b in lines]


def _way(walk: Walk, at: Callable[[Point], Point]) -> list[str]:
    legs = []
    seen: dict[frozenset[Point], int] = {}
    for a, b in zip(walk.path, walk.path[1:]):
        times = seen[frozenset((a, b))] = seen.get(frozenset((a, b)), 0) + 1
        shift = 2.5 if times > 1 else -2.5
        (ax, ay), (bx, by) = at(a), at(b)
        dx, dy = (shift, 0) if a[0] == b[0] else (0, shift)
        legs.append(_line((ax + dx, ay + dy), (bx + dx, by + dy), "#1971c2", 2.5))
    return legs


def _stops(warehouse: Warehouse, walk: Walk, at: Callable[[Point], Point]) -> list[str]:
    marks = []
    for number, place in enumerate(walk.places, 1):
        x, y = at(warehouse.point(place))
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#2f9e44"/>'
            f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="white" text-anchor="middle">{number}</text>'
        )
    return marks


def _line(a: Point, b: Point, colour: str, width: float) -> str:
    return (
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-linecap="round"/>'
    )
