"""Every page once, and every pair of page kind, language, theme and size: nothing that axe-core calls serious, nothing
wider than its box or window, no script that raises, no request that leaves the host."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.e2e.accessibility import barriers, overflowing, overhang
from tests.e2e.company import OWNER, Company
from tests.e2e.conftest import watched
from tests.e2e.desk import log_in
from tests.e2e.everywhere import Place, everywhere
from tests.server.processes import until
from yunhe.kernel.models import User

LOCALES = ("en-GB", "zh-CN", "zh-TW")
THEMES = ("light", "dark")
SIZES = (
    ViewportSize(width=375, height=812),
    ViewportSize(width=1440, height=900),
    ViewportSize(width=360, height=640),
)
View = tuple[Place, str, str, ViewportSize]


def test_everybody_can_use_every_page(company: Company, browser: Browser, site: str) -> None:
    User.objects.filter(username=OWNER).update(language="", theme="")  # as the browser asks
    shop = company.shop
    id = shop.send(("TEA", 2, "30.00"))
    until(lambda: shop.order(id).progress == "released")
    with watched(browser, site, LOCALES[0]) as page:
        log_in(page)
        session = page.context.storage_state()
        views = list(pairs(everywhere(page.request)))
    assert {place.kind for place, *_ in views} == {"board", "books", "document", "form", "list", "public", "scan"}
    wrong: list[str] = []
    for locale in LOCALES:
        with watched(browser, site, locale, session) as page:
            for place, _, theme, size in (view for view in views if view[1] == locale):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                answer = page.goto(place.path)
                assert answer is not None
                assert answer.status == 200, place.path
                found = [*barriers(page), *overflowing(page), *(["wider than the window"] if overhang(page) else [])]
                wrong += [f"{place.path} {locale} {theme} {size['width']}: {what}" for what in found]
    assert not wrong, "\n".join(wrong)


def pairs(places: Sequence[Place]) -> Iterator[View]:
    """Each place with a language, a theme and a size, so that each pair of those with its kind and with each other comes
    up: a kind of fewer than three pages shows its pages again."""
    for _, group in groupby(sorted(places, key=lambda one: one.kind), key=lambda one: one.kind):
        ours = list(group)
        for n in range(max(3, len(ours))):
            yield ours[n % len(ours)], LOCALES[n % 3], THEMES[n // 2 % 2], SIZES[(n + n // 3) % 3]


@pytest.mark.parametrize("kinds", [1, 7])
def test_the_pairs_are_all_there(kinds: int) -> None:
    views = list(pairs([Place(f"{kind}{n}", f"{kind}", "/") for kind in range(kinds) for n in range(9)]))
    assert len({(place.kind, locale) for place, locale, *_ in views}) == 3 * kinds
    assert len({(place.kind, theme) for place, _, theme, _ in views}) == 2 * kinds
    assert len({(place.kind, size["width"]) for place, *_, size in views}) == 3 * kinds
    assert len({(locale, size["width"]) for _, locale, _, size in views}) == 9
    assert len({(locale, theme) for _, locale, theme, _ in views}) == 6
    assert len({(theme, size["width"]) for *_, theme, size in views}) == 6
