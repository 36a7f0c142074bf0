"""A device reads GS1 labels as the server does: every text gives the same elements, days, counts and faults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from tests.catalog.labels import labels, nearly
from yunhe.catalog import gs1
from yunhe.kernel.outcome import RefusalError

SCRIPT = Path(gs1.__file__).parents[1] / "web" / "static" / "gs1.js"
YEAR = 2026
READ = """([given, texts, year]) => {
  const gs1 = Gs1(given);
  return texts.map((text) => {
    try {
      const found = gs1.read(text);
      return found && [found, gs1.goods(found, year)];
    } catch (fault) {
      if (!(fault instanceof gs1.Fault)) throw fault;
      return [fault.code, fault.ai, fault.value];
    }
  });
}"""


@pytest.fixture(scope="module")
def device(browser: Browser) -> Iterator[Page]:
    """An empty page that knows gs1.js."""
    page = browser.new_page()
    page.add_script_tag(content=f"{SCRIPT.read_text()};window.Gs1 = Gs1;")
    yield page
    page.close()


def spoken(text: str) -> Any:
    """What the server reads, as the device says it."""
    try:
        found = gs1.read(text)
    except RefusalError as error:
        return [error.reason.code.removeprefix("gs1_"), error.reason.figures["ai"], error.reason.figures["value"]]
    if found is None:
        return None
    goods = gs1.goods(found, YEAR)
    return [
        [list(pair) for pair in found.items()],
        {
            "gtin": goods.gtin,
            "lot": goods.lot,
            "serial": goods.serial,
            "sscc": goods.sscc,
            "made": str(goods.made_on) if goods.made_on else None,
            "expires": str(goods.expires_on) if goods.expires_on else None,
            "count": goods.count,
            "weight": float(goods.weight) if goods.weight is not None else None,
        },
    ]


RIGHT = labels().map(gs1.write)
TEXTS = RIGHT | RIGHT.map("]C1{}".format) | labels().map(gs1.printed) | nearly()


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TEXTS, min_size=20, max_size=40))
def test_a_device_reads_what_the_server_reads(device: Page, texts: list[str]) -> None:
    assert device.evaluate(READ, [gs1.DEVICES, texts, YEAR]) == [spoken(text) for text in texts]
