"""Files kept with a document: stored once by what they contain, in the data directory, under no name of anybody's.

A file is written before its row and never changed, so a row without its file cannot commit; a file without a row is
harmless. What is sent to a browser goes out as a download unless it is one of SHOWN.
"""

import contextlib
import hashlib
import mimetypes
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import Reach, command
from yunhe.kernel.links import outside
from yunhe.kernel.models import Attachment, KeptFile
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.scope import UNKNOWN

MAX_BYTES = 50_000_000
PIECE = 1 << 18
NAME_BYTES = 180  # a file system takes 255; the rest is for " (2)" and the like
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf", "text/plain"})
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in: the name it had, and its open content."""

    name: str
    content: IO[bytes]


@command("kernel.attach", N_("Attach files"), Reach.INSIDE)
def attach(subject_kind: str, subject_id: int, uploads: Sequence[Upload], *, by: Actor, at: datetime) -> Outcome:
    """Keep files with a document. `made` holds the attachment's id by place in `uploads`.

    A file that is empty or larger than MAX_BYTES is refused, by its place; the others are kept. All are refused when the
    document lies outside the actor's shops and warehouses.
    """
    outcome = Outcome()
    if outside([(subject_kind, subject_id)], by):
        outcome.refuse(range(len(uploads)), UNKNOWN)
        return outcome
    rows: dict[int, Attachment] = {}
    for place, upload in enumerate(uploads):
        kept = keep(upload.content)
        if isinstance(kept, Reason):
            outcome.refused[place] = kept
            continue
        name = safe_name(upload.name)
        rows[place] = Attachment(
            subject_kind=subject_kind,
            subject_id=subject_id,
            name=name,
            media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            size=kept[1],
            digest=kept[0],
            added_by=by.name,
            added_at=at,
        )
    Attachment.objects.bulk_create(rows.values())
    outcome.done = list(rows)
    outcome.made = {place: row.pk for place, row in rows.items()}
    return outcome


def attachments_of(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of each document, oldest first; one query."""
    found: dict[int, list[Attachment]] = {id: [] for id in subject_ids}
    for row in Attachment.objects.filter(subject_kind=subject_kind, subject_id__in=found).order_by("pk"):
        found[row.subject_id].append(row)
    return found


def pieces(attachment: Attachment | KeptFile) -> Iterator[bytes]:
    """The content in pieces, for a streaming response. Raises FileNotFoundError at once when the file is gone."""
    return _pieces(path_of(attachment.digest).open("rb"))


def headers(attachment: Attachment) -> dict[str, str]:
    """How the content is sent: as a download, except pictures and papers; never sniffed, never run."""
    shown = attachment.media_type in SHOWN
    return {
        "Content-Type": attachment.media_type if shown else "application/octet-stream",
        "Content-Length": str(attachment.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{attachment.digest}"',
    }


def keep(content: IO[bytes]) -> tuple[str, int] | Reason:
    """Write a content under its digest; (digest, bytes), or why it is not kept."""
    folder = _folder() / "new"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            digest, size = _copy(content, out)
            out.flush()
            os.fsync(out.fileno())
        if not size:
            return Reason("empty_file", N_("This file is empty"))
        if size > MAX_BYTES:
            return Reason("too_large", N_("The file is larger than {max} MB"), {"max": MAX_BYTES // 1_000_000})
        place = path_of(digest)
        place.parent.mkdir(exist_ok=True)
        os.replace(name, place)
        return digest, size
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)


def path_of(digest: str) -> Path:
    """Where the content with this sha256 (hex) lies."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(f"{digest!r} is no sha256")
    return _folder() / digest[:2] / digest


def safe_name(name: str) -> str:
    """A name that is a name on every system: no folders, no control or direction signs, not too long, not empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = FORBIDDEN.sub("_", last).strip(" .")
    if not clean:
        return "file"
    if RESERVED.match(clean):
        clean = f"_{clean}"
    stem, ending = os.path.splitext(clean)
    ending = ending if len(ending.encode()) <= 20 else ""
    stem = stem if ending else clean
    return stem.encode()[: NAME_BYTES - len(ending.encode())].decode(errors="ignore") + ending


def _folder() -> Path:
    return Path(settings.DATA) / "files"


def _copy(content: IO[bytes], out: IO[bytes]) -> tuple[str, int]:
    """Copy in pieces, stopping behind MAX_BYTES."""
    sum, size = hashlib.sha256(), 0
    while size <= MAX_BYTES and (piece := content.read(PIECE)):
        sum.update(piece)
        size += len(piece)
        out.write(piece)
    return sum.hexdigest(), size


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
