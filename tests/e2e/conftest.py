"""What a browser test asks for: `company` with goods and a carrier, `site`, web and worker over this test's database,
and `page`, a tab of Chromium."""

import os
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, sync_playwright

from sim.carrier.office import Office
from tests.e2e.company import Company, Silent, carrier_on_a_port, found
from tests.oms.conftest import ShopWorld, shop_world
from tests.server.processes import ended
from yunhe.cli.server.address import free_port
from yunhe.cli.server.program import program, yunhe

__all__ = ["shop_world"]
CHROMIUM = "/usr/bin/chromium"
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # a request to another host gets nowhere


@pytest.fixture
def office() -> Iterator[tuple[Office, str]]:
    """A simulated carrier on a port of this machine, and its address."""
    with carrier_on_a_port() as found:
        yield found


@pytest.fixture
def company(shop_world: ShopWorld, office: tuple[Office, str]) -> Company:
    """The shop world open for business today: books, an owner's login, goods, and a carrier that answers."""
    return found(shop_world, *office)


@pytest.fixture
def site(db: str) -> Iterator[str]:
    """The address of a web server in threads of this process, beside a worker of its own over `db`; a server that is a
    process has all pages to load first. `page` takes paths of it."""
    with working(), serving() as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Playwright's loop lives in this thread, where Django then suspects asynchronous code."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: `make browser` says what to install")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[ALONE])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A tab of a Chinese clerk."""
    with watched(browser, site, "zh-CN") as page:
        yield page


@contextmanager
def watched(browser: Browser, site: str, locale: str, session: StorageState | None = None) -> Iterator[Page]:
    """A tab at 1440×900 of its own, logged in with a session where one is given;
    afterwards fails when a script has raised or a request wanted to leave the host."""
    wrong: list[str] = []
    size = ViewportSize(width=1440, height=900)
    context = browser.new_context(base_url=site, locale=locale, viewport=size, storage_state=session)
    page = context.new_page()  # heard, not routed: to route switches the cache off
    page.on("request", lambda asked: None if inside(asked.url, site) else wrong.append(f"left the host: {asked.url}"))
    page.on("pageerror", lambda error: wrong.append(f"{page.url}: {error}"))
    yield page
    context.close()
    assert wrong == []


def inside(url: str, site: str) -> bool:
    """Whether a request stays on the host."""
    return url.startswith((f"{site}/", "data:", "blob:"))


@contextmanager
def working() -> Iterator[None]:
    """While the block lasts, a worker does what there is to do."""
    worker = program(yunhe("worker"))()
    yield
    worker.terminate()
    ended(worker)


@contextmanager
def serving() -> Iterator[str]:
    """The address of pages that this process answers while the block lasts."""
    with ThreadedWSGIServer(("127.0.0.1", 0), Quiet) as server:
        server.set_app(_pages())
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def installed() -> Iterator[str]:
    """The address of the web server as it is installed: processes of its own."""
    port = free_port()
    web = program(yunhe("web", "--port", str(port), "--workers", "1"))()
    address = f"http://127.0.0.1:{port}"
    _until_it_answers(address, web)
    yield address
    web.terminate()
    ended(web)


class Quiet(Silent, WSGIRequestHandler):
    """Django's, without a word about requests."""


@cache
def _pages() -> WSGIHandler:
    return WSGIHandler()


def _until_it_answers(address: str, web: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            assert web.poll() is None, "the web server ended"
            assert time.monotonic() < deadline, "the web server was silent for a minute"
            time.sleep(0.1)
        else:
            return
