"""What a page weighs over the wire at the first visit and afterwards."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState

from bench.pages.company import tab
from tests.e2e.accessibility import shown
from tests.e2e.everywhere import Place


class Weight(NamedTuple):
    """kB over the wire as compressed by the server: with an empty cache, charts apart, and once more."""

    first: float
    charts: float
    later: float


def weights(
    browser: Browser, address: str, session: StorageState, places: Sequence[Place]
) -> Iterator[tuple[Place, Weight]]:
    """Of each page, in a browser of its own."""
    for place in places:
        with tab(browser, address, session=None if place.name == "login" else session) as context:
            page = context.new_page()
            first, charts = _weight(page, place.path)
            later, _ = _weight(page, place.path)
        yield place, Weight(round(first, 1), round(charts, 1), round(later, 1))


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
