"""`yunhe plan pick`: a file of picks in, carts and walks out."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from yunhe.cli.main import main

PICKS = "order,place,aisle,y,cut_off,totes\nS1,A-05,1,5,16:00,1\nS2,A-15,1,15,16:00,1\nS2,C-10,3,10,16:00,1\nS3,A-05,1,5,20:00,1\n"


def run(folder: Path, *options: str, picks: str = PICKS) -> Result:
    (folder / "picks.csv").write_text(picks)
    return CliRunner().invoke(
        main, ["plan", "pick", str(folder / "picks.csv"), "--aisles", "3", "--crosses", "0,20", *options]
    )


def test_rows_are_the_stops_of_each_cart(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "cart,stop,place,aisle,y,orders",
        *["1,1,A-05,1,5.0,S1", "1,2,A-15,1,15.0,S2", "1,3,C-10,3,10.0,S2"],
        "2,1,A-05,1,5.0,S3",
        "# metres: 62.0",
        "# single orders in name order: 72.0",
        "# carts in turn, S-shape: 62.0",
    ]


def test_json_and_picture(tmp_path):
    answer = json.loads(run(tmp_path, "--json", "--svg", str(tmp_path / "walk.svg")).output)
    assert [cart["orders"] for cart in answer["carts"]] == [["S2", "S1"], ["S3"]]
    assert answer["carts"][0]["metres"] == 52
    root = ElementTree.parse(tmp_path / "walk.svg").getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}circle")) == 3


def test_an_order_that_fits_no_cart_is_listed(tmp_path):
    result = run(tmp_path, picks=PICKS + "S4,B-01,2,1,16:00,9\n")
    assert "# S4 fits no cart: totes 9 of 8" in result.output


@pytest.mark.parametrize(
    ("options", "picks", "message"),
    [
        ((), "order,place,aisle,y\nS1,D-01,4,1\n", "a place lies outside the aisles of the warehouse (D-01)"),
        ((), "order,place,aisle,y\nS1,D-01,one,1\n", "picks.csv line 2, aisle:"),
        (("--depot", "x"), PICKS, "--crosses and --depot are numbers"),
        (("--cart", "3", "--svg", "w.svg"), PICKS, "there is no such cart to draw (3)"),
        (("--totes", "0"), PICKS, "a cart carries at least a tote"),
    ],
)
def test_bad_input_is_named(tmp_path, options, picks, message):
    result = run(tmp_path, *options, picks=picks)
    assert result.exit_code == 1
    assert message in result.output
