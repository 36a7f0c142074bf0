"""`yunhe plan source`: files in, rows, JSON and a picture out; bad files name file and line."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from yunhe.cli.main import main

FILES = {
    "orders.csv": "order,line,item,qty,region\nA1,1,TEA,2,east\nA1,2,CUP,4,east\nA2,1,TEA,5,west\n",
    "nodes.csv": "node,priority,serves,capacity,cut_off,reserve\nH,1,,200,16:00,1\nG,2,east|north,,17:00,0\n",
    "stock.csv": "node,item,qty\nH,TEA,6\nH,CUP,3\nG,TEA,3\nG,CUP,\n",
    "lanes.csv": "node,region,first_price,days\nH,east,500,1\nH,west,800,2\nG,east,900,2\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["plan", "source", str(folder), *options])


def test_rows_say_who_serves_which_line(folder):
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert result.output == "order,line,item,node,qty\nA1,1,TEA,G,2\nA1,2,CUP,G,4\nA2,1,TEA,H,5\n"


def test_a_row_without_a_node_is_short(folder):
    (folder / "stock.csv").write_text("node,item,qty\nH,TEA,3.5\n")
    assert run(folder).output == (
        "order,line,item,node,qty\nA1,1,TEA,H,2\nA1,2,CUP,,4\nA2,1,TEA,H,0.5\nA2,1,TEA,,4.5\n"
    )


def test_json_carries_the_candidates_and_the_picture_is_svg(folder):
    answers = json.loads(run(folder, "--json", "--svg", str(folder / "a.svg"), "--order", "A2").output)
    assert answers[0]["candidates"] == [
        {"nodes": ["G"], "why": "chosen", "figure": 0, "against": 0},
        {"nodes": ["H"], "why": "stock", "figure": 1, "against": 2},
    ]
    texts = [
        text.text for text in ElementTree.parse(folder / "a.svg").getroot().iter("{http://www.w3.org/2000/svg}text")
    ]
    assert texts == ["A2", "H", "H: 1 × 5", "G", "region 0 : 0"]


def test_the_cost_mode_weighs_the_whole_batch(folder):
    answers = json.loads(run(folder, "--cost", "--short-penalty", "3000", "--parcel-penalty", "50", "--json").output)
    assert [(answer["nodes"], answer["cost"]) for answer in answers] == [(["G"], 900), (["H"], 800)]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("orders.csv", "order,line,item\n", "orders.csv has no column qty"),
        ("orders.csv", "order,line,item,qty\nA,1,TEA,two\n", "orders.csv line 2, qty: 'two' is no number"),
        ("orders.csv", "order,line,item,qty\nA,1,TEA,\n", "orders.csv line 2: qty is empty"),
        ("orders.csv", "order,line,item,qty\nA,1,TEA,-2\n", "a line needs a positive quantity"),
        ("nodes.csv", "node,cut_off\nH,4pm\n", "nodes.csv line 2, cut_off: '4pm' is no time of the day"),
        ("stock.csv", "node,item,qty\nX,TEA,1\n", "stock at a node that does not exist (X)"),
    ],
)
def test_bad_files_are_named(folder, file, text, message):
    (folder / file).write_text(text)
    result = run(folder)
    assert result.exit_code == 1
    assert message in result.output


def test_a_missing_file_is_named(folder):
    (folder / "stock.csv").unlink()
    assert "stock.csv is missing" in run(folder).output
    (folder / "stock.csv").write_text(FILES["stock.csv"])
    (folder / "lanes.csv").unlink()
    assert "lanes.csv is needed to weigh costs" in run(folder, "--cost").output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--criteria", "price"), "'price' is not a valid Criterion"),
        (("--now", "25:00"), "no time of the day"),
        (("--svg", "x.svg", "--order", "A9"), "there is no such order to draw (A9)"),
    ],
)
def test_bad_options_are_named(folder, options, message):
    result = run(folder, *options)
    assert (result.exit_code, message in result.output) == (1, True)
