"""`yunhe plan simulate DIR` on the documented files: one policy, two policies, and refusals."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from yunhe.cli.main import main

FILES = {
    "items.csv": "id,on_hand,cost,supplier,reorder_point,order_up_to\ntea,8,100,Hill,3,10\n",
    "demand.csv": "item,date,quantity\ntea,2026-01-05,6\ntea,2026-01-06,4\ntea,2026-01-11,1\n",
    "receipts.csv": "supplier,lead_time\nHill,2\nHill,2\n",
}


def run(folder: Path, files: dict[str, str], *options: str) -> tuple[int, str]:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(main, ["plan", "simulate", str(folder), *options])
    return answer.exit_code, answer.output


def test_one_policy(tmp_path: Path) -> None:
    code, output = run(tmp_path, FILES, "--json")
    figures = {row["figure"]: row["levels"] for row in json.loads(output)}
    assert code == 0
    assert (figures["fill_rate"], figures["purchase_orders"], figures["order_cycle"]) == (9 / 11, 1, 2.0)


def test_two_policies(tmp_path: Path) -> None:
    code, output = run(tmp_path, FILES, "--against", "highest-month", "--seeds", "2", "--start", "2026-01-06")
    assert code == 0
    assert output.splitlines()[0].split() == ["figure", "first", "second", "change", "error"]
    assert output.splitlines()[1].split() == ["fill_rate", "1.0000", "1.0000", "0.0000", "0.0000"]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("items.csv", "id,supplier\ntea,Valley\n", "item tea has a supplier without receipts"),
        ("items.csv", "id,supplier,on_hand\ntea,Hill,-4\n", "item tea has negative stock"),
        ("items.csv", "id,supplier,multiple\ntea,Hill,0\n", "multiple of tea is below 1"),
        (
            "items.csv",
            "id,supplier,reorder_point,order_up_to\ntea,Hill,9,5\n",
            "reorder_point of tea is above its order_up_to",
        ),
        ("demand.csv", "item,date,quantity\ntea,2026-01-05,half\n", "quantity of tea is 'half'"),
        ("demand.csv", "item,date,quantity\ntea,soon,1\n", "demand.csv line 2 has no date"),
        ("demand.csv", "item,date,quantity\nice,2026-01-05,1\n", "unknown item ice"),
        ("receipts.csv", "supplier,lead_time\nHill,-2\n", "a receipt of supplier Hill took -2 days"),
    ],
)
def test_bad_files_are_refused(tmp_path: Path, file: str, text: str, told: str) -> None:
    code, output = run(tmp_path, FILES | {file: text})
    assert code == 1
    assert told in output
