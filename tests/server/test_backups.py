"""Backup files that are none, or none of ours, or do not come back: a clear word, and nothing of them stays."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from yunhe.cli.backups.making import back_up
from yunhe.cli.backups.manifest import BackupError
from yunhe.cli.backups.restoring import restore

AT = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)


@pytest.fixture
def file(db: str, tmp_path: Path) -> Path:
    """A backup of a migrated database, with its key in it."""
    data = tmp_path / "data"
    (data / "files" / "new").mkdir(parents=True)
    (data / "files" / "new" / "half an upload").write_text("no row speaks of it")
    back_up(data, tmp_path / "a.yunhe", {"YUNHE_DATABASE_URL": db}, at=AT)
    return tmp_path / "a.yunhe"


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("YUNHE_SECRET_KEY", os.environ["YUNHE_SECRET_KEY"])  # restoring sets it
    folder = tmp_path / "new"
    folder.mkdir()
    return folder


def changed(file: Path, changes: dict[str, bytes | None]) -> Path:
    """The same archive with other parts."""
    with zipfile.ZipFile(file) as archive:
        parts: dict[str, bytes | None] = {name: archive.read(name) for name in archive.namelist()} | changes
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return file


def with_manifest(file: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    change(manifest)
    return changed(file, {"manifest.json": json.dumps(manifest).encode()})


def refused(file: Path, new: Path, **environ: str) -> str:
    """What restoring says; and nothing may have stayed (it does without rmtree at the end of restoring.staging)."""
    with pytest.raises(BackupError) as error:
        restore(file, new, environ)
    assert list(new.iterdir()) == []
    return str(error.value)


def test_a_backup_is_its_owners_alone_and_says_what_it_holds(file: Path) -> None:
    assert file.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(file) as archive:
        assert sorted(archive.namelist()) == ["database.dump", "manifest.json", "secret_key"]
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["made_at"] == "2026-11-22T03:30:00Z"
    assert ["kernel", "0001_initial"] in manifest["migrations"]
    assert manifest["tables"]["public.oms_order"] == {"rows": 0, "checksum": "0"}
    assert manifest["tables"]["public.django_migrations"]["rows"] == len(manifest["migrations"])
    assert [path.name for path in file.parent.glob("a.yunhe*")] == ["a.yunhe"]


def test_a_file_that_is_no_backup_is_never_overwritten(file: Path, db: str, tmp_path: Path) -> None:
    """Fails without is_backup in making.back_up."""
    letter = tmp_path / "letter.txt"
    letter.write_text("dear all")
    with pytest.raises(BackupError, match="is no backup; it is left alone"):
        back_up(tmp_path / "data", letter, {"YUNHE_DATABASE_URL": db}, at=AT)
    assert letter.read_text() == "dear all"
    back_up(tmp_path / "data", file, {"YUNHE_DATABASE_URL": db}, at=AT)  # an older backup gives way to a whole one


def test_a_database_that_is_none_of_ours_is_not_backed_up(cluster: Any, tmp_path: Path) -> None:
    cluster.create_database("a_strangers")
    with pytest.raises(BackupError, match="holds no company"):
        back_up(tmp_path, tmp_path / "b.yunhe", {"YUNHE_DATABASE_URL": cluster.url("a_strangers")}, at=AT)
    assert list(tmp_path.glob("b.yunhe*")) == []


@pytest.mark.parametrize("kept", [0, 10, 0.5, -1])
def test_a_truncated_file_is_refused(file: Path, new: Path, kept: float) -> None:
    """Fails without BadZipFile in archive.reading: a person would read a traceback."""
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept) if kept == 0.5 else int(kept)])
    assert "is no backup of Yunhe, or is cut off" in refused(file, new)


def test_a_damaged_file_is_refused(file: Path, new: Path) -> None:
    """Fails without testzip in archive._checked: a long dump would be half restored before it is found out."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert "is damaged: database.dump is not what was written" in refused(file, new)


@pytest.mark.parametrize("name", ["../escaped", "/etc/escaped", "files/ab/short", "files/../postgres/PG_VERSION"])
def test_a_strange_part_is_refused(file: Path, new: Path, name: str) -> None:
    """Fails without `strange` in archive._checked."""
    assert "is no backup as Yunhe writes it" in refused(changed(file, {name: b"x"}), new)


def test_foreign_files_are_refused(file: Path, new: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("dear all")
    assert "is no backup of Yunhe" in refused(letter, new)
    assert "cannot read" in refused(tmp_path / "nothing", new)
    assert "its manifest cannot be read" in refused(with_manifest(file, lambda m: m.update(program="other")), new)
    assert "it has no manifest" in refused(changed(file, {"manifest.json": None}), new)


def test_an_attachment_that_is_not_what_its_name_says_is_refused(file: Path, new: Path) -> None:
    """Fails without the comparison of digests in archive._unpack."""
    name = f"files/ab/ab{'0' * 62}"
    assert "is not what it was when it was attached" in refused(changed(file, {name: b"another text"}), new)


def test_a_newer_versions_file_asks_for_that_version(file: Path, new: Path) -> None:
    """Fails without the comparison in manifest.read_manifest, or without restoring._refuse_newer."""
    future = with_manifest(file, lambda m: m["migrations"].append(["oms", "0099_of_tomorrow"]))
    assert "a newer Yunhe (0.1.0, with oms.0099_of_tomorrow); install that one first" in refused(future, new)
    assert "a newer Yunhe (9.0)" in refused(with_manifest(file, lambda m: m.update(format=2, version="9.0")), new)


def test_the_key_is_in_the_file_or_must_be_given(db: str, file: Path, new: Path, tmp_path: Path) -> None:
    """Fails without key_mark in restoring._key, or with a key that is kept elsewhere in the file (making.back_up)."""
    assert "is not the key of this backup" in refused(file, new, YUNHE_SECRET_KEY="another")
    back_up(tmp_path, file, {"YUNHE_DATABASE_URL": db, "YUNHE_SECRET_KEY": "kept elsewhere"}, at=AT)
    assert "set YUNHE_SECRET_KEY to that key" in refused(file, new)
    with zipfile.ZipFile(file) as archive:
        assert "secret_key" not in archive.namelist()
        assert b"kept elsewhere" not in archive.read("manifest.json")


def test_what_does_not_come_back_as_it_was_takes_no_place(file: Path, new: Path) -> None:
    """Fails without restoring._prove."""
    with_manifest(file, lambda m: m["tables"]["public.django_migrations"].update(rows=1))
    assert "what came back is not what was backed up: table public.django_migrations" in refused(file, new)


def test_a_number_that_would_be_drawn_again_takes_no_place(file: Path, new: Path) -> None:
    """Fails without the sequences in restoring._prove: a new order would be given the id of one that is there."""
    with_manifest(file, lambda m: m["sequences"].update({"public.oms_order_id_seq": 7}))
    assert "what came back is not what was backed up: sequence public.oms_order_id_seq" in refused(file, new)


def test_a_cursor_beyond_the_events_takes_no_place(db: str, file: Path, new: Path, tmp_path: Path) -> None:
    """Fails without cursors_beyond in restoring._prove: that handler would pass over the events that come."""
    with psycopg.connect(db) as connection:
        connection.execute("INSERT INTO kernel_subscription (name, position) VALUES ('ahead', 7)")
    back_up(tmp_path / "data", file, {"YUNHE_DATABASE_URL": db}, at=AT)
    assert "what came back is not what was backed up: cursor ahead" in refused(file, new)


@pytest.mark.parametrize("held", ["postgres", "files", "secret_key"])
def test_a_data_directory_with_a_company_is_refused(file: Path, new: Path, held: str) -> None:
    """Fails without HELD in restoring.restore."""
    (new / held).mkdir()
    with pytest.raises(BackupError, match=f"holds an installation \\({held}\\)"):
        restore(file, new, {})
    assert [path.name for path in new.iterdir()] == [held]


def test_the_commands_say_why_in_a_line_and_leave_no_folder(tmp_path: Path) -> None:
    letter, nowhere = tmp_path / "letter.txt", tmp_path / "nowhere"
    letter.write_text("dear all")
    for words in (("restore", str(letter)), ("backup", str(tmp_path / "b.yunhe"))):
        environ = {name: value for name, value in os.environ.items() if not name.startswith("YUNHE_")}
        command = [sys.executable, "-m", "yunhe.cli.main", *words, "--data", str(nowhere)]
        ended = subprocess.run(command, env=environ, capture_output=True, text=True)
        assert ended.returncode == 1
        assert ended.stderr.startswith("Error: ")
        assert len(ended.stderr.splitlines()) == 1
        assert not nowhere.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
