"""A company of two places, each a shop with a warehouse, in which everything has happened once.

What is the whole company's (items, customers, carriers) is there from the start, so that a place that comes later
changes nothing that another one may see.
"""

import io
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.tms.depot import rate
from tests.world import AT, BY, TODAY
from yunhe.catalog.models import Item, Price, PriceList
from yunhe.erp.finance import commands as finance
from yunhe.erp.finance.models import Receivable
from yunhe.erp.production import commands as production
from yunhe.erp.purchasing import commands as purchasing
from yunhe.erp.purchasing.commands.orders import NewLine, NewOrder
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.files import Upload, attach
from yunhe.kernel.models import Role
from yunhe.kernel.notify import Message, tell
from yunhe.kernel.outcome import Reason
from yunhe.oms import commands as oms
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.models import OrderLine, Shop
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, Outbound, Parcel, Policy, Warehouse
from yunhe.tms import commands as tms
from yunhe.tms.commands import WaybillRow
from yunhe.tms.sheets import CarrierRow
from yunhe.wms import commands as wms

D = Decimal
SAFETY = D(113)
PRICED = {"OURS": D("617.31"), "THEIRS": D("318.77")}  # what each place's price list says of every item
PAID = {"OURS": D("527.13"), "THEIRS": D("811.97")}
SENT, HERE = 1501, 2502  # pieces of the two orders


@dataclass
class Place:
    """A shop with its warehouse and the goods that it alone sells: `item`, and one that is tracked by lot."""

    tag: str
    shop: Shop
    warehouse: int
    item: Item
    region: str
    cost: Decimal
    price: Decimal
    stocked: int
    lotted: Item
    lacking: Item
    orders: dict[str, int] = field(default_factory=dict)

    @property
    def secrets(self) -> list[str]:
        """Texts that stand in the rows of this place alone."""
        orders = [f"X{self.tag}{name}" for name in ("SENT", "HERE", "HELD")]
        said = [f"{word}{self.tag}" for word in ("收件人", "街道", "留言", "备注", "麻烦", "消息", "文件")]
        return [*orders, *said, f"WB{self.tag}", f"LOT{self.tag}", f"PAID{self.tag}", f"TWICE{self.tag}"]


def found(w: ShopWorld) -> tuple[Place, Place]:
    """The company's own things, and its two places, in which nothing has happened yet."""
    world = w.world
    stock.open_warehouses(
        [{"code": "NORTH", "name": "华北仓", "entity": world.entity, "region_code": "310104"}], by=BY, at=AT
    )
    finance.open_books([world.entity.id], by=BY, at=AT)
    tms.define_carriers([CarrierRow("swift", "迅捷", adapter="sim")], by=BY, at=AT)
    tms.import_rates([rate("swift", "standard", "all", ["3", "4"], "9", "4", 3)], by=BY, at=AT)
    lists = [PriceList.objects.create(code=code, name=code) for code in PRICED]
    Price.objects.bulk_create(
        Price(list=of, item=item, unit=item.unit, price_incl=PRICED[of.code], valid_from=TODAY)
        for of in lists
        for item in world.items.values()
    )
    other = Shop.objects.create(code="T2", name="二店", entity=world.entity, warehouse_id=world.south)
    return (
        Place(
            *("OURS", w.shop, world.east, world.items["TEA"], "310104", D("713.57"), D("3.57"), 8117),
            *(_item(w, "LOTTED-O", tracking="lot"), _item(w, "LACKING-O")),
        ),
        Place(
            *("THEIRS", other, world.south, world.items["CUP"], "440300", D("424.21"), D("4.63"), 9203),
            *(_item(w, "LOTTED-T", tracking="lot"), _item(w, "LACKING-T")),
        ),
    )


def live(w: ShopWorld, place: Place) -> None:
    """Everything happens once in a place."""
    world = w.world
    Shop.objects.filter(pk=place.shop.pk).update(price_list=PriceList.objects.get(code=place.tag))
    world.stock(place.item.code, place.stocked, place.warehouse, cost=str(place.cost))
    world.stock(place.lotted.code, 7, place.warehouse, lot=f"LOT{place.tag}", cost=str(place.cost))
    world.stock("FLOUR", 50, place.warehouse)
    Policy.objects.create(item=place.item, warehouse_id=place.warehouse, safety=SAFETY)
    _sell(w, place)
    _send(w, place)
    _take_back(w, place)
    _bill(w, place)
    _supply(w, place)
    _say(place)
    w.run()  # the bell rings for who may close the case
    finance.sum_vouchers(TODAY, by=BY, at=AT + timedelta(days=1))


def _item(w: ShopWorld, code: str, **more: str) -> Item:
    """An item that HILL sells."""
    world = w.world
    item = world.items[code] = Item.objects.create(code=code, name="货", unit=world.units["pcs"], **more)
    offer = {"supplier": world.partners["HILL"], "item": item, "unit": item.unit, "price_incl": D("1.13")}
    purchasing.save_offers([offer], by=BY, at=AT)
    return item


def _sell(w: ShopWorld, place: Place) -> None:
    """One order that will be sent, one that stays in the warehouse, one that is held."""
    wanted = (("SENT", place.item.code, SENT), ("HERE", place.item.code, HERE), ("HELD", "NONE", 1))
    for n, (name, sku, qty) in enumerate(wanted):
        address = {
            "recipient": f"收件人{place.tag}",
            "phone": f"13{n}{place.shop.id:08}",
            "region_code": place.region,
            "detail": f"街道{place.tag}",
        }
        place.orders[name] = w.send(
            (sku, qty, str(place.price)),
            id=f"X{place.tag}{name}",
            shop=place.shop.code,
            address=address,
            customer="WANG",
            buyer_message=f"留言{place.tag}",
            seller_memo=f"备注{place.tag}",
        )
    w.run()


def _send(w: ShopWorld, place: Place) -> None:
    outbounds = list(Outbound.objects.filter(root_id=place.orders["SENT"]).values_list("id", flat=True))
    parcels = Parcel.objects.filter(outbound__in=outbounds)
    tms.assign_waybills([WaybillRow(p.id, f"WB{place.tag}") for p in parcels], by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to(outbounds)], by=BY, at=AT)
    stock.pack(outbounds, by=BY, at=AT)
    tms.hand_over(list(parcels.values_list("id", flat=True)), by=BY, at=AT)
    w.run()
    wms.wave_released([place.warehouse], by=BY, at=AT)
    stock.deliver(outbounds, by=BY, at=AT)
    w.run()


def _take_back(w: ShopWorld, place: Place) -> None:
    line = OrderLine.objects.get(order=place.orders["SENT"])
    rows = [NewReturn(line.order_id, {line.id: D(2)}, "damaged")]
    (back,) = oms.request_returns(rows, by=BY, at=AT).made.values()
    inbound = oms.approve_returns([back], by=BY, at=AT).made[back]
    stock.receive([Received(InboundLine.objects.get(inbound=inbound).id, D(2))], by=BY, at=AT)
    w.run()
    refund = oms.settle_returns([back], by=BY, at=AT).made[back]
    oms.approve_refunds([refund], by=BY, at=AT)
    w.run()


def _bill(w: ShopWorld, place: Place) -> None:
    """The order that was sent is invoiced; a part of it is paid, once by mistake."""
    sale = Receivable.objects.get(order_id=place.orders["SENT"], kind="sale")
    rows = [finance.SalesInvoice(sale.entity_id, sale.partner_id, TODAY, [(sale.id, sale.amount)])]
    finance.issue_invoices(list(finance.draft_invoices(rows, by=BY, at=AT).made.values()), by=BY, at=AT)
    whose = {"entity": sale.entity_id, "partner": sale.partner_id, "shop": place.shop.id}
    paid = [
        finance.NewPayment(external_id=f"{how}{place.tag}", kind="receipt", amount=PAID[place.tag], day=TODAY, **whose)
        for how in ("PAID", "TWICE")
    ]
    _, twice = finance.receive_payments(paid, by=BY, at=AT).made.values()
    finance.reverse_payments([twice], by=BY, at=AT)
    w.run()


def _supply(w: ShopWorld, place: Place) -> None:
    """What lacks is proposed, more is ordered, cakes are made, and some goods go to a third warehouse."""
    world = w.world
    line = NewLine(place.item.id, world.units["pcs"].id, D(1), D(11), place.cost)
    rows = [NewOrder(world.partners["HILL"].id, world.entity.id, place.warehouse, TODAY, [line])]
    purchasing.approve(purchasing.order(rows, by=BY, at=AT).done, by=BY, at=AT)
    world.outbound((place.lacking.code, 3), warehouse=place.warehouse, shop=place.shop.id)
    production.order([production.NewWork(world.items["CAKE"].id, place.warehouse, D(10), TODAY)], by=BY, at=AT)
    north = Warehouse.objects.get(code="NORTH").id
    goods = [(place.item.id, D(3))]
    stock.transfer([NewTransfer(place.warehouse, north, world.owner, world.entity.id, TODAY, goods)], by=BY, at=AT)
    w.run()


def _say(place: Place) -> None:
    """A case, messages to every role, and a file about an order."""
    order = place.orders["HERE"]
    trouble = Reason("x", "麻烦" + place.tag)
    open_cases([Trouble("law", "order", order, trouble, root_id=order, owner_role="clerk")], by=BY, at=AT)
    told = Reason("x", "消息" + place.tag)
    roles = Role.objects.values_list("code", flat=True)
    tell("law" + place.tag, [Message(f"role:{role}", "order", order, told) for role in roles], at=AT)
    attach("order", order, [Upload(f"文件{place.tag}.txt", io.BytesIO(b"x"))], by=BY, at=AT)
