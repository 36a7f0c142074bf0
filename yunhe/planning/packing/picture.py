"""A packed carton as a picture: seen from a corner above, the pieces drawn from the back to the front."""

from collections.abc import Callable
from html import escape

from yunhe.planning.packing.model import Parcel, Placed

WIDTH, MARGIN = 640, 40
COLOURS = ("#74c0fc", "#8ce99a", "#ffd43b", "#ffa94d", "#e599f7", "#63e6be", "#ff8787", "#ced4da")
SLOPE_X, SLOPE_Y = 0.866, 0.5  # isometric: 30 degrees

Point = tuple[float, float]


def draw(parcel: Parcel) -> str:
    """An SVG of the parcel, with what it weighs, costs and how full it is. One colour per item."""
    length, width, height = parcel.carton.size
    scale = min((WIDTH - 2 * MARGIN) / ((length + width) * SLOPE_X), 420 / ((length + width) * SLOPE_Y + height))
    down = MARGIN + 30 + height * scale
    tall = down + (length + width) * SLOPE_Y * scale + MARGIN

    def at(x: float, y: float, z: float) -> Point:
        return MARGIN + (x - y + width) * SLOPE_X * scale, down + ((x + y) * SLOPE_Y - z) * scale

    names = list(dict.fromkeys(piece.item.name for piece in parcel.placed))
    used = 100 * (1 - parcel.void / parcel.carton.volume)
    title = f"{parcel.carton.name}: {len(parcel.placed)} pieces, {used:.0f} % full, {parcel.weight / 1000:.2f} kg"
    corners = [at(*corner) for corner in ((0, 0, 0), (length, 0, 0), (length, width, 0), (0, width, 0))]
    walls = [_line(at(x, y, 0), at(x, y, height)) for x, y in ((0, 0), (length, 0), (0, width))]
    rim = [at(*corner) for corner in ((0, width, height), (0, 0, height), (length, 0, height))]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {tall:.0f}" font-family="sans-serif">',
            f'<rect width="{WIDTH}" height="{tall:.0f}" fill="white"/>',
            f'<text x="{MARGIN}" y="26" font-size="14" font-weight="bold">{escape(title)}</text>',
            _face(corners, "#f1e3d0"),
            *walls,
            _line(rim[0], rim[1]),
            _line(rim[1], rim[2]),
            *[
                _piece(piece, at, COLOURS[names.index(piece.item.name) % len(COLOURS)])
                for piece in _from_behind(parcel)
            ],
            "</svg>\n",
        ]
    )


def _from_behind(parcel: Parcel) -> list[Placed]:
    """In an order in which nothing hides what is drawn later: whatever lies behind, left of or under comes first."""
    rest = list(parcel.placed)
    ordered: list[Placed] = []
    while rest:
        free = next((p for p in rest if not any(_before(q, p) for q in rest if q is not p)), rest[0])
        ordered.append(free)
        rest.remove(free)
    return ordered


def _before(a: Placed, b: Placed) -> bool:
    """Whether a must be drawn before b: it ends where b begins, along some axis."""
    return any(a.at[k] + a.size[k] <= b.at[k] for k in range(3)) and not any(
        b.at[k] + b.size[k] <= a.at[k] for k in range(3)
    )


def _piece(piece: Placed, at: Callable[[float, float, float], Point], colour: str) -> str:
    (x, y, z), (w, h, d) = piece.at, piece.size
    top = [at(x, y, z + d), at(x + w, y, z + d), at(x + w, y + h, z + d), at(x, y + h, z + d)]
    right = [at(x + w, y, z), at(x + w, y + h, z), at(x + w, y + h, z + d), at(x + w, y, z + d)]
    front = [at(x, y + h, z), at(x + w, y + h, z), at(x + w, y + h, z + d), at(x, y + h, z + d)]
    shades = _face(top, colour), _face(right, colour, 0.18), _face(front, colour, 0.08)
    return f"<g><title>{escape(piece.item.name)}</title>{''.join(shades)}</g>"


def _face(points: list[Point], colour: str, dark: float = 0) -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    shade = f'<polygon points="{way}" fill="black" fill-opacity="{dark}"/>' if dark else ""
    return f'<polygon points="{way}" fill="{colour}" stroke="#495057" stroke-width="0.8"/>{shade}'


def _line(a: Point, b: Point) -> str:
    return f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="#a68a64"/>'
