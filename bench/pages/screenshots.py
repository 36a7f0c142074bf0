"""Pictures of every page in Chinese and English, as lossless WebP of few colours in docs/screenshots/."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, StorageState, ViewportSize

from bench.pages.company import tab
from bench.pages.matrix import shown
from tests.e2e.everywhere import Place

FOLDER = Path(__file__).parents[2] / "docs/screenshots"
DESK, PDA = ViewportSize(width=1440, height=900), ViewportSize(width=360, height=640)
LANGUAGES = {"zh-hans": "zh-CN", "en": "en-GB"}
COLOURS = 64


def take(browser: Browser, address: str, session: StorageState, places: Sequence[Place], folder: Path = FOLDER) -> None:
    """One of each place and language at a desk, of scan pages on a PDA; `{name}-{language}.webp`."""
    folder.mkdir(parents=True, exist_ok=True)
    for language, locale in LANGUAGES.items():
        for place in places:
            with tab(browser, address, locale, session=None if place.name == "login" else session) as context:
                page = context.new_page()
                page.set_viewport_size(PDA if place.kind == "scan" else DESK)
                shown(page, place.path)
                page.wait_for_timeout(400)  # charts draw themselves
                picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
                flat = picture.convert("RGB").quantize(
                    COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
                )
                flat.convert("RGB").save(folder / f"{place.name}-{language}.webp", lossless=True, method=4)
