"""`yunhe plan pack`: files of items and cartons in, parcels out."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from yunhe.cli.main import main

ITEMS = (
    "order,item,length,width,height,weight,qty,upright\nB1,tin,100,100,50,500,2,\nB2,ladder,1900,400,120,6000,1,yes\n"
)
CARTONS = (
    "carton,length,width,height,max_weight,tare,price\nsmall,100,100,100,5000,80,60\nlarge,300,200,200,20000,300,200\n"
)


def run(folder: Path, *options: str, items: str = ITEMS, cartons: str = CARTONS) -> Result:
    (folder / "items.csv").write_text(items)
    (folder / "cartons.csv").write_text(cartons)
    files = [str(folder / "items.csv"), "--cartons", str(folder / "cartons.csv")]
    return CliRunner().invoke(main, ["plan", "pack", *files, *options])


def test_rows_say_where_each_piece_lies_and_which_fits_no_carton(tmp_path):
    result = run(tmp_path)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "order,parcel,carton,item,x,y,z,length,width,height",
        "B1,1,small,tin,0,0,0,100,100,50",
        "B1,1,small,tin,0,0,50,100,100,50",
        "B2,,,ladder,,,,1900,400,120",
        "# 1 parcels, freight 7.50, with cartons and filling 8.10",
    ]


def test_json_and_picture(tmp_path):
    answer = json.loads(run(tmp_path, "--divisor", "8000", "--json", "--svg", str(tmp_path / "box.svg")).output)
    (parcel,) = answer[0]["parcels"]
    assert (parcel["carton"], parcel["weight"], parcel["volumetric"], parcel["billable"], parcel["void"]) == (
        "small",
        1080,
        125,
        1080,
        0,
    )
    assert [r["why"] for r in parcel["rejected"]] == ["cost"]
    assert answer[1]["unpacked"] == [{"item": "ladder", "why": "side", "figure": 1900, "limit": 300}]
    root = ElementTree.parse(tmp_path / "box.svg").getroot()
    assert len(root.findall("{http://www.w3.org/2000/svg}g")) == 2


@pytest.mark.parametrize(
    ("options", "items", "message"),
    [
        ((), "order,item,length,width,height,weight\nB1,tin,10,10,0,5\n", "an item needs a size"),
        ((), "order,item,length,width,height,weight\nB1,tin,10,10,ten,5\n", "items.csv line 2, height:"),
        (("--first", "1kg"), ITEMS, "'1kg' is not grams:price (tariff)"),
        (("--svg", "x.svg", "--order", "B2"), ITEMS, "there is no such parcel to draw (B2)"),
    ],
)
def test_bad_input_is_named(tmp_path, options, items, message):
    result = run(tmp_path, *options, items=items)
    assert result.exit_code == 1
    assert message in result.output
