"""A small named world: the company 运河商贸, its warehouses, goods and partners. Exact, the same in every test."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from yunhe.catalog.models import Barcode, Bom, BomLine, Item, ItemUnit, KitLine, TaxRate, Unit
from yunhe.kernel.actor import system
from yunhe.kernel.calendar import business_day, open_year
from yunhe.kernel.models import Entity
from yunhe.partners.models import Address, Partner, Region
from yunhe.partners.rules import recipient_token
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import Bin, InboundLine, Level, Owner
from yunhe.stock.outbounds import NewLine, NewOutbound

BY = system("test")
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # Saturday, ten in the morning in Shanghai
TODAY = date(2026, 11, 21)

REGIONS = [
    ("310000", "上海市", "Shanghai", None, 31.23, 121.47),
    ("310100", "上海市", "Shanghai", "310000", 31.23, 121.47),
    ("310104", "徐汇区", "Xuhui", "310100", 31.19, 121.44),
    ("440000", "广东省", "Guangdong", None, 23.13, 113.27),
    ("440300", "深圳市", "Shenzhen", "440000", 22.54, 114.06),
]


@dataclass
class World:
    """Ids by name. `stock(item, qty)` puts goods in, `outbound(...)` plans, `levels()` reads."""

    entity: Entity
    owner: int
    east: int
    south: int
    transit: int
    items: dict[str, Item] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)

    def bin(self, kind: str, warehouse: int | None = None) -> int:
        id: int = Bin.objects.get(warehouse=warehouse or self.east, kind=kind).id
        return id

    def stock(
        self,
        item: str,
        qty: int | str,
        warehouse: int | None = None,
        *,
        lot: str = "",
        expires_on: date | None = None,
        bin: int | None = None,
        cost: str = "6.00",
        at: datetime = AT,
    ) -> int:
        """Receive goods as an opening inbound; returns the inbound's id."""
        warehouse = warehouse or self.east
        new = NewInbound(
            "other",
            warehouse,
            self.owner,
            self.entity.id,
            business_day(at),
            [Expected(self.items[item].id, Decimal(qty), unit_cost=Decimal(cost))],
            reason="opening",
        )
        (inbound,) = stock.expect([new], by=BY, at=at).done
        line = InboundLine.objects.get(inbound=inbound).id
        where = bin or self.bin("main", warehouse)
        outcome = stock.receive([Received(line, Decimal(qty), lot=lot, expires_on=expires_on, bin=where)], by=BY, at=at)
        assert not outcome.refused, {key: str(reason) for key, reason in outcome.refused.items()}
        return int(inbound)

    def outbound(
        self, *lines: tuple[str, int | str], warehouse: int | None = None, at: datetime = AT, **fields: object
    ) -> int:
        """Plan a sale from east; returns its id."""
        new = NewOutbound(
            "sale",
            warehouse or self.east,
            self.owner,
            self.entity.id,
            [NewLine(self.items[item].id, Decimal(qty)) for item, qty in lines],
            **fields,  # type: ignore[arg-type]
        )
        (id,) = stock.plan_outbounds([new], by=BY, at=at).done
        return int(id)

    def level(self, item: str, warehouse: int | None = None, grade: str = "good") -> tuple[Decimal, Decimal]:
        """(on hand, allocated)."""
        found = Level.objects.filter(item=self.items[item], warehouse=warehouse or self.east, grade=grade).first()
        return (found.on_hand, found.allocated) if found else (Decimal(0), Decimal(0))


def build() -> World:
    """Make the world in an empty migrated database."""
    entity = Entity.objects.create(code="YH", name="运河商贸有限公司", name_en="Yunhe Trading")
    open_year(entity, 2026)
    for code, name, name_en, parent, latitude, longitude in REGIONS:
        Region.objects.create(
            code=code, name=name, name_en=name_en, parent_id=parent, latitude=latitude, longitude=longitude
        )
    made = stock.open_warehouses(
        [
            {
                "code": "EAST",
                "name": "华东仓",
                "name_en": "East",
                "entity": entity,
                "region_code": "310104",
                "priority": 1,
            },
            {
                "code": "SOUTH",
                "name": "华南仓",
                "name_en": "South",
                "entity": entity,
                "region_code": "440300",
                "priority": 2,
            },
            {
                "code": "TRANSIT",
                "name": "在途",
                "name_en": "In transit",
                "entity": entity,
                "kind": "transit",
                "priority": 99,
            },
        ],
        by=BY,
        at=AT,
    ).made
    world = World(entity, Owner.objects.get(entity=entity).id, made["EAST"], made["SOUTH"], made["TRANSIT"])
    _catalog(world)
    _partners(world)
    return world


def _catalog(world: World) -> None:
    for code, rate in (("13", "0.13"), ("9", "0.09"), ("0", "0")):
        TaxRate.objects.create(code=code, rate=Decimal(rate), valid_from=date(2019, 4, 1))
    for code, name, name_en in (("pcs", "件", "piece"), ("box", "箱", "carton"), ("kg", "千克", "kg")):
        world.units[code] = Unit.objects.create(code=code, name=name, name_en=name_en)
    pcs = world.units["pcs"]
    for code, name, name_en, extra in (
        ("TEA", "龙井茶", "Longjing tea", {"weight_kg": Decimal("0.5")}),
        ("CUP", "青瓷杯", "Celadon cup", {"weight_kg": Decimal("0.3")}),
        (
            "MILK",
            "鲜牛奶",
            "Fresh milk",
            {"tracking": "lot", "shelf_life_days": 15, "tax_code": "9", "weight_kg": Decimal(1)},
        ),
        ("FLOUR", "面粉", "Flour", {"unit": world.units["kg"], "decimals": 3, "weight_kg": Decimal(1)}),
        ("CAKE", "桂花糕", "Osmanthus cake", {"source": "make", "weight_kg": Decimal("0.4")}),
        ("GIFT", "茶礼盒", "Tea gift set", {"kind": "kit"}),
    ):
        world.items[code] = Item.objects.create(code=code, name=name, name_en=name_en, **{"unit": pcs, **extra})
    ItemUnit.objects.create(item=world.items["TEA"], unit=world.units["box"], factor=12)
    Barcode.objects.create(code="6901234567892", item=world.items["TEA"], unit=pcs, factor=1)
    Barcode.objects.create(code="16901234567899", item=world.items["TEA"], unit=world.units["box"], factor=12)
    KitLine.objects.create(kit=world.items["GIFT"], component=world.items["TEA"], qty=1, price_share=Decimal("0.6"))
    KitLine.objects.create(kit=world.items["GIFT"], component=world.items["CUP"], qty=2, price_share=Decimal("0.4"))
    bom = Bom.objects.create(item=world.items["CAKE"], valid_from=date(2026, 1, 1), qty=10)
    BomLine.objects.create(bom=bom, component=world.items["FLOUR"], qty=Decimal("2.5"))


def _partners(world: World) -> None:
    for code, name, name_en, extra in (
        ("WANG", "王小明", "Wang Xiaoming", {"is_customer": True}),
        ("LI", "李记茶楼", "Li's Teahouse", {"is_customer": True, "credit_limit": Decimal(1000), "terms_days": 30}),
        ("HILL", "山里茶厂", "Hill Tea Works", {"is_supplier": True}),
        ("SWIFT", "迅捷速运", "Swift Express", {"is_carrier": True}),
    ):
        world.partners[code] = Partner.objects.create(code=code, name=name, name_en=name_en, **extra)
    address = {"recipient": "王小明", "phone": "13812345678", "region_code": "310104", "detail": "漕溪北路 88 号"}
    Address.objects.create(
        partner=world.partners["WANG"],
        first=True,
        phone_tail="5678",
        token=recipient_token(*address.values()),
        **address,
    )
