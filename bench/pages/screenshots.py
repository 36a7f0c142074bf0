"""Pictures of every page in Chinese and English, as lossless WebP of few colours in docs/screenshots/."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState

from bench.pages.company import tab
from bench.pages.matrix import DESK, PDA
from tests.e2e.accessibility import look, shown
from tests.e2e.everywhere import Place

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
COLOURS = 96


def take(browser: Browser, address: str, session: StorageState, places: Sequence[Place], folder: Path = FOLDER) -> None:
    """One of each place and language at a desk, of scan pages on a PDA; `{name}-{language}.webp`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, locale in LANGUAGES.items():
        with tab(browser, address, locale, session) as inside, tab(browser, address, locale) as outside:
            owner, guest = inside.new_page(), outside.new_page()
            for place in places:
                page = guest if place.name == "login" else owner
                look(page, PDA if place.kind == "scan" else DESK, "light")
                shown(page, place.path)
                page.wait_for_timeout(400)  # charts draw themselves
                _keep(page, folder / f"{place.name}-{language}.webp")


def _keep(page: Page, path: Path) -> None:
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    # Of the methods the one that keeps a colour of few pixels: the mark, the bell.
    flat = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    flat.convert("RGB").save(path, lossless=True, method=4)
