"""Whether everybody can use a page: axe-core's serious and critical findings, and what is wider than its box or window."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
WIDER = Path(__file__).with_name("wider.js")
SERIOUS = ("serious", "critical")


def barriers(page: Page) -> list[str]:
    """What axe-core finds on the page that is serious or critical: rule, help and the elements."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run({ resultTypes: ['violations'], preload: false })")["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['target']}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]


def overhang(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider


def overflowing(page: Page) -> list[str]:
    """Elements whose words are wider than their box and cannot be scrolled to, as tag, class and words."""
    found: list[str] = page.evaluate(WIDER.read_text())
    return found
