"""A command of Yunhe as a child process, tied to the one that starts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from yunhe.cli.server.account import Account, tied


def yunhe(*arguments: str) -> list[str]:
    """The command line of `yunhe ARGUMENTS` with this very interpreter, wherever it is installed."""
    return [sys.executable, "-m", "yunhe.cli.main", *arguments]


def program(
    command: Sequence[str], environ: Mapping[str, str] | None = None, account: Account | None = None
) -> Callable[[], subprocess.Popen[bytes]]:
    """How to start a command in a session of its own, under our account or the one that root lends it: it says its
    lines where we say ours, and ends when we die."""

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            tied(command, signal.SIGTERM, account),
            cwd="/" if account else None,  # ours may be closed to the account
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(environ or {})},
            start_new_session=True,
        )

    return start
