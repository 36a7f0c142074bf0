"""Where the web server listens: a port that is really free, and the one `yunhe up` of a data directory."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWN = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class PortTaken(Exception):
    """Another program listens there."""


class AlreadyUp(Exception):
    """Another `yunhe up` serves this data directory."""


def probe(host: str, port: int) -> None:
    """Raise PortTaken unless we may listen there: granian shares a port with another server without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise PortTaken(f"cannot listen on {host} port {port} ({error.strerror}); choose one with --port") from None


def listens(host: str, port: int) -> bool:
    """Whether a server takes calls there; one on every network is asked on this machine's own."""
    try:
        socket.create_connection((OWN.get(host, host), port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port() -> int:
    """A port of this machine on which nobody listens now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def only_one(data: Path, address: str) -> Iterator[None]:
    """Hold this data directory's lock, with our address in it. Raises AlreadyUp, naming the other's address."""
    data.mkdir(parents=True, exist_ok=True)
    lock = os.open(data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyUp(f"Yunhe is already up with {data}: {os.read(lock, 200).decode()}") from None
        os.ftruncate(lock, 0)
        os.write(lock, address.encode())
        yield
    finally:
        os.close(lock)
