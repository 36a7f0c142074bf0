"""Who is limited to other shops and warehouses finds nothing in the lists, and no document by its number."""

from decimal import Decimal

import pytest

from tests.erp.finance.books import recorded
from tests.laws.cases.finance import posted
from tests.laws.cases.production import firm
from tests.laws.cases.purchasing import drafts, lacking
from tests.web.conftest import Login, Shop
from tests.world import AT, BY, TODAY
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance import handlers
from yunhe.erp.finance.models import Invoice, Payable, Payment, Receivable, Voucher
from yunhe.erp.production.models import WorkOrder
from yunhe.erp.purchasing import commands as buying
from yunhe.erp.purchasing.models import PurchaseOrder
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.outcome import Reason
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.models import Order, Refund, Return
from yunhe.oms.models import Shop as ShopRow
from yunhe.stock import commands as stock
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.models import Inbound, Outbound, Parcel
from yunhe.web.documents import DOCUMENTS
from yunhe.web.lists import LIST_PAGES
from yunhe.wms import commands as wms

# What the whole company shares, whoever looks at it.
SHARED = {"/items", "/customers", "/suppliers"}
# One list of each room, which has rows in this story.
FULL = {"/orders", "/outbounds", "/stock", "/parcels", "/purchases", "/work-orders", "/vouchers", "/cases"}
FULL |= {"/promised", "/receipts"}


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """The shop, with something in the eastern warehouse for every room."""
    w = shop.world.world
    posted(w, 1)
    handlers.book_goods(recorded(handlers.GOODS), by=BY, at=AT)
    drafts(w, 1)
    firm(w, 1)
    buying.propose(lacking(w, 1), by=BY, at=AT)
    wms.wave_released([w.east], by=BY, at=AT)
    outbound = Outbound.objects.filter(shop_id=shop.world.shop.id).order_by("id")[0]
    money(shop)
    papers = [("law", "outbound", outbound.id), ("owed", "payable", Payable.objects.order_by("id")[0].id)]
    open_cases([Trouble(*paper, Reason("x", "Something is wrong")) for paper in papers], by=BY, at=AT)
    return shop


def money(shop: Shop) -> None:
    """One receivable, payable, payment and invoice, a cancelled order's refund, and a return."""
    entity, partner = shop.world.world.entity.id, shop.world.world.partners["LI"].id
    item = finance.OpeningItem(("test", 1), entity, partner, Decimal("10.00"), TODAY, TODAY)
    owed = finance.open_receivables([item], by=BY, at=AT)
    finance.open_payables([item], by=BY, at=AT)
    payment = finance.NewPayment(external_id="B1", entity=entity, kind="receipt", amount=Decimal("5.00"), day=TODAY)
    finance.receive_payments([payment], by=BY, at=AT)
    bill = finance.SalesInvoice(entity, partner, TODAY, [(next(iter(owed.made.values())), Decimal("10.00"))])
    finance.draft_invoices([bill], by=BY, at=AT)
    order = Order.objects.get(number=shop.held)
    oms.request_refunds([NewRefund(order.id, Decimal("1.00"), "late")], by=BY, at=AT)
    Return.objects.create(
        number="RT1",
        state="requested",
        state_at=AT,
        business_date=TODAY,
        period=order.period,
        created_by="test",
        order=order,
        reason="late",
        warehouse_id=shop.world.world.east,
    )


def elsewhere(shop: Shop) -> dict[str, list[int]]:
    other = ShopRow.objects.create(code="T2", name="二店", entity=shop.world.world.entity)
    return {"shops": [other.id], "warehouses": [shop.world.world.south]}


def test_lists_show_nothing_of_other_places(busy: Shop, login: Login) -> None:
    """Fails when scope.scope forgets shops or warehouses, and without companys, or exists_outside for cases."""
    owner, limited = login("owner"), login("owner", name="limited", **elsewhere(busy))
    full = {one.path for one in LIST_PAGES if owner.get(f"{one.path}.json").json()["rows"]}
    assert full >= FULL | SHARED
    found = {one.path for one in LIST_PAGES if limited.get(f"{one.path}.json").json()["rows"]}
    assert found == SHARED | {
        "/cases",
        "/places",
    }  # cases about items, which are everybody's; the bins of the own house
    assert {row["warehouse"] for row in limited.get("/places.json").json()["rows"]} == {"South"}
    types = [{row["type"] for row in who.get("/cases.json?columns=type").json()["rows"]} for who in (owner, limited)]
    assert types[0] - types[1] == {"law", "owed"}


def test_documents_of_other_places_are_not_found(busy: Shop, login: Login) -> None:
    """Fails when scope.scope forgets shops, or warehouses."""
    owner, limited = login("owner"), login("owner", name="limited", **elsewhere(busy))
    outbound = Outbound.objects.filter(shop_id=busy.world.shop.id).order_by("id")[0]
    pages = {
        "order": f"/orders/{busy.released}",
        "outbound": f"/outbounds/{outbound.number}",
        "inbound": f"/inbounds/{Inbound.objects.order_by('id')[0].number}",
        "parcel": f"/parcels/{Parcel.objects.order_by('id')[0].number}",
        "purchase": f"/purchases/{PurchaseOrder.objects.get().number}",
        "work_order": f"/work-orders/{WorkOrder.objects.get().number}",
        "voucher": f"/vouchers/{Voucher.objects.exclude(number='').order_by('id')[0].number}",
        "return": "/returns/RT1",
        "refund": f"/refunds/{Refund.objects.get().number}",
        "receivable": f"/receivables/{Receivable.objects.latest('id').number}",
        "payable": f"/payables/{Payable.objects.get().number}",
        "payment": f"/payments/{Payment.objects.latest('id').number}",
        "invoice": f"/invoices/{Invoice.objects.get().number}",
    }
    assert {of.kind for of in DOCUMENTS} - {"item", "partner"} <= set(pages)
    assert {kind: owner.get(path).status_code for kind, path in pages.items()} == dict.fromkeys(pages, 200)
    assert {kind: limited.get(path).status_code for kind, path in pages.items()} == dict.fromkeys(pages, 404)


def test_related_documents_of_other_places_are_not_named(shop: Shop, login: Login) -> None:
    """Fails without tree._inside: who sees a transfer in one house would read of its inbound in another."""
    w = shop.world.world
    goods = [(w.items["TEA"].id, Decimal(1))]
    new = NewTransfer(w.east, w.south, w.owner, w.entity.id, TODAY, goods)
    ((sent, coming),) = stock.transfer([new], by=BY, at=AT).made.items()
    path, number = f"/outbounds/{Outbound.objects.get(id=sent).number}", Inbound.objects.get(id=coming).number
    owner, eastern = login("owner").get(path), login("owner", name="eastern", warehouses=[w.east]).get(path)
    assert (owner.status_code, number in owner.content.decode()) == (200, True)
    assert (eastern.status_code, number in eastern.content.decode()) == (200, False)


def test_the_story_of_an_order_names_no_outbound_of_another_house(shop: Shop, login: Login) -> None:
    """Fails when timeline hides nothing that lies outside; and without tree._inside, as its related documents."""
    order = Order.objects.get(number=shop.released)
    number = Outbound.objects.get(root_id=order.pk).number
    south = login("owner", name="south", warehouses=[shop.world.world.south])
    for who, told in ((login("owner"), True), (south, False)):
        text = who.get(f"/orders/{order.number}").content.decode()
        story = text.partition("What happened")[2].partition("Its river")[0]
        related = text.partition("Related documents")[2]
        assert [number in part for part in (story, related)] == [told, told]


def test_pages_of_the_whole_company_are_for_who_has_no_limits(busy: Shop, login: Login) -> None:
    """Fails without scope.unlimited."""
    owner, limited = login("owner"), login("owner", name="limited", **elsewhere(busy))
    for path in ("/trial-balance", "/stock-value", "/ages"):
        assert (owner.get(path).status_code, limited.get(path).status_code) == (200, 403)
    assert owner.get("/bell").content != limited.get("/bell").content
