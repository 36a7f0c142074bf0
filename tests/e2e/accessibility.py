"""Whether everybody can use a page: axe-core's serious and critical findings, and what is wider than its box or window."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
WIDER = Path(__file__).with_name("wider.js")
SERIOUS = ("serious", "critical")
# Which of axe-core's rules are asked: all, those of colours alone, all but those, none.
RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]
ALL: dict[str, object] = {"resultTypes": ["violations"], "preload": False}
COLOURS = ALL | {"runOnly": {"type": "rule", "values": RULES_OF_COLOURS}}
NAMES = ALL | {"rules": {rule: {"enabled": False} for rule in RULES_OF_COLOURS}}
NOTHING: dict[str, object] = {}
# The page follows the system's theme by a script, some parts fade into it, and a chart is painted again for its new size.
SETTLED = """async (theme) => {
  const next = () => new Promise((done) => requestAnimationFrame(done));
  const root = document.documentElement;
  while ((root.dataset.theme ?? theme) === "" && root.dataset.bsTheme !== theme) await next();
  await next();
  for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  await next();
}"""

QUIET = (
    "() => !document.querySelector('.htmx-request') && (document.body.dataset.troubles === undefined || window.htmx)"
)


def shown(page: Page, path: str) -> None:
    """Load the page and what it fetches behind itself."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, f"{path}: {answer.status}"
    page.wait_for_function(QUIET)


def look(page: Page, size: ViewportSize, theme: str) -> None:
    """Look at the page as it stands through a window of this size and in this theme, where nobody has chosen one."""
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.evaluate(SETTLED, theme)


def barriers(page: Page, asked: dict[str, object] = ALL) -> list[str]:
    """What axe-core finds on the page that is serious or critical: rule, help and the elements."""
    if not asked:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate("asked => axe.run(asked)", asked)["violations"]
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
    found: list[str] = page.evaluate(_wider())
    return found


@cache
def _axe() -> str:
    return AXE.read_text()


@cache
def _wider() -> str:
    return WIDER.read_text()
