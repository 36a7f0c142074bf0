"""The installation's own folder of backups: what lies there, of which occasion and moment, and for how long. No Django."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "backups"
DAILY = "daily"
NAME = re.compile(r"([a-z-]+)-(\d{8}T\d{6})Z\.yunhe")
STAMP = "%Y%m%dT%H%M%S"
UNFINISHED = ".unfinished"  # how a file ends whose backup is not whole yet


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup that is there, whole: it got its name when it was."""

    path: Path
    made_at: datetime
    bytes: int


def place_for(data: Path, occasion: str, at: datetime) -> Path:
    """Where the backup of this occasion (small letters) and moment goes; the folder is its owner's alone."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{occasion}-{at.astimezone(UTC).strftime(STAMP)}Z.yunhe"


def kept(data: Path, occasion: str) -> list[Kept]:
    """The backups of this occasion, newest first."""
    found = [(NAME.fullmatch(path.name), path) for path in (data / FOLDER).glob(f"{occasion}-*.yunhe")]
    ours = [(match, path) for match, path in found if match and match[1] == occasion]
    dated = [Kept(path, _moment(match[2]), path.stat().st_size) for match, path in ours]
    return sorted(dated, key=lambda one: one.made_at, reverse=True)


def prune(data: Path, occasion: str, keep: int) -> None:
    """Leave the newest `keep` of this occasion, and nothing that a killed run left half-written."""
    for old in kept(data, occasion)[keep:]:
        old.path.unlink()
    for half in (data / FOLDER).glob(f"{occasion}-*{UNFINISHED}"):
        half.unlink()


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, STAMP).replace(tzinfo=UTC)
