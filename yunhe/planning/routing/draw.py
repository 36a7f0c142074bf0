"""The routes as a picture: an SVG map, one colour per route, squares for depots, hollow circles for unserved stops."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yunhe.planning.routing.model import Plan, Problem

COLOURS = ("#1f6feb", "#d1495b", "#2a9d5c", "#e09f1f", "#7b4fb5", "#0f8b8d", "#a0522d", "#5c677d")
SIDE, MARGIN = 640, 28


def draw(problem: Problem, plan: Plan, points: Sequence[tuple[float, float]], *, title: str = "") -> str:
    """An SVG of SIDE × SIDE pixels. `points[i]` is (east, north) of place i, in any unit."""
    spots = _scaled(points)
    parts = [_route(spots, route.legs, COLOURS[number % len(COLOURS)]) for number, route in enumerate(plan.routes)]
    for number, route in enumerate(plan.routes):
        colour = COLOURS[number % len(COLOURS)]
        parts += [_dot(spots[v.place], v.name, f'fill="{colour}"') for v in route.visits if v.kind != "break"]
    places = {stop.name: stop.call.place for stop in problem.stops if 0 <= stop.call.place < len(spots)}
    lost = [(out.name, places[out.name]) for out in plan.unserved if out.name in places]
    parts += [_dot(spots[place], name, 'fill="white" stroke="#222"') for name, place in lost]
    parts += [_depot(spots[place]) for place in sorted({v.start for v in problem.vehicles})]
    return "\n".join([_head(title), *parts, "</svg>", ""])


def _scaled(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    east, north = [p[0] for p in points], [p[1] for p in points]
    span = max(max(east) - min(east), max(north) - min(north)) or 1.0
    zoom = (SIDE - 2 * MARGIN) / span
    return [(MARGIN + (x - min(east)) * zoom, SIDE - MARGIN - (y - min(north)) * zoom) for x, y in points]


def _head(title: str) -> str:
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" height="{SIDE}"'
    label = f'<text x="{MARGIN}" y="18" font-family="sans-serif" font-size="13">{escape(title)}</text>'
    return f'<svg {box}>\n<rect width="{SIDE}" height="{SIDE}" fill="white"/>\n{label}'


def _route(spots: list[tuple[float, float]], legs: Sequence[tuple[int, int]], colour: str) -> str:
    line = [legs[0][0], *(leg[1] for leg in legs)]
    path = " ".join(f"{spots[place][0]:.1f},{spots[place][1]:.1f}" for place in line)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-opacity="0.75"/>'


def _dot(spot: tuple[float, float], name: str, look: str) -> str:
    return f'<circle cx="{spot[0]:.1f}" cy="{spot[1]:.1f}" r="4" {look}><title>{escape(name)}</title></circle>'


def _depot(spot: tuple[float, float]) -> str:
    return f'<rect x="{spot[0] - 7:.1f}" y="{spot[1] - 7:.1f}" width="14" height="14" fill="#222"/>'
