"""What a backup says about itself: by whom and when it was made, what every table held, and whose key it needs."""

import hashlib
import json
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ValidationError

FORMAT = 1


class BackupError(Exception):
    """A backup cannot be made, read or restored; the text says why, and what to do."""


class TableSum(BaseModel):
    """A table's number of rows, and the sum of the hashes of their texts, in whatever order they lie."""

    rows: int
    checksum: str


class Manifest(BaseModel):
    """All figures come from the one snapshot that the dump was made of."""

    program: Literal["yunhe"] = "yunhe"
    format: int = FORMAT
    version: str
    made_at: datetime
    postgres: str
    migrations: list[tuple[str, str]]  # (app, name), as applied
    tables: dict[str, TableSum]
    sequences: dict[str, int]  # the last number drawn before the dump began
    files: int
    file_bytes: int
    key_mark: str  # tells whether a key is the one that this backup's credentials and links were made with
    holds_key: bool  # false when the key came from YUNHE_SECRET_KEY, which is kept elsewhere


def read_manifest(text: bytes) -> Manifest:
    """The manifest in this JSON. Raises BackupError for what is none of ours, or of a newer format."""
    try:
        found = json.loads(text)
        if found["program"] == "yunhe" and found["format"] > FORMAT:
            raise BackupError(f"this backup was made by a newer Yunhe ({found['version']}); install that one first")
        return Manifest.model_validate(found)
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise BackupError("this file is no backup of Yunhe: its manifest cannot be read") from error


def key_mark(key: str) -> str:
    """A mark by which a key is recognised and which does not give it away."""
    return hashlib.sha256(f"yunhe backup:{key}".encode()).hexdigest()[:32]
