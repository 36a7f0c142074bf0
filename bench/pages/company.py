"""The demo company behind a web server of its own, and the tabs in which its owner looks at it."""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, StorageState

from yunhe.cli.server.address import free_port

PATIENCE = 180_000  # ms; figures say how long a page takes, a picture waits for it
OWNER, PASSWORD = "owner", "yunhe-demo"


@contextmanager
def served(data: Path, orders: int) -> Iterator[str]:
    """The address of the demo company of that many orders, which is made first where there is none."""
    command = [sys.executable, "-m", "yunhe.cli.main"]
    subprocess.run([*command, "demo", "--data", str(data), "--orders", str(orders)], check=True)
    port = free_port()
    server = subprocess.Popen([*command, "up", "--data", str(data), "--port", str(port)])
    address = f"http://127.0.0.1:{port}"
    try:
        _until_it_answers(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(60)


def entered(browser: Browser, address: str) -> StorageState:
    """The owner's session, with language and theme as the browser asks."""
    with tab(browser, address) as context:
        page = context.new_page()
        page.goto("/login")
        page.locator("#name").fill(OWNER)
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/")
        token = page.locator("form[action='/preferences'] input[name=csrfmiddlewaretoken]").input_value()
        for name in ("language", "theme"):
            page.request.post(
                "/preferences", form={name: "", "next": "/", "csrfmiddlewaretoken": token}, headers={"Referer": address}
            )
        return context.storage_state()


@contextmanager
def tab(
    browser: Browser, address: str, locale: str = "zh-CN", theme: str = "light", session: StorageState | None = None
) -> Iterator[BrowserContext]:
    """A browser of its own, with an empty cache."""
    dark = theme == "dark"
    context = browser.new_context(
        base_url=address, locale=locale, color_scheme="dark" if dark else "light", storage_state=session
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def _until_it_answers(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise SystemExit("the web server ended")
        try:
            urllib.request.urlopen(f"{address}/login", timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the web server was silent for a minute")
