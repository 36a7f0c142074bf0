"""The file of a backup: a zip of the dump, the files and the key, with its manifest; checked before it is believed."""

import hashlib
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from yunhe.cli.backups.manifest import BackupError, Manifest, read_manifest
from yunhe.insight.backup_files import UNFINISHED

MANIFEST, DUMP, KEY = "manifest.json", "database.dump", "secret_key"
FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})")
PIECE = 1 << 20


@contextmanager
def writing(file: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive, readable by its owner only, that takes its name when it is whole and on the disk. One that fails
    leaves nothing; the one that had the name before stays until then."""
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.", suffix=UNFINISHED)
    except OSError as error:
        raise BackupError(f"cannot write in {file.parent}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
                yield archive
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)
        _sync(file.parent)
    except OSError as error:
        raise BackupError(f"cannot write {file}: {error}") from error
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def add_stream(archive: zipfile.ZipFile, name: str, content: IO[bytes]) -> int:
    """Put a stream of unknown length into the archive; returns its bytes."""
    with archive.open(name, "w", force_zip64=True) as out:
        shutil.copyfileobj(content, out, PIECE)
    return archive.getinfo(name).file_size


@contextmanager
def reading(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """The archive and its manifest, every byte checked. Raises BackupError for what is foreign, cut off or damaged."""
    try:
        archive = zipfile.ZipFile(file)
    except OSError as error:
        raise BackupError(f"cannot read {file}: {error.strerror}") from error
    except zipfile.BadZipFile as error:
        raise BackupError(f"{file} is no backup of Yunhe, or is cut off: {error}") from error
    with archive:
        try:
            yield archive, _checked(archive, file)
        except (zipfile.BadZipFile, zlib.error) as error:
            raise BackupError(f"{file} is damaged: {error}") from error


def is_backup(file: Path) -> bool:
    """Whether the file looks like one of ours, by its manifest alone."""
    try:
        with zipfile.ZipFile(file) as archive:
            read_manifest(archive.read(MANIFEST))
    except (zipfile.BadZipFile, KeyError, BackupError, OSError):
        return False
    return True


def unpack_files(archive: zipfile.ZipFile, folder: Path) -> None:
    """Put the attachments under `folder`, each under its digest. Raises BackupError for one that is not what its name says."""
    for name in archive.namelist():
        if parts := FILE.fullmatch(name):
            place = folder / parts[1] / parts[2]
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _unpack(archive, name, place, parts[2])


def _checked(archive: zipfile.ZipFile, file: Path) -> Manifest:
    names = archive.namelist()
    if MANIFEST not in names:
        raise BackupError(f"{file} is no backup of Yunhe: it has no manifest")
    manifest = read_manifest(archive.read(MANIFEST))
    strange = [name for name in names if name not in (MANIFEST, DUMP, KEY) and not FILE.fullmatch(name)]
    packed = any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist())  # ours never swells
    if strange or packed or len(names) != len(set(names)) or DUMP not in names or (KEY in names) != manifest.holds_key:
        raise BackupError(
            f"{file} is no backup as Yunhe writes it: {', '.join(strange[:3]) or 'its parts are not ours'}"
        )
    if damaged := archive.testzip():
        raise BackupError(f"{file} is damaged: {damaged} is not what was written")
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, place: Path, digest: str) -> None:
    found = hashlib.sha256()
    with archive.open(name) as content, open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while piece := content.read(PIECE):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != digest:
        raise BackupError(f"the attachment {digest} is not what it was when it was attached")


def _sync(folder: Path) -> None:
    """The new name is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
