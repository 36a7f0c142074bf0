"""Pictures of every page in Chinese and English, as lossless WebP of few colours in docs/screenshots/."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState

from bench.pages.company import tab
from bench.pages.matrix import DESK, PDA
from tests.e2e.accessibility import look, shown
from tests.e2e.everywhere import Place

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
COLOURS = 128


def take(browser: Browser, address: str, session: StorageState, places: Sequence[Place], folder: Path = FOLDER) -> None:
    """One of each place and language at a desk, of scan pages on a PDA; `{name}-{language}.webp`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, locale in LANGUAGES.items():
        with tab(browser, address, locale, session) as inside, tab(browser, address, locale) as outside:
            for place in places:
                page = (outside if place.name == "login" else inside).new_page()  # a tab remembers what was open in it
                look(page, PDA if place.kind == "scan" else DESK, "light")
                shown(page, place.path)
                page.wait_for_timeout(400)  # charts draw themselves
                _keep(page, folder / f"{place.name}-{language}.webp")
                page.close()


def _keep(page: Page, path: Path) -> None:
    """The most frequent colours stay, within the few steps that Pillow rounds; the edges of letters take the nearest."""
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    counted = cast("list[tuple[int, tuple[int, int, int]]]", picture.getcolors(picture.width * picture.height))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in sorted(counted, reverse=True)[:COLOURS] for part in colour])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB").save(path, lossless=True, method=4)
