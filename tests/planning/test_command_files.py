"""What every `yunhe plan` command that reads CSV does with a spreadsheet from a Chinese system and with a photo."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from yunhe.cli.main import main

PHOTO = b"\xff\xd8\xff\xe0\x00\x10"
WORDS = {
    "forecast": ("sales.csv", ["--horizon", "1"]),
    "mrp": ("items.csv", []),
    "simulate": ("items.csv", []),
    "source": ("orders.csv", []),
    "pick": ("picks.csv", ["--aisles", "2", "--gap", "3", "--crosses", "0,20"]),
    "pack": ("items.csv", ["--cartons", "items.csv"]),
}


@pytest.mark.parametrize("command", sorted(WORDS))
def test_a_photo_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    name, options = WORDS[command]
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_bytes(PHOTO)
    single = command in ("forecast", "pick", "pack")
    answer = CliRunner().invoke(main, ["plan", command, str(tmp_path / name if single else tmp_path), *options])
    assert answer.exit_code == 1
    assert f"{name} is no text in UTF-8 or GB 18030" in answer.output


def test_items_from_a_chinese_spreadsheet_are_planned(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_bytes("id,on_hand\n绿茶,3\n".encode("gb18030"))
    (tmp_path / "demand.csv").write_bytes("id,item,due,quantity\n1,绿茶,2026-02-02,5\n".encode("gb18030"))
    answer = CliRunner().invoke(main, ["plan", "mrp", str(tmp_path), "--today", "2026-01-05"])
    assert answer.exit_code == 0
    assert answer.output.splitlines()[1].split(",")[:2] == ["绿茶", "2"]
