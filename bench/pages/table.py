"""The table of pages in the reference."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.pages.figures import Figures
from bench.pages.matrix import LOCALES, SIZES, THEMES, View
from tests.e2e.everywhere import Place

REFERENCE = Path(__file__).parents[2] / "docs/reference/pages.md"
INTRO = """# Every page, measured

`make pages` writes this file: the demo company of {orders} orders, Chromium, {day}. {pages} pages, each in {locales}
languages, {themes} themes and {sizes} sizes ({widths}); {seen} of these {cells} views were looked at. In each:
elements wider than their box, a page wider than its window, errors of scripts and of the console, requests that leave the
host; and at the first two sizes axe-core's serious and critical findings.

Weights are kB over the wire as the server compresses: the first visit with an empty cache, without the library of charts
(at most 350 asked), and the next visit (at most 40 asked). Server: milliseconds from the request to the last byte, the
median of 20 (at most 50 asked of lists).

**{found} findings.** The heaviest first visit is {first:.0f} kB ({first_at}), the heaviest later one {later:.1f} kB ({later_at});
the charts come on top where there are any: {charts:.0f} kB. The median of the server's times is {median:.0f} ms;
over 50 ms: {slow}.
At the end the load average of the {cores} cores was {load:.1f}: above that number, times tell of the neighbours.

| page | kind | findings | first kB | later kB | server ms |
|---|---|---:|---:|---:|---:|
"""


def write(places: Sequence[Place], weighed: Sequence[Figures], views: Sequence[View], orders: int) -> None:
    """Write all of it."""
    kinds = {place.name: place.kind for place in places}
    wrong = Counter(view.name for view in views for _ in view.wrong)
    rows = [
        f"| {one.name} | {kinds[one.name]} | {wrong[one.name]} | {one.first:.0f} | {one.later:.1f} | {one.server:.0f} |\n"
        for one in weighed
    ]
    first, later = max(weighed, key=lambda one: one.first), max(weighed, key=lambda one: one.later)
    slow = [f"{one.name} {one.server:.0f}" for one in weighed if one.server > 50]
    head = INTRO.format(
        orders=orders,
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        pages=len(places),
        locales=len(LOCALES),
        themes=len(THEMES),
        sizes=len(SIZES),
        widths=", ".join(f"{size['width']}×{size['height']}" for size in SIZES),
        cores=os.cpu_count(),
        load=os.getloadavg()[1],
        cells=f"{len(places) * len(LOCALES) * len(THEMES) * len(SIZES):,}",
        seen=f"{len(views):,}",
        found=sum(len(view.wrong) for view in views),
        first=first.first,
        first_at=first.name,
        later=later.later,
        later_at=later.name,
        charts=max(one.charts for one in weighed),
        median=sorted(one.server for one in weighed)[len(weighed) // 2],
        slow=", ".join(slow) or "none",
    )
    REFERENCE.write_text(head + "".join(rows) + _list(views))


def _list(views: Sequence[View]) -> str:
    """Each finding once: on how many pages, in how many views, and where it was first seen."""
    seen: dict[str, list[View]] = {}
    for view in views:
        for what in view.wrong:
            seen.setdefault(what, []).append(view)
    lines = [
        f"- `{what}`: {len({one.name for one in all})} pages, {len(all)} views; first {all[0].name}, {all[0].locale}, "
        f"{all[0].theme}, {all[0].width} px\n"
        for what, all in seen.items()
    ]
    return "\n## Findings\n\n" + "".join(lines) if lines else ""
