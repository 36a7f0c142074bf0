"""Where an installation keeps its things, by its variables."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from yunhe.site import data_dir, database_url, parse_database_url, secret_key, socket_dir


def test_the_data_directory_by_variable_data_home_and_home() -> None:
    assert data_dir({"YUNHE_DATA": "/srv/a b", "HOME": "/home/li"}) == Path("/srv/a b")
    assert data_dir({"XDG_DATA_HOME": "/home/li/data", "HOME": "/home/li"}) == Path("/home/li/data/yunhe")
    assert data_dir({"HOME": "/home/li"}) == Path("/home/li/.local/share/yunhe")
    assert data_dir({}) == data_dir({"HOME": ""})
    assert data_dir({}).parts[-3:] == (".local", "share", "yunhe")


def test_the_socket_path_is_short_however_deep_the_data_lies() -> None:
    deep = Path("/" + "/".join(["a long name"] * 40))
    assert len(str(socket_dir(deep) / ".s.PGSQL.5432")) < 107
    assert socket_dir(deep) != socket_dir(deep / "b")


def test_addresses_in_both_spellings() -> None:
    assert parse_database_url("postgresql://li:p%40ss@db.example:6432/shop") == {
        "NAME": "shop",
        "USER": "li",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    embedded = parse_database_url(database_url({}, Path("/srv/a b")))
    assert (embedded["NAME"], embedded["USER"]) == ("yunhe", "yunhe")
    assert embedded["HOST"] == str(socket_dir(Path("/srv/a b")))
    with pytest.raises(ValueError, match="must start with postgresql://, not mysql"):
        parse_database_url("mysql://db/shop")


def test_processes_that_start_together_agree_on_one_key_that_only_they_read(tmp_path: Path) -> None:
    ask = "import sys; from pathlib import Path; from yunhe.site import secret_key; print(secret_key({}, Path(sys.argv[1])))"
    command = [sys.executable, "-c", ask, str(tmp_path / "new")]
    asking = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    keys = {process.communicate()[0].strip() for process in asking}
    assert keys == {secret_key({}, tmp_path / "new")}
    assert len(keys.pop()) > 60
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "secret_key").st_mode) == 0o600
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret_key"]
