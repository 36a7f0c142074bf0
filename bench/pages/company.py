"""The demo company behind a web server of its own, and those who look at it: its owner, by program or in a browser."""

import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, BrowserContext, StorageState, StorageStateCookie

from bench.loop.many import HEADS, grow
from yunhe.cli.server.address import free_port
from yunhe.cli.server.installation import choose_data, embedded_cluster
from yunhe.cli.server.postgres import Cluster, running
from yunhe.cli.server.program import program, yunhe
from yunhe.site import DATABASE

PATIENCE = 180_000  # ms; figures say how long a page takes, a picture waits for it
OWNER, PASSWORD = "owner", "yunhe-demo"
FINISHED = 97  # of a hundred copied orders
GROWN = "yunhe_grown"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def served(data: Path, orders: int) -> Iterator[str]:
    """The address of the demo company of that many orders, which is made first where there is none. Nobody works in it:
    no worker takes time from the web server."""
    with _database(data, orders), _web({}) as address:
        yield address


@contextmanager
def grown(data: Path, orders: int, sizes: Sequence[int]) -> Iterator[Iterator[tuple[int, str]]]:
    """A copy of the demo company with as many orders as each size says: size and address, one after the other. Orders
    and their lines are copied, most of them completed."""
    with _database(data, orders) as cluster:
        cluster.drop_database(GROWN)
        cluster.create_database(GROWN, DATABASE)
        try:
            yield _growing(cluster.url(GROWN), sizes)
        finally:
            cluster.drop_database(GROWN)


def entered(address: str) -> StorageState:
    """The owner's session, with language and theme as the browser asks."""
    with httpx.Client(base_url=address, headers={"Referer": address}, timeout=60) as client:
        form = {"name": OWNER, "password": PASSWORD, "csrfmiddlewaretoken": _token(client, "/login")}
        assert client.post("/login", data=form).status_code == 302, "the owner was not let in"
        for name in ("language", "theme"):
            form = {name: "", "next": "/login", "csrfmiddlewaretoken": _token(client, "/jobs")}
            client.post("/preferences", data=form)
        cookies = [
            StorageStateCookie(
                name=one.name,
                value=one.value or "",
                domain=one.domain,
                path=one.path,
                expires=-1,
                httpOnly=True,
                secure=False,
                sameSite="Lax",
            )
            for one in client.cookies.jar
        ]
    return StorageState(cookies=cookies, origins=[])


@contextmanager
def tab(
    browser: Browser, address: str, locale: str = "zh-CN", session: StorageState | None = None
) -> Iterator[BrowserContext]:
    """A browser of its own, with an empty cache; light until it is asked otherwise."""
    context = browser.new_context(base_url=address, locale=locale, color_scheme="light", storage_state=session)
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@contextmanager
def _database(data: Path, orders: int) -> Iterator[Cluster]:
    subprocess.run(yunhe("demo", "--data", str(data), "--orders", str(orders)), check=True)
    cluster = embedded_cluster(choose_data(data))
    assert cluster is not None, "YUNHE_DATABASE_URL is set: the demo company has a database of its own"
    with running(cluster):
        yield cluster


def _growing(url: str, sizes: Sequence[int]) -> Iterator[tuple[int, str]]:
    for size in sizes:
        grow(url, size, HEADS, finished=FINISHED)
        with _web({"YUNHE_DATABASE_URL": url}) as address:
            yield size, address


@contextmanager
def _web(environ: Mapping[str, str]) -> Iterator[str]:
    port = free_port()
    server, address = (
        program(yunhe("web", "--port", str(port), "--workers", "1"), environ)(),
        f"http://127.0.0.1:{port}",
    )
    try:
        _until_it_answers(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(60)


def _token(client: httpx.Client, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None, f"{path} has no form"
    return found.group(1)


def _until_it_answers(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(1200):
        if server.poll() is not None:
            raise SystemExit("the web server ended")
        try:
            httpx.get(f"{address}/login", timeout=60).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web server was silent for two minutes")
