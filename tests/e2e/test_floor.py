"""A day on the floor with a gun: receive, put away, wave, pick with a wrong scan and an undo, pack, weigh, label."""

from datetime import UTC, datetime
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import barriers, overhang
from tests.e2e.company import Company
from tests.e2e.desk import PDA, fetched, log_in, press, scan
from tests.server.processes import until
from tests.tms.printed import codes, pages
from tests.world import BY
from yunhe.catalog.models import Barcode
from yunhe.kernel.calendar import business_day
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.models import BinLevel, Inbound, Lot, Outbound, Parcel
from yunhe.wms.models import Count, Scan

D = Decimal
GS = "\x1d"
TEA, CARTON, PACKAGE, WAYBILL = "6901234567892", "16901234567899", "6901234567908", "SM7000000001"
MILK = f"]C1010{PACKAGE}10M7{GS}17261231"  # a GS1-128 label: its goods, their lot and last day


def announced(company: Company) -> str:
    """Twelve TEA and five MILK come to EAST today; the number of their inbound. A shelf waits for the tea. The milk's
    packages have a code."""
    at, w = datetime.now(UTC), company.shop.world
    shelf = stock.add_bins([(w.east, "A-03-12")], by=BY, at=at).made[w.east, "A-03-12"]
    w.stock("TEA", 1, bin=shelf, at=at)
    Barcode.objects.create(code=PACKAGE, item=w.items["MILK"], unit=w.items["MILK"].unit)
    lines = [Expected(w.items["TEA"].id, D(12)), Expected(w.items["MILK"].id, D(5))]
    new = NewInbound("purchase", w.east, w.owner, w.entity.id, business_day(at), lines, partner=w.partners["HILL"].id)
    (id,) = stock.expect([new], by=BY, at=at).done
    return str(Inbound.objects.get(id=id).number)


def test_from_the_truck_to_the_label(company: Company, page: Page) -> None:
    number = announced(company)
    log_in(page)
    page.set_viewport_size(PDA)
    nothing_scanned_before_it_listens(page, "floor.js", "/floor")
    nothing_scanned_before_it_listens(page, "receive.js", f"/floor/receive/{number}")
    receive(page, number)
    put_away(page)
    outbound = ordered(company)
    pick(page)
    until(lambda: Outbound.objects.get(number=outbound).state == "picked")
    pack(page, outbound)
    count(page, company)
    assert company.untruths() == []


def nothing_scanned_before_it_listens(page: Page, script: str, path: str) -> None:
    """A gun is faster than a slow network: until the page's script has run, its field takes nothing in."""
    page.route(f"**/{script}*", lambda route: route.abort())
    page.goto(path)
    expect(page.get_by_label("Scan")).to_be_disabled()
    page.unroute_all()
    page.reload()
    expect(page.get_by_label("Scan")).to_be_focused()


def receive(page: Page, number: str) -> None:
    """From the floor's own page to the posted receipt: a carton's code means twelve; what a GS1 label says of lot and last day
    is not asked for, and one that is wrong is refused with its element."""
    page.goto("/floor")
    scan(page, number)
    expect(page.get_by_role("heading", level=1)).to_have_text(number)
    scan(page, "CUP")
    expect(said(page)).to_have_text("This is Item CUP Celadon cup · expected: goods of this delivery")
    scan(page, CARTON)
    scan(page, MILK.replace("17261231", "17261331"))
    expect(said(page)).to_have_text("(17) 261331 is not a day")
    scan(page, MILK)
    expect(page.locator("[data-lot]")).to_have_text("M7 · 2026-12-31")
    expect(page.locator("[data-do]")).to_have_text("How many?")
    scan(page, "5")
    assert (barriers(page), overhang(page)) == ([], 0)
    press(page, "Post the receipt")
    expect(said(page)).to_contain_text("is posted")
    expect(page.locator("[data-do]")).to_have_text("All is received")
    until(lambda: Lot.objects.filter(code="M7", expires_on="2026-12-31").exists())


def put_away(page: Page) -> None:
    """The tea goes where tea lies, the milk to MAIN; a bin's code in the wrong place is refused."""
    page.goto("/floor/put-away")
    scan(page, "A-03-12")
    expect(said(page)).to_have_text("This is Bin A-03-12 · expected: goods that lie here")
    for goods, bin in ((TEA, "A-03-12"), (MILK, "MAIN")):
        scan(page, goods)
        expect(page.locator("[data-place]")).to_have_text(bin)
        scan(page, bin)
    expect(page.locator("[data-do]")).to_have_text("Nothing waits at the dock")
    until(lambda: BinLevel.objects.filter(bin__code="A-03-12", qty=D(13)).exists())


def ordered(company: Company) -> str:
    """An order of two TEA and five CUP is released to the warehouse, and its label bought."""
    id = company.shop.send(("TEA", 2, "30.00"), ("CUP", 5, "20.00"))
    until(lambda: company.shop.order(id).progress == "released")
    return str(Outbound.objects.get(root_id=id).number)


def pick(page: Page) -> None:
    """A wrong bin, a wrong item, too big a number, an undo of the last pick of the cart; every pick is told once, those
    without a network when it is back."""
    page.goto("/waves")
    press(page, "Make carts")
    page.locator("a.cart").click()
    arrive(page)
    page.context.set_offline(True)
    take(page, wrong=True)
    take(page)
    expect(page.locator("[data-do]")).to_have_text("Cart complete")
    expect(page.locator("[data-waiting]")).to_have_text("No connection: 2 scans wait on this device")
    assert Scan.objects.count() == 0
    page.context.set_offline(False)
    press(page, "Undo last")
    expect(said(page)).to_have_text("Put it back where it was")
    until(lambda: Scan.objects.filter(undone_at__isnull=False).count() == 1)
    take(page)
    expect(page.locator("[data-do]")).to_have_text("Cart complete")
    until(lambda: Scan.objects.count() == 3)


def arrive(page: Page) -> None:
    """Goods and another bin are refused with what they are; then the bin that is asked for."""
    expect(page.locator("[data-do]")).to_have_text("Scan the bin")
    for code, what in (("A-03-12", "Bin A-03-12"), (TEA, "TEA Longjing tea")):
        scan(page, code)
        expect(said(page)).to_have_text(f"This is {what} · expected: bin MAIN")
    scan(page, "MAIN")
    expect(said(page)).to_have_text("You are at bin MAIN")


def take(page: Page, *, wrong: bool = False) -> None:
    """Whatever this stop asks for: two pieces scanned one by one, five by a scan and a number."""
    expect(page.locator("[data-code]")).not_to_be_empty()
    item = page.locator("[data-code]").inner_text()
    if wrong:
        scan(page, "TEA" if item == "CUP" else "CUP")
        expect(said(page)).to_contain_text(f"expected: {item}")
    scan(page, f"]d2010{TEA}" if item == "TEA" else "CUP")
    if item == "TEA":
        scan(page, TEA)
    else:
        scan(page, "9")
        expect(said(page)).to_have_text("Only 5 to take")
        for key in ("5", "OK"):
            press(page, key)


def pack(page: Page, outbound: str) -> None:
    """Every piece into the carton, an odd weight twice, and the label on the printer."""
    page.goto("/floor/pack")
    scan(page, outbound)
    expect(page.get_by_role("heading", level=1)).to_have_text(outbound)
    for code in (f"(01)0{TEA}", "MILK"):
        scan(page, code)
    expect(said(page)).to_contain_text("This is Item MILK Fresh milk")
    for code in ("TEA", "CUP", "5"):
        scan(page, code)
    expect(page.locator("[data-do]")).to_have_text("Weigh it: kilograms")
    scan(page, "9")
    expect(said(page)).to_contain_text("about 2.5 kg was expected")
    scan(page, "2.61")
    expect(said(page)).to_have_text(f"Label ready: {WAYBILL}")
    page.locator("form[data-print]").evaluate("form => { form.elements.inline.value = ''; form.target = ''; }")
    (label,) = pages(fetched(page, "button", "Print the label"))
    assert ("Code128", WAYBILL) in codes(label)
    assert Parcel.objects.get(outbound__number=outbound).weight_kg == D("2.610")


def count(page: Page, company: Company) -> None:
    """Blind: nothing tells what is expected; what is missing is asked for once more."""
    page.goto("/floor/count")
    scan(page, "A-03-12")
    expect(page.locator("[data-place]")).to_have_text("A-03-12")
    assert "13" not in page.locator("main").inner_text()
    press(page, "That is all in this bin")
    expect(said(page)).to_have_text("Not found here: TEA. Press again if that is so.")
    scan(page, f"010{TEA}3012")
    press(page, "That is all in this bin")
    expect(said(page)).to_contain_text("1 differ")
    assert (Count.objects.get().counted, barriers(page)) == (D(12), [])


def said(page: Page) -> Locator:
    """What the station says of the last scan."""
    return page.locator("[data-note]")
