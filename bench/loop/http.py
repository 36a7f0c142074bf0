"""One order at a time over HTTP: a real web server and a real worker, one client that waits for each answer.

Two times per order: until the answer (the order is committed), and from the answer until it is allocated, as another
connection sees it that looks every few milliseconds.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import psycopg

from bench.loop.measuring import percentiles
from bench.loop.setting import Setting
from yunhe.cli.server.address import free_port

ORDERS, WARM = 500, 20
LOOK_SECONDS = 0.005
PATIENCE_SECONDS = 120


def run(setting: Setting) -> dict[str, Any]:
    """500 sequential POSTs of three lines with token and Idempotency-Key."""
    from bench.loop.company import forget_backlog, messages

    port, token = free_port(), _token()
    forget_backlog()
    count = 50 if setting.quick else ORDERS
    bodies = [
        json.dumps([m.model_dump(mode="json")]).encode() for m in islice(messages(f"H{port}-", port), WARM + count)
    ]
    with _served(setting, port):
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for n, body in enumerate(bodies[:WARM]):
            _post(client, token, f"{port}-warm{n}", body)
        _until_done(setting.url, [f"H{port}-{n + 1}" for n in range(WARM)])
        with Eyes(setting.url) as eyes:
            taken, ids = [], []
            for n, body in enumerate(bodies[WARM:]):
                start = time.perf_counter()
                id = _post(client, token, f"{port}-{n}", body)
                end = time.perf_counter()
                taken.append(end - start)
                ids.append(id)
                eyes.look_for(id, end)
            waited = eyes.until_all_seen()
        client.close()
    return {"http": {"orders": count, "commit": percentiles(taken), "allocated_after_answer": percentiles(waited)}}


class Eyes(threading.Thread):
    """Sees when orders are allocated, by looking every few milliseconds."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._open: dict[int, float] = {}
        self._waited: list[float] = []
        self._over = threading.Event()

    def __enter__(self) -> "Eyes":
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self.join()

    def look_for(self, id: int, since: float) -> None:
        self._open[id] = since

    def until_all_seen(self) -> list[float]:
        """Seconds from the answer until each order was allocated."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self._open:
            assert time.monotonic() < end, f"{len(self._open)} orders are not allocated"
            time.sleep(LOOK_SECONDS)
        return self._waited

    def run(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.wait(LOOK_SECONDS):
                asked = list(self._open)
                seen = connection.execute(
                    "SELECT id FROM oms_order WHERE id = ANY(%s) AND progress <> 'none'", [asked]
                ).fetchall()
                now = time.perf_counter()
                self._waited += [max(now - self._open.pop(id), 0.0) for (id,) in seen]


@contextmanager
def _served(setting: Setting, port: int) -> Iterator[None]:
    """Web and worker as `yunhe up` starts them, while the block lasts."""
    program = [sys.executable, "-m", "yunhe.cli.main"]
    data = ["--data", str(setting.folder)]
    started = [
        subprocess.Popen([*program, "web", *data, "--port", str(port)], env=os.environ, start_new_session=True),
        subprocess.Popen([*program, "worker", *data], env=os.environ, start_new_session=True),
    ]
    try:
        _until_serving(port)
        yield
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            _wait(process)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(PATIENCE_SECONDS / 4)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _until_serving(port: int) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            client.request("GET", "/login")
            client.getresponse().read()
            return
        except OSError:
            assert time.monotonic() < end, "the web server does not answer"
            time.sleep(0.1)
        finally:
            client.close()


def _post(client: http.client.HTTPConnection, token: str, key: str, body: bytes) -> int:
    """Post one order; returns its id."""
    client.request(
        "POST",
        "/api/v1/orders",
        body,
        {"Authorization": f"Bearer {token}", "Idempotency-Key": key, "Content-Type": "application/json"},
    )
    answer = client.getresponse()
    said = answer.read()
    assert answer.status == 200, f"{answer.status} {said[:500]!r}"
    id: int = json.loads(said)["made"]["0"]
    return id


def _token() -> str:
    from yunhe.kernel.models import Grant, Role, User
    from yunhe.kernel.roles import make_token

    user, _ = User.objects.get_or_create(username="bench")
    Grant.objects.get_or_create(user=user, role=Role.objects.get(code="owner"))
    return make_token(user, "bench")


def _until_done(url: str, external_ids: list[str]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    with psycopg.connect(url, autocommit=True) as connection:
        while True:
            found = connection.execute(
                "SELECT count(*) FROM oms_order WHERE external_id = ANY(%s) AND progress <> 'none'", [external_ids]
            ).fetchone()
            if found and found[0] == len(external_ids):
                return
            assert time.monotonic() < end, "the worker allocates nothing"
            time.sleep(0.05)
