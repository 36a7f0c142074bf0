"""The table of pages in the reference, made of bench/pages/results.json."""

import os
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.pages.kept import Results
from bench.pages.matrix import LOCALES, SIZES, THEMES

REFERENCE = Path(__file__).parents[2] / "docs/reference/pages.md"
FIRST, LATER, SOON, MILLION = 350, 40, 50, 150  # kB, kB, ms of lists, ms of lists at a million orders
INTRO = """# Every page, measured

`make pages` writes this file, and `python -m bench.pages server` adds the server's times, on an idle machine: the demo
company, Chromium. {pages} pages, each in {locales} languages, {themes} themes and
{sizes} sizes ({widths}); {seen:,} of these {cells:,} views were looked at. In each: elements wider than their box, a page
wider than its window, errors of scripts and of the console, requests that leave the host. axe-core's serious and critical
findings: all of them at a desk and on a phone in Chinese, all of colours there again in the dark, and all but those of
colours at a desk in the other languages; the same words have the same colours in every language, and the same names in
both themes.

Weights are kB over the wire as the server compresses: the first visit with an empty cache, without the library of charts
(at most {first_asked} asked), and the next visit (at most {later_asked} asked).
{server}
**{found} findings.**{heaviest}
"""
HEAVIEST = """ The heaviest first visit is {first:.0f} kB ({first_at}), the heaviest later one {later:.1f} kB
({later_at}); the charts come on top where there are any: {charts:.0f} kB."""
SERVER = """
Server: milliseconds from the request to the last byte, without a browser, the median of 20 after 3 that are not counted, and
kB of the page itself; with the demo company's orders copied to that number (asked of lists: at most {soon} ms at 10,000 and
{million} ms at 1,000,000).
"""


def write(results: Results) -> None:
    """Write all of it."""
    pages: dict[str, Any] = results["pages"]
    REFERENCE.write_text(
        "".join([_head(results, pages), *_timed(pages, _sizes(results)), *_load(results), *_rows(results, pages)])
        + "".join(_findings(pages))
    )


def _head(results: Results, pages: dict[str, Any]) -> str:
    return INTRO.format(
        pages=len(pages),
        locales=len(LOCALES),
        themes=len(THEMES),
        sizes=len(SIZES),
        widths=", ".join(f"{size['width']}×{size['height']}" for size in SIZES),
        cells=len(pages) * len(LOCALES) * len(THEMES) * len(SIZES),
        seen=sum(page.get("views", 0) for page in pages.values()),
        first_asked=FIRST,
        later_asked=LATER,
        server=SERVER.format(soon=SOON, million=MILLION) if _sizes(results) else "",
        found=sum(_count(page) for page in pages.values()),
        heaviest=_heaviest({name: page["weight"] for name, page in pages.items() if "weight" in page}),
    )


def _heaviest(weighed: dict[str, Any]) -> str:
    if not weighed:
        return ""
    first = max(weighed, key=lambda name: weighed[name]["first"])
    later = max(weighed, key=lambda name: weighed[name]["later"])
    return HEAVIEST.format(
        first=weighed[first]["first"],
        first_at=first,
        later=weighed[later]["later"],
        later_at=later,
        charts=max(weight["charts"] for weight in weighed.values()),
    )


def _timed(pages: dict[str, Any], sizes: list[str]) -> Iterator[str]:
    """Of each number of orders the median of all pages, and the lists that are slower than asked."""
    for size in sizes:
        asked = SOON if int(size) < 1_000_000 else MILLION
        times = {name: page["server"][size]["p50"] for name, page in pages.items() if size in page.get("server", {})}
        slow = [f"{name} {p50:.0f}" for name, p50 in times.items() if p50 > asked and pages[name]["kind"] == "list"]
        median = statistics.median(times.values())
        told = ", ".join(slow) or "none"
        yield f"At {int(size):,} orders the median page takes {median:.0f} ms; lists over {asked} ms: {told}.\n"


def _load(results: Results) -> Iterator[str]:
    told = [
        f"{part} {one['at'][:10]} ({one['minutes']:g} minutes, {one['load_of_others']:g} cores)"
        for part, one in results["measured"].items()
    ]
    yield (
        f"\n{os.cpu_count()} cores. Measured, and cores that others kept busy meanwhile (above one, times tell of them): "
        f"{', '.join(told)}.\n"
    )


def _rows(results: Results, pages: dict[str, Any]) -> Iterator[str]:
    sizes = _sizes(results)
    yield f"\n| page | kind | findings | first kB | later kB |{''.join(f' ms at {int(size):,} | kB |' for size in sizes)}\n"
    yield f"|---|---|---:|---:|---:|{'---:|---:|' * len(sizes)}\n"
    for name, page in sorted(pages.items()):
        weight, server = page.get("weight"), page.get("server", {})
        weighed = f"{weight['first']:.0f} | {weight['later']:.1f}" if weight else " | "
        timed = "".join(
            f" {server[size]['p50']:.0f} | {server[size]['kb']:.1f} |" if size in server else " | |" for size in sizes
        )
        yield f"| {name} | {page['kind']} | {_count(page)} | {weighed} |{timed}\n"


def _findings(pages: dict[str, Any]) -> Iterator[str]:
    """Each finding once: on how many pages, in how many views, and where it was first seen."""
    seen: dict[str, list[tuple[str, str]]] = {}
    for name, page in pages.items():
        for what, views in page.get("wrong", {}).items():
            seen.setdefault(what, []).extend((name, view) for view in views)
    if seen:
        yield "\n## Findings\n\n"
    for what, all in seen.items():
        name, view = all[0]
        yield f"- `{what}`: {len({page for page, _ in all})} pages, {len(all)} views; first {name}, {view}\n"


def _sizes(results: Results) -> list[str]:
    found = {size for page in results["pages"].values() for size in page.get("server", {})}
    return sorted(found, key=int)


def _count(page: dict[str, Any]) -> int:
    return sum(len(views) for views in page.get("wrong", {}).values())
