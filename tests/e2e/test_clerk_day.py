"""The measure of the order desk: of 53 orders release 50, hold 2 and mend an address, in at most 25 keys and no click."""

from playwright.sync_api import Page, expect

from tests.e2e.company import PASSWORD, Company
from tests.e2e.desk import log_in, log_out
from tests.e2e.keyboard import Keyboard
from tests.server.processes import until
from tests.world import AT, BY
from yunhe.cli.company.founding import give_login
from yunhe.kernel.models import User
from yunhe.oms import commands as oms
from yunhe.oms.models import Hold, Order

MOST_KEYS = 25


def test_fifty_three_orders_in_twenty_five_keys(company: Company, page: Page) -> None:
    give_login("clerk", PASSWORD, "clerk")
    User.objects.filter(username="clerk").update(language="en")
    waiting(company)
    log_in(page, "clerk")
    page.goto("/orders?tab=to_audit")
    expect(page.locator(".tab.is-here")).to_contain_text("53")
    page.evaluate("addEventListener('pointerdown', () => { throw new Error('a mouse was used') })")

    keys = Keyboard(page)
    hold_two(page, keys)
    release_the_others(page, keys)
    mend_the_address(page, keys)
    until(lambda: Order.objects.filter(progress="released").count() == 51)
    assert Order.objects.filter(state="new").count() == 2
    assert set(Hold.objects.filter(released_at=None).values_list("code", "rule__said")) == {("by_person", "call")}
    assert keys.pressed <= MOST_KEYS, keys.pressed
    log_out(page)


def waiting(company: Company) -> None:
    """53 orders that a person is to judge: two of one buyer, who has rung up, one of them without a street."""
    shop = company.shop
    shop.shop.auto_audit = False
    shop.shop.save()
    shop.world.stock("TEA", 60)
    phones = [*(f"139{n:08}" for n in range(51)), "13700008899", "13700008899"]
    address = {"recipient": "李雷", "region_code": "310104", "detail": "漕溪北路 88 号"}
    messages = [
        shop.message(
            ("TEA", 2 if n == 52 else 1, "30.00"),
            id=f"B{n}",
            address={**address, "phone": phone, "detail": "" if n == 20 else address["detail"]},
        )
        for n, phone in enumerate(phones)
    ]
    assert not oms.intake(messages, by=BY, at=AT).refused


def hold_two(page: Page, keys: Keyboard) -> None:
    """Found by the tail of the phone that rings, both chosen, held with a word."""
    keys.press("/")
    keys.type("8899")
    keys.press("Enter")
    expect(page.locator("tr[data-row]")).to_have_count(2)
    keys.press("Shift+A", "h")
    keys.type("call")
    keys.press("Enter")
    expect(page.locator(".result")).to_contain_text("Hold: 2 done, 0 refused")


def release_the_others(page: Page, keys: Keyboard) -> None:
    """The search is emptied; all that the list finds, not only its first page, is audited."""
    keys.press("/", "Backspace", "Enter")
    expect(page.locator("tr[data-row]")).to_have_count(50)
    keys.press("Shift+A", "Shift+A", "a")
    expect(page.locator(".result")).to_contain_text("Audit: 50 done, 1 refused")


def mend_the_address(page: Page, keys: Keyboard) -> None:
    """From the refusal to the holds desk, into the field that lacks, and saved: the order passes."""
    keys.press("m")
    expect(page.get_by_role("heading", name="Mend the address")).to_be_visible()
    page.wait_for_load_state()  # the page's script listens from then on
    keys.press("e")
    expect(page.locator("#detail")).to_be_focused()
    keys.address("漕溪北路 88 号")
    keys.press("Control+s")
    expect(page.locator(".note.is-good")).to_contain_text("Change the address")
