"""What a page weighs over the wire at the first visit and afterwards, and how long the server takes."""

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import httpx
from playwright.sync_api import Browser, Page, StorageState

from bench.pages.company import tab
from bench.pages.matrix import shown
from tests.e2e.everywhere import Place

ASKED = 20


class Figures(NamedTuple):
    """kB over the wire as compressed by the server, charts apart; ms from request to the last byte, the median of ASKED."""

    name: str
    first: float
    charts: float
    later: float
    server: float


def figures(browser: Browser, address: str, session: StorageState, places: Sequence[Place]) -> Iterator[Figures]:
    """Of each page: with an empty cache, then once more, then by a client that reads nothing but the page."""
    cookies = {one["name"]: one["value"] for one in session["cookies"]}
    with httpx.Client(base_url=address, cookies=cookies, headers={"Accept-Encoding": "gzip"}) as client:
        for place in places:
            guest = place.name == "login"
            with tab(browser, address, session=None if guest else session) as context:
                page = context.new_page()
                first, charts = _weight(page, place.path)
                later, _ = _weight(page, place.path)
            yield Figures(
                place.name, first, charts, later, _p50(httpx.Client(base_url=address) if guest else client, place.path)
            )


def _weight(page: Page, path: str) -> tuple[float, float]:
    """kB of everything but the library of charts, and of that. What the cache answers weighs nothing."""
    wire = page.context.new_cdp_session(page)
    sizes: dict[str, float] = {}
    urls: dict[str, str] = {}
    wire.on("Network.requestWillBeSent", lambda told: urls.update({told["requestId"]: told["request"]["url"]}))
    wire.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
    wire.send("Network.enable")
    shown(page, path)
    page.wait_for_load_state("networkidle")  # charts come behind the figures
    wire.detach()
    charts = sum(size for id, size in sizes.items() if "echarts" in urls.get(id, ""))
    return (sum(sizes.values()) - charts) / 1000, charts / 1000


def _p50(client: httpx.Client, path: str) -> float:
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        client.get(path).raise_for_status()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took)
