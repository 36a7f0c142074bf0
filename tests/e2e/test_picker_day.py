"""The measure of the floor: twelve lines of one piece each, in twelve bins, with 24 scans and no tap; up to three pieces are
scanned one by one, more are typed. On a PDA, from login to log-out."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.company import PASSWORD, Company
from tests.e2e.desk import PDA, log_in, press
from tests.server.processes import until
from tests.world import BY
from yunhe.cli.company.founding import give_login
from yunhe.kernel.models import User
from yunhe.stock import commands as stock
from yunhe.stock.models import Bin, Outbound
from yunhe.wms.models import Scan

SCANS = 24
SHELVES = [f"A-{rack:02}-{side}" for rack in range(1, 7) for side in (1, 2)]
TAPS = "document.addEventListener('pointerdown', () => { const t = document.body.dataset; t.taps = 1 + Number(t.taps || 0) })"


class Gun:
    """Types a code and Enter into whatever is focused, as a scanner does; `shots` counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.shots = 0

    def scan(self, code: str) -> None:
        self.page.keyboard.insert_text(code)
        self.page.keyboard.press("Enter")
        self.shots += 1

    def taps(self) -> int:
        """How often the screen of this page was touched."""
        return int(self.page.locator("body").get_attribute("data-taps") or 0)


def test_twelve_lines_without_a_tap_then_quantities(company: Company, page: Page) -> None:
    give_login("picker", PASSWORD, "warehouse")
    User.objects.filter(username="picker").update(language="en")
    shelved(company)
    ordered(company, [(item, 1) for item in ("TEA", "CUP") for _ in range(6)])
    log_in(page, "picker")
    page.set_viewport_size(PDA)
    assert singles(page) == (SCANS, SHELVES)
    until(lambda: Scan.objects.count() == 12 and Outbound.objects.filter(state="picked").count() == 12)
    ordered(company, [("TEA", 3), ("CUP", 5)])
    assert quantities(page) == {"TEA": (3, 0), "CUP": (1, 2)}
    until(lambda: Outbound.objects.filter(state="picked").count() == 14)
    page.goto("/floor")
    page.get_by_role("button", name="Profile").click()
    press(page, "Log out")
    page.wait_for_url("**/login")


def shelved(company: Company) -> None:
    """One piece on each shelf, older than what lies in MAIN."""
    world, at = company.shop.world, datetime.now(UTC) - timedelta(days=1)
    stock.add_bins([(world.east, code) for code in SHELVES], by=BY, at=at)
    for n, bin in enumerate(Bin.objects.filter(kind="shelf").order_by("code").values_list("id", flat=True)):
        world.stock(("TEA", "CUP")[n % 2], 1, bin=bin, at=at)


def ordered(company: Company, lines: list[tuple[str, int]]) -> None:
    """An order of another buyer for each line, all of them released to the warehouse."""
    released = Outbound.objects.count() + len(lines)
    for n, (item, qty) in enumerate(lines, start=Outbound.objects.count()):
        phone = {"recipient": "李雷", "phone": f"139{n:08}", "region_code": "310104", "detail": "漕溪北路 88 号"}
        company.shop.send((item, qty, "30.00"), id=f"P{n}", address=phone)
    until(lambda: Outbound.objects.exclude(state="planned").count() == released)


def cart(page: Page) -> Gun:
    """Make carts and open the one there is."""
    page.goto("/waves")
    press(page, "Make carts")
    page.locator("a.cart").first.click()
    expect(page.locator("[data-code]")).not_to_be_empty()
    page.evaluate(TAPS)
    return Gun(page)


def singles(page: Page) -> tuple[int, list[str]]:
    """Walk the cart with the gun alone; how many scans it took, and the bins in their order."""
    gun, bins = cart(page), []
    for n in range(12):
        expect(page.locator("[data-count]")).to_have_text(f"{n + 1} / 12")
        bins.append(arrived(page, gun))
        gun.scan(page.locator("[data-code]").inner_text())
    expect(page.locator("[data-do]")).to_have_text("Cart complete")
    assert gun.taps() == 0
    return gun.shots, bins


def arrived(page: Page, gun: Gun) -> str:
    """Scan the bin that the page asks for."""
    expect(page.locator("[data-do]")).to_have_text("Scan the bin")
    bin = page.locator("[data-place]").inner_text()
    gun.scan(bin)
    expect(page.locator("[data-do]")).to_have_text("Take it and scan it")
    return bin


def quantities(page: Page) -> dict[str, tuple[int, int]]:
    """By item how many scans and how many taps its stop took; one scan confirms one piece and no more."""
    gun, took = cart(page), {}
    assert arrived(page, gun) == "MAIN"  # both lie there: the second line does not ask for it again
    for _ in range(2):
        item, shots, taps = page.locator("[data-code]").inner_text(), gun.shots, gun.taps()
        left = int(page.locator("[data-qty]").inner_text().split("/")[1])
        gun.scan(item)
        if left > 3:
            expect(page.locator("[data-do]")).to_have_text("How many did you take?")
            for key in (str(left), "OK"):
                press(page, key)
        else:
            expect(page.locator("[data-qty]")).to_have_text(f"1 / {left}")
            for _ in range(left - 1):
                gun.scan(item)
        expect(page.locator("[data-code]")).not_to_have_text(item)
        took[item] = (gun.shots - shots, gun.taps() - taps)
    expect(page.locator("[data-do]")).to_have_text("Cart complete")
    return took
