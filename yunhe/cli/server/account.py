"""Under whose account a process runs, and how it is tied to the life of the one that started it."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

CANDIDATES = ("postgres", "nobody")
CAPABILITIES: tuple[tuple[str, ...], ...] = ((), ("dac_read_search",), ("dac_override",))
ORPHANED_ENDS = ("sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"')


class NoAccount(Exception):
    """Root has no unprivileged account that can reach both the programs and the data."""


@dataclass(frozen=True)
class Account:
    """An unprivileged account that root lends a process, with the capabilities it needs: to pass closed parent folders,
    or to listen below port 1024."""

    uid: int
    gid: int
    capabilities: tuple[str, ...] = ()


def account_for(folder: Path, program: Path) -> Account | None:
    """Who runs `program` on `folder` (which exists): None when we are not root, else the folder's owner, or an account
    of the system's.

    PostgreSQL refuses to run as root, and web and worker need not. Under a closed parent (root's home) nothing is
    chmodded: the account gets the least capability with which it reaches both paths. Raises NoAccount when none does.
    """
    if os.geteuid() != 0:
        return None
    uid, gid = _owner(folder)
    for capabilities in CAPABILITIES:
        account = Account(uid, gid, capabilities)
        if _reaches(account, folder, program):
            return account
    raise NoAccount(
        f"the account with number {uid} cannot reach {folder} or {program}: "
        "choose a data directory and an installation that other accounts may enter, or do not run as root"
    )


def hand_over(path: Path, account: Account) -> None:
    """Give a file, or a folder with all that is in it, to the account; what links point to stays as it is."""
    give = partial(os.chown, uid=account.uid, gid=account.gid, follow_symlinks=False)
    give(path)
    for _, folders, files, here in os.fwalk(path):
        for name in folders + files:
            give(name, dir_fd=here)


def tied(command: Sequence[str], death: signal.Signals, account: Account | None = None) -> list[str]:
    """The command line that runs `command` under `account` and receives `death` when its parent dies, however it dies.

    The tie is Linux's parent-death signal, set by util-linux's setpriv; elsewhere the command runs untied. A parent
    that died before the tie held is noticed by its number.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        if account:
            raise NoAccount("root needs `setpriv` (package util-linux) to run a program under another account")
        return list(command)
    tie = [setpriv, "--pdeathsig", death.name.removeprefix("SIG"), *_identity(account), "--"]
    return [*tie, *ORPHANED_ENDS, str(os.getpid()), *command]


def _owner(folder: Path) -> tuple[int, int]:
    """The folder's owner, so that a cluster stays with whom it was made by; the first candidate when root owns it."""
    status = folder.stat()
    if status.st_uid != 0:
        return status.st_uid, status.st_gid
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise NoAccount(f"PostgreSQL refuses to run as root, and none of the accounts {', '.join(CANDIDATES)} exists")


def _reaches(account: Account, folder: Path, program: Path) -> bool:
    """Ask the kernel itself: only it knows parents, access lists and the container's bounding set."""
    probe = ["sh", "-c", 'test -x "$0" && cd "$1"', str(program), str(folder.parent)]
    return subprocess.run(tied(probe, signal.SIGKILL, account), cwd="/", capture_output=True).returncode == 0


def _identity(account: Account | None) -> list[str]:
    if account is None:
        return []
    identity = [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
    if account.capabilities:
        lent = ",".join(f"+{capability}" for capability in account.capabilities)
        # access(2), by which PostgreSQL looks for its programs, forgets capabilities without this secure bit
        identity += ["--securebits=+no_setuid_fixup", f"--inh-caps={lent}", f"--ambient-caps={lent}"]
    return identity
