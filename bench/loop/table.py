"""The table of docs/reference/performance.md, made of bench/results.json: each line with its bound and its verdict."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "performance.md"
BEGIN, END = "<!-- figures: made by `python -m bench` -->", "<!-- end of figures -->"
Results = dict[str, Any]


class Line(NamedTuple):
    """A line of the table: `needs` names the results it reads, `said` tells the figure, `holds` whether the bound is met."""

    work: str
    needs: tuple[str, ...]
    said: Callable[[Results], str]
    bound: str = "–"
    holds: Callable[[Results], bool] | None = None


def write(results: Results) -> None:
    """Replace the figures of the page; the text around them stays."""
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text("\n".join([before + BEGIN, "", *table(results), "", *notes(results), "", END]) + after)


def table(results: Results) -> Iterator[str]:
    """The lines whose parts have been measured."""
    yield "| work | figure | bound | |"
    yield "|---|---|---|---|"
    for line in LINES:
        if all(need in results for need in line.needs):
            verdict = "" if line.holds is None else ("met" if line.holds(results) else "**missed**")
            yield f"| {line.work} | {line.said(results)} | {line.bound} | {verdict} |"


def notes(results: Results) -> Iterator[str]:
    """When each part was measured, beside what load, and how fast the host let a core be."""
    machine = results.get("machine", {})
    yield f"{machine.get('cores')} cores, Python {machine.get('python')}. Measured (cores that others kept busy; ms of a fixed loop"
    yield "before and after, which tell how fast the host let a core be):"
    yield ", ".join(_measured(name, told) for name, told in results.get("measured", {}).items()) + "."


def _measured(name: str, told: dict[str, Any]) -> str:
    pace = "; {}–{} ms".format(*told["pace_ms"]) if "pace_ms" in told else ""
    return f"{name} {told['at'][:10]} ({told['load_of_others']}{pace})"


def _rate(key: str) -> Callable[[Results], str]:
    def said(results: Results) -> str:
        rate, cpu = results[key]["orders_per_second"], results[key]["cpu_ms_per_order"]
        return f"{_spread(rate)} orders/s; {cpu['median']} ms CPU an order"

    return said


def _spread(found: dict[str, Any]) -> str:
    return f"{found['median']:,} ({found['min']:,}–{found['max']:,})"


def _percentiles(found: dict[str, Any]) -> str:
    return f"p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms, longest {found['max_ms']} ms"


def _rush(results: Results) -> str:
    found = results["reserve_now"]
    sold = ", ".join(f"{name} {count:g}" for name, count in found["answers_per_run"].items())
    rates = (
        f"{_spread(found['attempts_per_second'])} attempts/s, floor {found['floor_attempts_per_second']['median']:,}"
    )
    return f"{sold}; {rates}, share {found['vs_floor']['median']}"


def _marketplace(results: Results) -> str:
    found = results["marketplace"]
    told = ", ".join(f"{shop} {times}" for shop, times in found.get("zeros_told", {}).items()) or "not measured"
    became = f"{found['accepted']} accepted, {found['allocated']} allocated, {found['short']} short"
    return f"{became}, {found['cases']} case; shops told zero: {told}"


def _marketplace_holds(results: Results) -> bool:
    found = results["marketplace"]
    zeros = list(found.get("zeros_told", {}).values())
    became = [found[k] for k in ("accepted", "allocated", "short", "cases")]
    return became == [2000, 50, 1950, 1] and zeros == [1, 1]


def _lists(results: Results) -> str:
    sizes = results["orders_list"]["sizes"]
    return (
        "; ".join(f"{one['orders']:,}: {_percentiles(one)}" for one in sizes) + f"; × {results['orders_list']['ratio']}"
    )


def _doctor(results: Results) -> str:
    found = results["doctor"]
    return f"{found['seconds']} s, {found['peak_mb']} MB, {'clean' if found['clean'] else 'not clean'}"


def _whole(results: Results) -> str:
    found = results["whole_loop"]
    total = sum(found["seconds"].values())
    slowest = sorted(found["seconds"].items(), key=lambda stage: -stage[1])[:6]
    shares = ", ".join(f"{name} {100 * seconds / total:.0f} %" for name, seconds in slowest)
    cost = found["cost_of_an_order"]["cpu_ms"]
    return f"{found['orders_per_second']} orders/s in {total / 60:.1f} minutes, {cost} ms CPU an order: {shares}"


def _growing(results: Results) -> str:
    found = results["whole_loop_growing"]
    small, large = (found[size]["cost_of_an_order"] for size in ("small", "large"))
    return f"{small['cpu_ms']} ms CPU at 5,000, {large['cpu_ms_by_tenth'][-1]} at 100,000; × {found['cost_ratio']}"


LINES = [
    Line("floor, the better of COPY and unnest", ("floor",), _rate("floor")),
    Line("floor, the other way", ("floor_other",), _rate("floor_other")),
    Line("intake → audited → allocated, one process", ("yunhe",), _rate("yunhe")),
    Line(
        "the same, share of the floor in the same run",
        ("intake_to_allocated_vs_floor",),
        lambda r: (
            f"{_spread(r['intake_to_allocated_vs_floor'])}; of CPU {r['intake_to_allocated_vs_floor_cpu']['median']}"
        ),
        "≥ 0.5",
        lambda r: r["intake_to_allocated_vs_floor"]["median"] >= 0.5,
    ),
    Line("intake → audited → allocated, two processes", ("yunhe_two",), _rate("yunhe_two")),
    Line("Tryton, sale + stock, in process, batches of 100", ("tryton",), _rate("tryton")),
    Line(
        "Yunhe ÷ Tryton, one process",
        ("intake_to_allocated_vs_tryton",),
        lambda r: f"{r['intake_to_allocated_vs_tryton']}",
        "≥ 200",
        lambda r: r["intake_to_allocated_vs_tryton"] >= 200,
    ),
    Line(
        "Yunhe ÷ Tryton, two processes",
        ("intake_to_allocated_vs_tryton_two_processes",),
        lambda r: f"{r['intake_to_allocated_vs_tryton_two_processes']}",
        "≥ 350",
        lambda r: r["intake_to_allocated_vs_tryton_two_processes"] >= 350,
    ),
    Line(
        "one order over HTTP, until it is committed",
        ("http",),
        lambda r: _percentiles(r["http"]["commit"]),
        "p50 ≤ 25 ms, p95 ≤ 60 ms",
        lambda r: r["http"]["commit"]["p50_ms"] <= 25 and r["http"]["commit"]["p95_ms"] <= 60,
    ),
    Line(
        "from that answer until it is allocated",
        ("http",),
        lambda r: _percentiles(r["http"]["allocated_after_answer"]),
        "p95 ≤ 500 ms",
        lambda r: r["http"]["allocated_after_answer"]["p95_ms"] <= 500,
    ),
    Line(
        "available stock, 500 items × 3 warehouses",
        ("available_stock",),
        lambda r: _percentiles(r["available_stock"]),
        "p50 ≤ 3 ms",
        lambda r: r["available_stock"]["p50_ms"] <= 3,
    ),
    Line(
        "`reserve_now`, 64 clients, 2,000 attempts at 50 units",
        ("reserve_now",),
        _rush,
        "50 sold, no deadlock, ≥ 0.5 of the floor",
        lambda r: (
            r["reserve_now"]["answers_per_run"].get("sold") == 50 and r["reserve_now"]["vs_floor"]["median"] >= 0.5
        ),
    ),
    Line(
        "the same as marketplace orders",
        ("marketplace",),
        _marketplace,
        "2,000, 50, 1,950, one case; zero told to each shop once",
        _marketplace_holds,
    ),
    Line("list of orders", ("orders_list",), _lists, "× ≤ 2", lambda r: r["orders_list"]["ratio"] <= 2),
    Line("whole loop, 20,000 real baskets", ("whole_loop",), _whole),
    Line(
        "cost of an order at 100,000 baskets ÷ at 5,000",
        ("whole_loop_growing",),
        _growing,
        "≤ 1.3",
        lambda r: r["whole_loop_growing"]["cost_ratio"] <= 1.3,
    ),
    Line(
        "doctor, a million orders",
        ("doctor",),
        _doctor,
        "≤ 60 s, ≤ 300 MB",
        lambda r: r["doctor"]["clean"] and r["doctor"]["seconds"] <= 60 and r["doctor"]["peak_mb"] <= 300,
    ),
]
