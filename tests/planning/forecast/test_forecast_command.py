"""`yunhe plan forecast` on wide and long files, its columns, its JSON and its complaints."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from yunhe.cli.plan.forecast import COLUMNS, command, read


def run(tmp_path: Path, text: str, *options: str) -> Result:
    (tmp_path / "sales.csv").write_text(text, encoding="utf-8")
    return CliRunner().invoke(command, [str(tmp_path / "sales.csv"), "--horizon", "2", *options])


def test_a_row_per_series_gives_a_row_per_step(tmp_path: Path) -> None:
    result = run(tmp_path, "tea,5,5,5\n茶,1,2,1,2,1,2,1,2,\n")
    assert result.exit_code == 0
    rows = list(csv.DictReader(result.stdout.splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["id"], row["step"]) for row in rows] == [("tea", "1"), ("tea", "2"), ("茶", "1"), ("茶", "2")]
    assert (rows[0]["mean"], rows[0]["q95"], rows[0]["method"], rows[0]["rmsse"]) == ("5", "5", "naive", "")
    assert 1 < float(rows[2]["mean"]) < 2


def test_out_and_json(tmp_path: Path) -> None:
    result = run(tmp_path, "tea,1,2,3,4,5,6,7,8,9\n", "--json", "--out", str(tmp_path / "plan.json"))
    assert (result.exit_code, result.stdout) == (0, "")
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert plan["refused"] == {}
    assert plan["served"][0]["id"] == "tea"
    assert set(plan["served"][0]["quantiles"]) == {"q05", "q25", "q50", "q75", "q95"}
    assert plan["served"][0]["value_added"] > 0


def test_what_was_not_served_is_said_and_the_rest_is_done(tmp_path: Path) -> None:
    result = run(tmp_path, "tea,5,5\nnothing,\n")
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 3
    assert result.stderr == "not served: nothing: it is empty\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tea,5\ntea,6\n", "tea: line 2: the series appears twice"),
        ("id,date,value\n", "file: the file has a heading only"),
        ("", "sales.csv: the file is empty"),
    ],
)
def test_an_unreadable_file_names_the_line(tmp_path: Path, text: str, complaint: str) -> None:
    result = run(tmp_path, text)
    assert result.exit_code == 1
    assert complaint in result.stderr


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tea,5,five\ncup,1,2\n", "tea: line 1: 'five' is not a number"),
        ("cup,1,2\ntea,5,,6\n", "tea: line 2: '' is not a number"),
        ("id,date,value\ntea,01.02.2027,3\ncup,2027-02-01,3\n", "tea: line 2: '01.02.2027' is not a date YYYY-MM-DD"),
        ("id,date,value\ntea,2027-02-01\ncup,2027-02-01,3\n", "tea: line 2: 2 cells instead of 3"),
        ("id,date,value\ncup,2027-02-01,3\ntea,2027-02-01,3\ntea,2027-02-02,x\n", "tea: line 4: 'x' is not a number"),
    ],
)
def test_a_series_that_cannot_be_read_is_named_and_the_rest_is_done(tmp_path: Path, text: str, complaint: str) -> None:
    result = run(tmp_path, text)
    assert result.exit_code == 1
    assert [line[:6] for line in result.stdout.splitlines()] == ["id,ste", "cup,1,", "cup,2,"]
    assert result.stderr == f"not served: {complaint}\n"


def test_sales_below_zero_are_forecast_without_a_warning(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    assert run(tmp_path, "returns,-1,2,3,1\n").exit_code == 0
    assert [str(warning.message) for warning in recwarn] == []


def test_a_file_from_a_chinese_spreadsheet_is_read(tmp_path: Path) -> None:
    (tmp_path / "gbk.csv").write_bytes("绿茶,1,2\n".encode("gb18030"))
    assert read(tmp_path / "gbk.csv") == ({"绿茶": [1, 2]}, {})


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("2027-01-30", "2027-02-01", "2027-02-02"), [1, 0, 1, 1]),
        (("2027-01-01", "2027-03-01", "2027-04-01"), [1, 0, 1, 1]),
        (("2027-01-31", "2027-03-31", "2027-04-30"), [1, 0, 1, 1]),
        (("2027-01-04", "2027-01-18", "2027-01-25"), [1, 0, 1, 1]),
        (("2027-01-01", "2027-07-01", "2027-10-01"), [1, 0, 1, 1]),
    ],
)
def test_a_long_file_is_filled_with_zeros(tmp_path: Path, dates: tuple[str, ...], expected: list[float]) -> None:
    lines = "".join(f"tea,{day},0.5\ntea,{day},0.5\n" for day in dates)
    (tmp_path / "long.csv").write_text(f"id,date,value\n{lines}late,{dates[1]},7\n")
    assert read(tmp_path / "long.csv") == ({"tea": expected, "late": [7, 0]}, {})
