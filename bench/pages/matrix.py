"""Each page in each language, theme and size: barriers, overflow, errors of scripts, and requests that leave the host."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from bench.pages.company import tab
from tests.e2e.accessibility import barriers, overflowing, overhang
from tests.e2e.everywhere import Place

LOCALES = ("zh-CN", "zh-TW", "en-GB")
THEMES = ("light", "dark")
SIZES = (
    ViewportSize(width=1440, height=900),
    ViewportSize(width=375, height=812),
    ViewportSize(width=360, height=640),
)
QUIET = (
    "() => !document.querySelector('.htmx-request') && (document.body.dataset.troubles === undefined || window.htmx)"
)


class View(NamedTuple):
    """A page as it was looked at, and what is wrong with it."""

    name: str
    locale: str
    theme: str
    width: int
    wrong: list[str]


def views(browser: Browser, address: str, session: StorageState, places: Sequence[Place]) -> Iterator[View]:
    """All of them; a page is loaded once for each language and theme, and judged at each size. axe-core runs at the first
    two: a phone that is 15 pixels narrower has the same elements in the same colours."""
    for theme in THEMES:
        for locale in LOCALES:
            for place in places:
                guest = None if place.name == "login" else session
                with tab(browser, address, locale, theme, guest) as context:
                    page = context.new_page()
                    heard = listened(page, address)
                    for size in SIZES:
                        page.set_viewport_size(size)
                        if size == SIZES[0]:
                            shown(page, short(place))
                        found = [*(barriers(page) if size != SIZES[2] else []), *wider(page)]
                        yield View(place.name, locale, theme, size["width"], [*heard, *found])
                        heard.clear()


def listened(page: Page, address: str) -> list[str]:
    """What the page's scripts complain of and which requests leave the host, as it happens."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("console", lambda said: heard.append(f"console: {said.text}") if said.type == "error" else None)
    page.on("request", lambda asked: None if _ours(asked.url, address) else heard.append(f"left the host: {asked.url}"))
    return heard


def short(place: Place) -> str:
    """Its address with a list of twenty rows: they are alike, and each is judged."""
    return f"{place.path}?size=20" if place.kind == "list" else place.path


def shown(page: Page, path: str) -> None:
    """Load the page and what it fetches behind itself."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    page.wait_for_function(QUIET)


def wider(page: Page) -> list[str]:
    """What is wider than its box or than the window."""
    found = [f"wider than its box: {one}" for one in overflowing(page)]
    return [*found, f"{by} pixels wider than the window"] if (by := overhang(page)) else found


def _ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:", "blob:"))
