"""Where this installation keeps its things: data directory, database address, secret key. No Django in here."""

import hashlib
import os
import pwd
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

DATABASE = "yunhe"


def data_dir(environ: Mapping[str, str]) -> Path:
    """The folder with the database cluster, files and keys: YUNHE_DATA, or `yunhe` in the user's data folder."""
    if chosen := environ.get("YUNHE_DATA"):
        return Path(chosen).expanduser().resolve()
    home = Path(environ.get("HOME") or pwd.getpwuid(os.getuid()).pw_dir)
    return Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "yunhe"


def socket_dir(data: Path) -> Path:
    """The folder of the embedded cluster's socket: short, since the system allows 107 bytes for the whole path."""
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    return Path("/tmp") / f"yunhe-{digest}"  # never TMPDIR: every process of this data directory must agree


def database_url(environ: Mapping[str, str], data: Path) -> str:
    """YUNHE_DATABASE_URL, or the embedded cluster of this data directory."""
    return (
        environ.get("YUNHE_DATABASE_URL") or f"postgresql:///{DATABASE}?host={quote(str(socket_dir(data)))}&user=yunhe"
    )


def is_embedded(environ: Mapping[str, str]) -> bool:
    """Whether the database is the cluster of the data directory, not one that YUNHE_DATABASE_URL names."""
    return not environ.get("YUNHE_DATABASE_URL")


def parse_database_url(url: str) -> dict[str, Any]:
    """A postgresql:// address as Django's NAME, USER, PASSWORD, HOST and PORT."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError(f"YUNHE_DATABASE_URL must start with postgresql://, not {parts.scheme or 'nothing'}")
    query = dict(parse_qsl(parts.query))
    return {
        "NAME": unquote(parts.path.lstrip("/")) or DATABASE,
        "USER": unquote(parts.username or query.get("user", "")),
        "PASSWORD": unquote(parts.password or query.get("password", "")),
        "HOST": parts.hostname or query.get("host", ""),
        "PORT": str(parts.port or query.get("port", "")),
    }


def secret_key(environ: Mapping[str, str], data: Path) -> str:
    """The installation's key: YUNHE_SECRET_KEY, or one made once in the data directory, readable by its owner only."""
    if given := environ.get("YUNHE_SECRET_KEY"):
        return given
    path = data / "secret_key"
    if not path.exists():
        _create_secret(path)
    return path.read_text()


def _create_secret(path: Path) -> None:
    """Processes that start together agree on one key: it is written beside its place, and the first link wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
