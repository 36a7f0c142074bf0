"""`yunhe plan mrp DIR` on the documented files: the three tables, the JSON, and refusals that name the offender."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from yunhe.cli.main import main

FILES = {
    "items.csv": "id,on_hand,lead_time,safety\nset,0,0,\nscrew,300,3,\n",
    "bom.csv": "parent,child,per,scrap\nset,screw,0.5,\n",
    "demand.csv": "id,item,due,quantity\nSO1,set,2026-01-08,1000\n",
    "supply.csv": "id,item,due,quantity,growth\nPO1,screw,2026-01-07,50,\n",
    "calendar.csv": "date,working\n2026-02-17,0\n",
}


def run(folder: Path, files: dict[str, str], *options: str) -> tuple[int, str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(
        main, ["plan", "mrp", str(folder), "--today", "2026-01-05", "--daily", "--weeks", "4", *options]
    )
    return answer.exit_code, answer.output


def test_proposals(tmp_path: Path) -> None:
    code, output = run(tmp_path, FILES)
    assert code == 0
    assert output.splitlines() == [
        "item,quantity,need,order_by,start,receipt,late,increase,reason",
        "set,1000,2026-01-08,2026-01-08,2026-01-08,2026-01-08,0,,1000 for demand SO1",
        "screw,150,2026-01-08,2026-01-05,2026-01-05,2026-01-08,0,,150 for production of set",
    ]


def test_all_three_files(tmp_path: Path) -> None:
    assert run(tmp_path, FILES, "--out", str(tmp_path / "plan")) == (0, "")
    messages = (tmp_path / "plan" / "messages.csv").read_text(encoding="utf-8").splitlines()
    pegs = (tmp_path / "plan" / "pegs.csv").read_text(encoding="utf-8").splitlines()
    assert messages == [
        "kind,item,subject,quantity,day,to,reason",
        "release,screw,,150,2026-01-05,2026-01-08,order by 2026-01-05 to have it on 2026-01-08 for production of set",
    ]
    assert pegs == [
        "item,quantity,need,wanted_for,comes_from",
        "set,1000,2026-01-08,demand SO1,planned order for 2026-01-08",
        "screw,300,2026-01-08,production of set,stock",
        "screw,50,2026-01-08,production of set,open order PO1",
        "screw,150,2026-01-08,production of set,planned order for 2026-01-08",
    ]


def test_json(tmp_path: Path) -> None:
    code, output = run(tmp_path, FILES, "--json")
    assert code == 0
    assert {name: len(rows) for name, rows in json.loads(output).items()} == {"proposals": 2, "messages": 1, "pegs": 4}


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("bom.csv", "parent,child\nset,screw\nscrew,set\n", "runs in a circle"),
        ("items.csv", "id,lead_time\nset,-1\nscrew,0\n", "item set has a lead time of -1 days"),
        ("items.csv", "id,lead_time\nset,soon\nscrew,0\n", "lead_time of set is 'soon'"),
        ("items.csv", "name\nset\n", "items lacks the column id"),
        ("items.csv", "id,colour\nset,red\nscrew,blue\n", "items has the unknown column colour"),
        ("demand.csv", "id,item,due,quantity\nSO1,ghost,2026-01-08,1\n", "unknown item ghost"),
        ("demand.csv", "id,item,due,quantity\nSO1,set,someday,1\n", "not a date"),
        ("demand.csv", "id,item,due,quantity\nSO1,set,2026-01-08,many\n", "'many' is not a quantity"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, file: str, text: str, told: str) -> None:
    code, output = run(tmp_path, FILES | {file: text})
    assert code == 1
    assert told in output
    assert "Traceback" not in output


def test_items_are_required(tmp_path: Path) -> None:
    code, output = run(tmp_path, {"demand.csv": FILES["demand.csv"]})
    assert code == 1
    assert "items.csv is missing" in output
