"""The plan as a picture: a Gantt chart in SVG, a row per machine, a colour per job, set-ups black, closed hours grey over
the work that waits for them to pass, late jobs outlined in red."""

from __future__ import annotations

from html import escape

from yunhe.planning.scheduling.model import Machine, Placement, Schedule, Shop

COLOURS = ("#1f6feb", "#2a9d5c", "#e09f1f", "#7b4fb5", "#0f8b8d", "#a0522d", "#5c677d", "#c2567a", "#6a8f1f", "#3b5ba5")
WIDTH, ROW, LABEL, TOP = 960, 22, 90, 34


def draw(shop: Shop, plan: Schedule, *, title: str = "") -> str:
    """An SVG, WIDTH pixels wide, ROW pixels per machine."""
    height = TOP + ROW * len(shop.machines) + 24
    start = min((placement.start for placement in plan.placements), default=shop.start)
    scale = (WIDTH - LABEL - 10) / max(1, plan.makespan - start)
    late = {one.job for one in plan.late}
    colour = {job.name: COLOURS[number % len(COLOURS)] for number, job in enumerate(shop.jobs)}
    row_of = {machine.name: TOP + ROW * number for number, machine in enumerate(shop.machines)}
    parts = [_head(height, title)]
    for p in plan.placements:
        parts += _bar(p, row_of[p.machine], start, scale, colour[p.job], p.job in late)
    for machine in shop.machines:
        parts += _row(machine, row_of[machine.name], start, plan.makespan, scale)
    parts.append(_text(LABEL, height - 6, str(start)))
    parts.append(_text(WIDTH - 50, height - 6, str(plan.makespan)))
    return "\n".join([*parts, "</svg>", ""])


def _head(height: int, title: str) -> str:
    box = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    return f'<svg {box}>\n<rect width="{WIDTH}" height="{height}" fill="white"/>\n{_text(LABEL, 18, title)}'


def _row(machine: Machine, top: int, start: int, end: int, scale: float) -> list[str]:
    parts = [_text(6, top + 15, machine.name)]
    at = start
    for shift in machine.shifts:
        if at < min(shift.opens, end):
            parts.append(_box(at, min(shift.opens, end), top, start, scale, 'fill="#d8d8d8" fill-opacity="0.85"'))
        at = max(at, shift.closes)
    return parts


def _bar(p: Placement, top: int, start: int, scale: float, colour: str, late: bool) -> list[str]:
    edge = ' stroke="#d1202f" stroke-width="1.6"' if late else ' stroke="white" stroke-width="0.5"'
    label = f"{p.job} step {p.operation}: {p.start} to {p.end}"
    bar = _box(p.start, p.end, top, start, scale, f'fill="{colour}"{edge}', label)
    if not p.setup:
        return [bar]
    return [bar, _box(p.start, min(p.end, p.start + p.setup), top, start, scale, 'fill="#222"', f"set-up {p.setup}")]


def _box(opens: int, closes: int, top: int, start: int, scale: float, look: str, label: str = "") -> str:
    x, width = LABEL + (opens - start) * scale, max(0.5, (closes - opens) * scale)
    title = f"<title>{escape(label)}</title>" if label else ""
    return f'<rect x="{x:.1f}" y="{top + 2}" width="{width:.1f}" height="{ROW - 4}" {look}>{title}</rect>'


def _text(x: int, y: int, text: str) -> str:
    return f'<text x="{x}" y="{y}" font-family="sans-serif" font-size="12">{escape(text)}</text>'
