"""`yunhe plan schedule`: what it prints is simulated again by the checker, from the file alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.planning.scheduling.checker import judge_operations
from tests.planning.scheduling.worlds import bench_file, classic, flexible
from yunhe.cli.main import main


def scheduled(*words: str) -> dict:
    result = CliRunner().invoke(main, ["plan", "schedule", *words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict = json.loads(result.output)
    return answer


def read_flexible(text: str) -> list[list[list[tuple[int, int]]]]:
    jobs = []
    for line in text.splitlines()[1:]:
        words = [int(word) for word in line.split()]
        steps, at = [], 1
        while at < len(words):
            steps.append([(words[at + 1 + 2 * i] - 1, words[at + 2 + 2 * i]) for i in range(words[at])])
            at += 1 + 2 * words[at]
        jobs.append(steps)
    return [job for job in jobs if job]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_flexible_shops_that_are_proved(seed: int, tmp_path: Path):
    file = tmp_path / "shop.fjs"
    file.write_text(flexible(seed))
    answer = scheduled(str(file), "--seconds", "5")
    assert list(answer) == ["makespan", "lower_bound", "operations", "unplaced", "seconds"]
    assert answer["makespan"] == judge_operations(read_flexible(file.read_text()), answer["operations"])
    assert answer["lower_bound"] == answer["makespan"]


@pytest.mark.long
@pytest.mark.parametrize(("name", "limit"), [("Mk01", 42), ("Mk03", 204), ("Mk06", 64)])
def test_published_flexible_shops(name: str, limit: int):
    """Public benchmark files, where they lie beside the checkout."""
    file = bench_file(f"fjsp/{name}.fjs")
    answer = scheduled(str(file), "--seconds", "2")
    assert answer["makespan"] == judge_operations(read_flexible(file.read_text()), answer["operations"]) <= limit
    assert answer["lower_bound"] <= answer["makespan"]


@pytest.mark.parametrize(("name", "best"), [("ft06", 55), ("la01", 666)])
def test_classic_job_shops_are_solved(name: str, best: int, tmp_path: Path):
    rows = classic(name)
    lines = ["# a comment", f"{len(rows)} {len(rows[0])}", *(" ".join(f"{k} {p}" for k, p in row) for row in rows)]
    file = tmp_path / "shop.txt"
    file.write_text("\n".join(lines))
    answer = scheduled(str(file), "--seconds", "3")
    jobs = [[[choice] for choice in row] for row in rows]
    assert answer["makespan"] == judge_operations(jobs, answer["operations"]) == best


def test_an_operation_without_machine_is_named_and_the_rest_planned(tmp_path: Path):
    file = tmp_path / "odd.fjs"
    file.write_text("2 2 1\n1 0\n2 1 1 5 1 2 4\n")
    answer = scheduled(str(file), "--seconds", "0")
    assert answer["operations"] == [[1, 0, 0, 0, 5], [1, 1, 1, 5, 9]]
    assert [(out["job"], out["reason"]) for out in answer["unplaced"]] == [("0", "machine")]


def test_the_chart_and_the_table(tmp_path: Path):
    file, svg = tmp_path / "shop.fjs", tmp_path / "gantt.svg"
    file.write_text(flexible(4))
    result = CliRunner().invoke(main, ["plan", "schedule", str(file), "--seconds", "0", "--svg", str(svg)])
    assert result.exit_code == 0
    assert "Makespan " in result.output.splitlines()[-1]
    assert svg.read_text().count("<title>") == 25


@pytest.mark.parametrize(("text", "told"), [
    ("", "does not say how many jobs"),
    ("2 2\n0 5 1 5\n", "2 jobs are announced, 1 are there"),
    ("1 1\nx 5\n", "line 2 holds something that is not a number"),
    ("1 2 1\n1 1 3 5\n", "line 2 names machine 2 of 2"),
    ("1 2 1\n2 1 1 5\n", "line 2 ends too early"),
])  # fmt: skip
def test_an_unreadable_file_is_refused_by_its_line(tmp_path: Path, text: str, told: str):
    file = tmp_path / "odd.fjs"
    file.write_text(text)
    result = CliRunner().invoke(main, ["plan", "schedule", str(file)])
    assert result.exit_code == 1
    assert told in result.output
