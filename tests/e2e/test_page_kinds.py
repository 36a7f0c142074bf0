"""Pages of every kind (in the long run each of them), in every pair of kind, language, theme and size: nothing that axe-core
calls serious, nothing wider than its box or window, no script that raises, no request that leaves the host."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize

from tests.e2e.accessibility import barriers, look, overflowing, overhang, shown
from tests.e2e.company import OWNER, Company
from tests.e2e.conftest import watched
from tests.e2e.desk import log_in
from tests.e2e.everywhere import Place, everywhere, visitor
from tests.server.processes import until
from yunhe.kernel.models import User

LOCALES = ("en-GB", "zh-CN", "zh-TW")
THEMES = ("light", "dark")
SIZES = PHONE, DESK, PDA = (
    ViewportSize(width=375, height=812),
    ViewportSize(width=1440, height=900),
    ViewportSize(width=360, height=640),
)
ADMIN = {"users", "users-code", "roles", "rules", "rules-code", "numbers", "events", "parked", "doctor"} | {
    "installation",
    *("shops", "shops-code", "warehouses", "warehouses-code", "new-user", "new-shop", "new-warehouse"),
}
SMALLEST = ViewportSize(width=320, height=480)  # of a PDA
SAMPLE = 6  # pages of a kind
View = tuple[Place, str, str, ViewportSize]
# Of each element that is to be seen (not what lies folded, whose colours change when it unfolds; not the phone's menu left
# of the window, which may be scrolled) where it stands and in which colours, and what a chart has drawn.
PAINTED = """() => [...document.querySelectorAll("body *")].flatMap((one) => {
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  if (!one.checkVisibility() || box.right < 0) return [];
  const place = [box.x, box.y, box.width, box.height].map(Math.round);
  const drawn = one instanceof HTMLCanvasElement ? one.toDataURL() : "";
  const colours = [style.color, style.backgroundColor, style.borderTopColor];
  return [[one.tagName, one.getAttribute("class"), ...place, ...colours, drawn].join(" ")];
})"""


@pytest.mark.parametrize("most", [SAMPLE, pytest.param(1_000, marks=pytest.mark.long)])
def test_everybody_can_use_every_page(company: Company, browser: Browser, site: str, most: int) -> None:
    session, places = visited(company, browser, site)
    views = list(pairs(places, most))
    assert {place.name for place in places} >= ADMIN
    assert {place.kind for place, *_ in views} == {"board", "books", "document", "form", "list", "public", "scan"}
    wrong: list[str] = []
    for locale in LOCALES:
        with watched(browser, site, locale, session) as page:
            for place, _, theme, size in (view for view in views if view[1] == locale):
                look(page, size, theme)
                shown(page, place.path)
                judge = judged if size != PDA or place.kind == "scan" else too_wide
                wrong += [f"{place.path} {locale} {theme} {size['width']}: {what}" for what in judge(page)]
                if place.kind == "scan":
                    look(page, SMALLEST, theme)
                    wrong += [f"{place.path} {locale} {theme} on the smallest: {what}" for what in too_wide(page)]
    with watched(browser, site, LOCALES[0], session) as page:
        shown(page, "/doctor")
        page.locator("[name=do][value=examine]").click()
        page.locator(".note").wait_for()
        for size, theme in zip(SIZES, THEMES, strict=False):
            look(page, size, theme)
            wrong += [f"the doctor's answer {theme} {size['width']}: {what}" for what in judged(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.long
def test_a_page_that_follows_is_the_page_that_is_loaded_so(company: Company, browser: Browser, site: str) -> None:
    """What lets `make pages` load a page once and then change its window and the system's theme."""
    session, places = visited(company, browser, site)
    differ: list[str] = []
    compared = 0
    for place in {place.kind: place for place in reversed(places)}.values():
        with watched(browser, site, "zh-CN", session) as page:  # with those before it in tabs it would differ
            look(page, DESK, "light")
            shown(page, place.path)
            page.wait_for_load_state("networkidle")  # charts come behind the figures
            for size, theme in ((DESK, "dark"), (PHONE, "dark"), (PHONE, "light")):
                look(page, size, theme)
                followed = page.evaluate(PAINTED)
                with watched(browser, site, "zh-CN", session) as fresh:
                    look(fresh, size, theme)
                    shown(fresh, place.path)
                    fresh.wait_for_load_state("networkidle")
                    loaded = fresh.evaluate(PAINTED)
                view = f"{place.name} {size['width']} {theme}"
                differ += [f"{view}: {a} ≠ {b}" for a, b in zip(followed, loaded) if a != b]
                if len(followed) != len(loaded):
                    differ.append(f"{view}: {len(followed)} and {len(loaded)} elements")
                compared += len(loaded)
    assert not differ, "\n".join(differ[:20])
    assert compared > 1_000  # elements; some pages of the floor have ten


def judged(page: Page) -> list[str]:
    """What is wrong with a page as it stands."""
    return [*barriers(page), *too_wide(page)]


def too_wide(page: Page) -> list[str]:
    """Alone for a PDA on a page that is not for it: the same elements and colours as on a phone 15 pixels wider."""
    return [*overflowing(page), *(["wider than the window"] if overhang(page) else [])]


def visited(company: Company, browser: Browser, site: str) -> tuple[StorageState, list[Place]]:
    """The session of an owner who has chosen no language and no theme, and the pages there are when an order is released."""
    User.objects.filter(username=OWNER).update(language="", theme="")  # as the browser asks
    shop = company.shop
    id = shop.send(("TEA", 2, "30.00"))
    until(lambda: shop.order(id).progress == "released")
    with watched(browser, site, LOCALES[0]) as page:
        log_in(page)
        session = page.context.storage_state()
    with visitor(site, session) as owner:
        return session, everywhere(owner)


def pairs(places: Sequence[Place], most: int = 1_000) -> Iterator[View]:
    """At most so many places of each kind, with a language, a theme and a size, so that each pair of those with its kind
    and with each other comes up: a kind of fewer than three pages shows its pages again."""
    for _, group in groupby(sorted(places, key=lambda one: one.kind), key=lambda one: one.kind):
        ours = list(group)
        ours = ours[:: -(-len(ours) // most)]
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
