"""An owner's evening on a phone: the board, what was sold and earned and on which basis, what is late, what the stock is
worth and how long it lasts, what goes wrong, one approval, and log-out."""

from datetime import UTC, datetime

from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.accessibility import overhang
from tests.e2e.company import Company
from tests.e2e.desk import go_on, log_in, press
from tests.server.processes import until
from tests.world import BY
from yunhe.oms import commands as oms
from yunhe.oms.models import Refund
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Outbound

PHONE = ViewportSize(width=375, height=812)


def test_an_evening_on_a_phone(company: Company, page: Page) -> None:
    refund = a_day_passes(company)
    page.set_viewport_size(PHONE)
    log_in(page)
    board(page)
    page.goto("/stock-value")
    expect(page.locator(".answer")).to_contain_text("by the cost of sales of the last 30 days at moving average")
    expect(page.locator(".note.is-good")).to_contain_text("agree to the cent")
    page.goto("/cases?tab=open")
    expect(page.locator("tr[data-row]").first).to_contain_text("No supplier")
    approve(page, refund)
    assert overhang(page) == 0
    page.get_by_role("button", name="Profile").click()
    press(page, "Log out")
    page.wait_for_url("**/login")


def a_day_passes(company: Company) -> Refund:
    """Two TEA are sold and delivered, what nobody has is ordered, a buyer takes his order back; the refund that waits."""
    at, shop = datetime.now(UTC), company.shop
    sold, short, taken_back = (
        shop.send((item, 2, "30.00"), id=id, placed_at=at) for item, id in zip(("TEA", "MILK", "CUP"), "ABC")
    )
    until(lambda: shop.order(sold).progress == shop.order(taken_back).progress == "released")
    outbounds = list(Outbound.objects.filter(root_id=sold).values_list("id", flat=True))
    stock.pick([Pick(one.id, one.qty) for one in bound_to(outbounds)], by=BY, at=at)
    for verb in (stock.pack, stock.ship, stock.deliver):
        assert verb(outbounds, by=BY, at=at).done == outbounds
    oms.cancel_orders([taken_back], by=BY, at=at, reason="not wanted")
    until(lambda: shop.order(sold).state == "completed" and Refund.objects.filter(order=taken_back).exists())
    assert shop.order(short).progress == "none"
    return Refund.objects.get(order=taken_back)


def board(page: Page) -> None:
    """What needs the owner first, then three questions with their answers; one chart's figures as a table."""
    expect(page.locator(".river-stage", has_text="Short").first).to_contain_text("1")
    flow, earned, causes = (page.locator("figure.chart").nth(n) for n in range(3))
    expect(flow).to_contain_text("1 shipped in 30 days, 100.0 % of them in time")
    expect(earned).to_contain_text("of the revenue; cost basis: moving average")
    expect(causes).to_contain_text("open")
    earned.get_by_text("The figures").click()
    expect(earned.get_by_role("cell", name="53.10").first).to_be_visible()  # 60.00 with 13 % inside
    assert overhang(page) == 0


def approve(page: Page, refund: Refund) -> None:
    """The refund that waits, from its own page."""
    page.goto(f"/refunds/{refund.number}")
    page.locator(".acts").get_by_role("button", name="Approve").click()
    go_on(page)
    until(lambda: Refund.objects.get(id=refund.id).state == "approved")
