"""What a person does in the browser: log in, send a file, open papers, press buttons, scan, wait for the loop."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Download, Page, ViewportSize, expect

from tests.e2e.company import OWNER, PASSWORD
from tests.server.processes import until

PDA = ViewportSize(width=360, height=640)


def log_in(page: Page, name: str = OWNER) -> None:
    """As this person, who ends on the board."""
    page.goto("/login")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_url("**/")


def log_out(page: Page) -> None:
    """Without a mouse, back to the log-in."""
    page.get_by_role("button", name="Profile").press("Enter")
    page.get_by_role("button", name="Log out", exact=True).press("Enter")
    page.wait_for_url("**/login")


def import_rows(page: Page, folder: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Fetch the empty file, fill it in (rows by the names of columns), send it, and take its good rows."""
    page.goto("/orders/import")
    book = load_workbook(BytesIO(fetched(page, "link", "Empty file")))
    names = [cell.value for cell in book.active[1]]
    assert {name for row in rows for name in row} <= set(names)
    for row in rows:
        book.active.append([row.get(str(name), "") for name in names])
    book.save(folder / "orders.xlsx")
    page.locator("input[type=file]").set_input_files(folder / "orders.xlsx")
    press(page, "Look through")
    take_good_rows(page)


def take_good_rows(page: Page) -> None:
    """Under a preview: take them, and wait for the card to say what came of it."""
    page.get_by_role("button", name=re.compile("^Take the .*good rows? in$")).click()
    page.locator(".job .outcome").first.wait_for()


def fetched(page: Page, role: str, name: str) -> bytes:
    """The file that a link or button sends."""
    with page.expect_download() as waiting:
        page.get_by_role(role, name=name).click()  # type: ignore[arg-type]
    download: Download = waiting.value
    return download.path().read_bytes()


def press(page: Page, name: str) -> None:
    """Press the button with this very name."""
    page.get_by_role("button", name=name, exact=True).click()


def go_on(page: Page) -> None:
    """Say yes to the question that comes before what nothing takes back."""
    page.locator("#sure [data-sure]").click()


def open_order(page: Page, external_id: str) -> str:
    """Find an order in the list and open it; returns its number."""
    page.goto("/orders")
    row = page.get_by_role("row").filter(has_text=external_id)
    number = row.locator("a.open").inner_text()
    row.locator("a.open").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(number)
    return number


def until_there(page: Page, text: str) -> None:
    """Read the page again until the loop has brought this text about."""
    until(lambda: bool(page.reload()) and page.get_by_text(text).count() > 0)


def until_step(page: Page, step: str) -> None:
    """Read the page again until its document stands at this step."""
    here = page.locator("[aria-current=step]").first  # an order shows the steps of its outbounds below its own
    until(lambda: bool(page.reload()) and here.count() == 1 and here.inner_text() == step)


def pick(page: Page, *codes: str) -> None:
    """Make a cart of goods that lie in MAIN on a PDA and scan it empty; the page says so."""
    before = page.viewport_size
    page.set_viewport_size(PDA)
    page.goto("/waves")
    press(page, "Make carts")
    page.locator("a.cart").click()
    scan(page, "MAIN")
    for code in codes:
        scan(page, code)
    expect(page.locator("[data-do]")).to_have_text("Cart complete")
    page.set_viewport_size(before)  # type: ignore[arg-type]


def scan(page: Page, code: str) -> None:
    """Type a code as a scanner does: with Enter behind it."""
    page.get_by_label("Scan").fill(code)
    page.get_by_label("Scan").press("Enter")


def hand_over(page: Page, waybill: str) -> list[str]:
    """The ship scan from the list of parcels: what the page says of it, and each reason of a refusal."""
    page.goto(f"/parcels?q={waybill}")
    page.get_by_role("row").filter(has_text=waybill).get_by_role("checkbox").check()
    press(page, "Hand over")
    go_on(page)
    result = page.locator(".result")
    expect(result).to_be_visible()
    return [text.strip() for text in result.locator("p, li").all_inner_texts()]
