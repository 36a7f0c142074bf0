"""Each page in each language, theme and size: barriers, overflow, errors of scripts, and requests that leave the host.

A page is loaded once for each language. Its size is the window's and its theme the system's, which a page follows as it
stands; tests/e2e/test_page_kinds.py holds that it then is the page that would have been loaded so. Words, names and roles
are the same in both themes, and colours in all languages: axe-core asks for each where it can differ.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from bench.pages.company import tab
from tests.e2e.accessibility import ALL, COLOURS, NAMES, NOTHING, barriers, look, overflowing, overhang, shown
from tests.e2e.conftest import inside
from tests.e2e.everywhere import Place

LOCALES = ("zh-CN", "zh-TW", "en-GB")
THEMES = ("light", "dark")
DESK, PHONE, PDA = SIZES = (
    ViewportSize(width=1440, height=900),
    ViewportSize(width=375, height=812),
    ViewportSize(width=360, height=640),
)


class View(NamedTuple):
    """A page as it was looked at, and what is wrong with it."""

    locale: str
    theme: str
    width: int
    wrong: list[str]


def views(
    browser: Browser, address: str, session: StorageState, places: Sequence[Place]
) -> Iterator[tuple[Place, View]]:
    """All of them, language by language."""
    for locale in LOCALES:
        with tab(browser, address, locale, session) as inside, tab(browser, address, locale) as outside:
            for place in places:
                page = (outside if place.name == "login" else inside).new_page()  # a tab remembers what was open in it
                for view in _seen(page, place, locale, listened(page, address)):
                    yield place, view
                page.close()


def _seen(page: Page, place: Place, locale: str, heard: list[str]) -> Iterator[View]:
    look(page, DESK, "light")
    shown(page, short(place))
    for size in SIZES:
        for theme in THEMES:
            look(page, size, theme)
            found = [*barriers(page, asked_of(locale, theme, size)), *wider(page)]
            yield View(locale, theme, size["width"], [*heard, *found])
            heard.clear()


def asked_of(locale: str, theme: str, size: ViewportSize) -> dict[str, object]:
    """What axe-core looks for: at a desk and on a phone everything in the first language, colours again in the dark; at a
    desk all but colours in the other languages. A phone that is 15 pixels narrower has the same elements and colours."""
    if size == PDA:
        return NOTHING
    if locale == LOCALES[0]:
        return ALL if theme == "light" else COLOURS
    return NAMES if (theme, size) == ("light", DESK) else NOTHING


def listened(page: Page, address: str) -> list[str]:
    """What the page's scripts complain of and which requests leave the host, as it happens."""
    heard: list[str] = []
    page.on("pageerror", lambda error: heard.append(f"script: {error}"))
    page.on("console", lambda said: heard.append(f"console: {said.text}") if said.type == "error" else None)
    page.on(
        "request", lambda asked: None if inside(asked.url, address) else heard.append(f"left the host: {asked.url}")
    )
    return heard


def short(place: Place) -> str:
    """Its address with a list of twenty rows: they are alike, and each is judged."""
    return f"{place.path}?size=20" if place.kind == "list" else place.path


def wider(page: Page) -> list[str]:
    """What is wider than its box or than the window."""
    found = [f"wider than its box: {one}" for one in overflowing(page)]
    return [*found, f"{by} pixels wider than the window"] if (by := overhang(page)) else found
