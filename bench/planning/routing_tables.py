"""Writes the tables of routing and scheduling in docs/reference/planning.md from results/*.json, between their marks.

python bench/planning/routing_tables.py
"""

from __future__ import annotations

import json
import re
import statistics
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reference" / "planning.md"


def routing_tables(kept: dict) -> dict[str, str]:
    """The X set, Solomon and the city days."""
    return {
        "routing-x": _costs(kept["x"], ["instance", "best known", "mean cost", "mean gap %", "worst gap %"]),
        "routing-solomon": _solomon(kept["solomon"]),
        "routing-city": _city(kept["city"]),
    }


def scheduling_tables(kept: dict) -> dict[str, str]:
    """Whatever parts have been run."""
    tables = {}
    for part in ("jobshop", "flexible", "plain"):
        if part in kept:
            tables[f"scheduling-{part}"] = _makespans(kept[part])
    if "shops" in kept:
        tables["scheduling-shops"] = _shops(kept["shops"])
    return tables


def _costs(rows: list[dict], head: list[str]) -> str:
    lines = [
        [row["name"], row["best"], f"{statistics.mean(row['costs']):.1f}", f"{statistics.mean(row['gaps']):.2f}",
         f"{max(row['gaps']):.2f}"]
        for row in rows
    ]  # fmt: skip
    mean = statistics.mean(gap for row in rows for gap in row["gaps"])
    worst = statistics.mean(max(row["gaps"]) for row in rows)
    return _table([head, *lines, ["**mean**", "", "", f"**{mean:.2f}**", f"{worst:.2f}"]])


def _solomon(rows: list[dict]) -> str:
    head = [
        "instance",
        "optimum × 10",
        "mean cost",
        "mean gap %",
        "worst gap %",
        "untruncated: published",
        "ours, mean",
    ]
    lines = [
        [row["name"].upper(), row["best"], f"{statistics.mean(row['costs']):.1f}", f"{statistics.mean(row['gaps']):.2f}",
         f"{max(row['gaps']):.2f}", f"{row['published']:.2f}", f"{statistics.mean(row['lengths']):.2f}"]
        for row in rows
    ]  # fmt: skip
    mean = statistics.mean(gap for row in rows for gap in row["gaps"])
    return _table([head, *lines, ["**mean**", "", "", f"**{mean:.2f}**", "", "", ""]])


def _city(rows: list[dict]) -> str:
    head = ["day", "ZIP chunks + nearest neighbour, km", "its missed windows", "ours, mean km", "saved, mean %",
            "saved, worst seed %", "unserved"]  # fmt: skip
    lines = [
        [row["day"], f"{row['floor'] / 1000:.1f}", row["missed"], f"{statistics.mean(row['ours']) / 1000:.1f}",
         f"{_saved(statistics.mean(row['ours']), row['floor']):.1f}", f"{_saved(max(row['ours']), row['floor']):.1f}",
         sum(row["unserved"])]
        for row in rows
    ]  # fmt: skip
    floor, seeds = sum(row["floor"] for row in rows), [sum(run) for run in zip(*(row["ours"] for row in rows))]
    total = ["**all**", f"{floor / 1000:.1f}", sum(row["missed"] for row in rows), f"{statistics.mean(seeds) / 1000:.1f}",
             f"**{_saved(statistics.mean(seeds), floor):.1f}**", f"{_saved(max(seeds), floor):.1f}",
             sum(sum(row["unserved"]) for row in rows)]  # fmt: skip
    return _table([head, *lines, total])


def _saved(ours: float, reference: float) -> float:
    """Percent below the reference."""
    return 100 * (1 - ours / reference)


def _makespans(rows: list[dict]) -> str:
    head = ["instance", "best known", "ours, per seed", "mean gap %", "proved bound", "longest call, s"]
    lines = [
        [row["name"], row["best"], " ".join(map(str, row["makespans"])), f"{_gap(row):.2f}", max(row["bounds"]),
         f"{max(row['seconds']):.1f}"]
        for row in rows
    ]  # fmt: skip
    return _table([head, *lines, ["**mean**", "", "", f"**{statistics.mean(_gap(row) for row in rows):.2f}**", "", ""]])


def _gap(row: dict) -> float:
    return 100 * (statistics.mean(row["makespans"]) / row["best"] - 1)


def _shops(rows: list[dict]) -> str:
    rules = ("EDD", "WSPT", "ATC", "ATCS")
    head = [
        "shops",
        "EDD",
        "WSPT",
        "ATC",
        "ATCS",
        "best of the four",
        "ours, mean",
        "below the best, mean %",
        "worst seed %",
        "shops below by ≥ 15 %",
    ]
    lines = []
    for label, tag in (("τ 0.3", "0.3"), ("τ 0.6", "0.6"), ("**all**", "")):
        mine = [row for row in rows if row["shop"].endswith(tag)]
        bests = [min(row[rule] for rule in rules) for row in mine]
        seeds = list(zip(*(row["ours"] for row in mine)))
        ours = [sum(run) for run in seeds]
        many = [sum(cost <= 0.85 * best for cost, best in zip(run, bests)) for run in seeds]
        lines.append(
            [label, *(f"{sum(row[rule] for row in mine):.0f}" for rule in rules), f"{sum(bests):.0f}",
             f"{statistics.mean(ours):.0f}", f"**{_saved(statistics.mean(ours), sum(bests)):.1f}**",
             f"{_saved(max(ours), sum(bests)):.1f}", f"{_span(many)} of {len(mine)}"]
        )  # fmt: skip
    return _table([head, *lines])


def _span(counts: list[int]) -> str:
    """The same for all seeds, or from the worst to the best."""
    return f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"


def _table(rows: list[list]) -> str:
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)


def write(tables: dict[str, str]) -> None:
    """Each table between its two marks."""
    page = PAGE.read_text()
    for name, table in tables.items():
        marks = f"<!-- {name} -->", f"<!-- /{name} -->"
        page = re.sub(f"{marks[0]}.*?{marks[1]}", lambda _, t=table, m=marks: f"{m[0]}\n{t}\n{m[1]}", page, flags=re.S)
    PAGE.write_text(page)


if __name__ == "__main__":
    for kind, build in (("routing", routing_tables), ("scheduling", scheduling_tables)):
        results = HERE / "results" / f"{kind}.json"
        if results.exists():
            write(build(json.loads(results.read_text())))
