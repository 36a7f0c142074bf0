"""The grocery chain as a company of ours: warehouses, shops, items, suppliers, carriers, customers, opening stock."""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sim.grocery.baskets import Grocery
from sim.grocery.goods import MATERIALS, SUPPLIERS, Good, goods, supplier_name
from sim.grocery.luck import Luck
from sim.grocery.people import Person, person
from sim.grocery.places import REGIONS
from yunhe.catalog import commands as catalog
from yunhe.catalog.commands import BomRow, ItemRow
from yunhe.catalog.models import Item
from yunhe.cli.company.founding import NewCompany, found_company
from yunhe.cli.replay.orders import CREDIT_CUSTOMERS
from yunhe.erp.production import commands as production
from yunhe.erp.purchasing import commands as purchasing
from yunhe.kernel.actor import system
from yunhe.kernel.models import Entity
from yunhe.oms.models import Shop
from yunhe.partners import commands as partners
from yunhe.partners.commands import PartnerRow
from yunhe.stock import commands as stock
from yunhe.stock.commands.opening import OpeningRow
from yunhe.tms import commands as tms
from yunhe.tms.sheets import CarrierRow, RateLine

BY = system("replay")
CHUNK = 5_000  # lines of opening stock in one transaction
OPENING_DAYS = 7
CARRIERS = (("swift", "迅达速递", "Swift Express"), ("river", "千里物流", "River Logistics"))
CHANNELS = (
    *(("TMALL", "天猫旗舰店", "Tmall flagship", "taobao"), ("JD", "京东自营店", "JD store", "jd")),
    *(("DOUYIN", "抖音直播间", "Douyin live", "douyin"), ("PDD", "拼多多专卖店", "Pinduoduo shop", "pdd")),
    *(("WECHAT", "微信小程序", "WeChat shop", "wechat"), ("WEB", "官网商城", "Web shop", "web")),
)
VAT = {"13": Decimal("1.13"), "9": Decimal("1.09")}


@dataclass(frozen=True, slots=True)
class Company:
    """What the replay must know of the company it set up."""

    entity: Entity
    warehouses: dict[str, int]
    shop_of: dict[int, str]
    people: dict[int, Person]


def set_up(
    grocery: Grocery, luck: Luck, at: datetime, *, years: Sequence[int], shops: int | None, tell: Callable[[str], None]
) -> Company:
    """Make the company as of `at`. `shops` groups the stores into so many channel shops; None: a store is a shop."""
    new = NewCompany("YH", "运河食品有限公司", "Yunhe Grocery", "91310000MA1K00000X", years=tuple(years))
    entity = found_company(new, by=BY, at=at)
    tell("warehouses and shops")
    warehouses = _warehouses(entity, at)
    shop_of = _shops(entity, grocery.stores(), warehouses, shops)
    _carriers(at)
    tell("items and suppliers")
    sold = goods(grocery.products(), luck, making=True)
    _items(sold, at)
    _suppliers(sold, at)
    tell("customers")
    people = {household: person(luck, household, region) for household, region in grocery.households().items()}
    _customers(people, at)
    tell("opening stock")
    _opening(sold, grocery.demand(), at)
    return Company(entity, warehouses, shop_of, people)


def _warehouses(entity: Entity, at: datetime) -> dict[str, int]:
    rows: list[dict[str, Any]] = [
        {
            "code": place.key,
            "name": place.name,
            "name_en": place.name_en,
            "entity": entity,
            "region_code": place.code,
            "address": place.address,
            "latitude": place.latitude,
            "longitude": place.longitude,
        }
        for place in REGIONS
    ]
    rows.append({"code": "TRANSIT", "name": "在途", "name_en": "In transit", "entity": entity, "kind": "transit"})
    return dict(stock.open_warehouses(rows, by=BY, at=at).made)


def _shops(entity: Entity, stores: dict[int, int], warehouses: dict[str, int], count: int | None) -> dict[int, str]:
    """Each store's shop. Made here for want of a command: shops are a matter of set-up."""
    if count is not None:
        Shop.objects.bulk_create(
            [
                Shop(code=code, name=name, name_en=english, channel=channel, entity=entity)
                for code, name, english, channel in CHANNELS[:count]
            ]
        )
        return {store: CHANNELS[place % count][0] for place, store in enumerate(stores)}
    Shop.objects.bulk_create(
        [
            Shop(
                code=f"S{store}",
                name=f"{store} 号门店",
                name_en=f"Store {store}",
                channel="store",
                entity=entity,
                warehouse_id=warehouses[REGIONS[region].key],
            )
            for store, region in stores.items()
        ]
    )
    return {store: f"S{store}" for store in stores}


def _carriers(at: datetime) -> None:
    """Two carriers over the whole country: the quick one dearer, both cheaper within a region."""
    tms.define_carriers([CarrierRow(c, name, english, adapter="sim") for c, name, english in CARRIERS], by=BY, at=at)
    rows = []
    for carrier, first, step, days in (("swift", 9, 3, 2), ("river", 6, 2, 4)):
        for place in REGIONS:
            own = sorted({code[:2] for code, _ in place.cities})
            others = sorted({code[:2] for other in REGIONS for code, _ in other.cities} - set(own))
            for zone, regions, extra in (("near", own, 0), ("far", others, 1)):
                rows.append(
                    RateLine(
                        carrier=carrier,
                        service="standard",
                        origin=place.code,
                        valid_from=date(2000, 1, 1),
                        zone=zone,
                        regions=tuple(regions),
                        first_kg=Decimal(1),
                        first_price=Decimal(first + 3 * extra),
                        step_kg=Decimal(1),
                        step_price=Decimal(step + extra),
                        transit_days=days + extra,
                    )
                )
    refused = tms.import_rates(rows, by=BY, at=at).refused
    assert not refused, refused


def _items(sold: Sequence[Good], at: datetime) -> None:
    materials = [
        ItemRow(
            m.code,
            m.name,
            "kg",
            m.name_en,
            "烘焙原料",
            "Baking Materials",
            decimals=3,
            weight_kg=Decimal(1),
            lead_days=5,
        )
        for m in MATERIALS
    ]
    rows = [
        ItemRow(
            g.code,
            g.name,
            name_en=g.name_en,
            category=g.category,
            category_en=g.category_en,
            barcode=g.barcode,
            tax_code=g.tax_code,
            weight_kg=g.weight_kg,
            lead_days=g.lead_days,
        )
        for g in sold
    ]
    for part in chunks(materials + rows):
        refused = catalog.save_items(part, by=BY, at=at).refused
        assert not refused, refused
    boms = [BomRow(g.code, m.code, m.per_item) for g in sold if g.made for m in MATERIALS]
    catalog.save_boms(boms, by=BY, at=at, valid_from=date(2000, 1, 1), backflush=True)
    made = Item.objects.filter(source=Item.Source.MAKE).values_list("id", flat=True)
    production.save_terms(
        [{"item_id": id, "min_qty": Decimal(6), "multiple": Decimal(6), "auto": True} for id in made], by=BY, at=at
    )


def _suppliers(sold: Sequence[Good], at: datetime) -> None:
    rows = [
        PartnerRow(f"V{n:02d}", name, ("supplier",), english, terms_days=30)
        for n in range(1, SUPPLIERS + 1)
        for name, english in [supplier_name(n)]
    ]
    ids = partners.save_partners(rows, by=BY, at=at).made
    items = {code: (id, unit) for code, id, unit in Item.objects.values_list("code", "id", "unit_id")}
    terms = [(g.code, g.supplier, g.cost, g.lead_days, 6) for g in sold if not g.made]
    terms += [(m.code, m.supplier, m.cost, 5, 25) for m in MATERIALS]
    for part in chunks(terms):
        purchasing.save_offers(
            [
                {
                    "supplier_id": ids[f"V{supplier:02d}"],
                    "item_id": items[code][0],
                    "unit_id": items[code][1],
                    "price_incl": cost,
                    "moq": Decimal(multiple),
                    "multiple": Decimal(multiple),
                    "lead_days": lead,
                    "auto": True,
                }
                for code, supplier, cost, lead, multiple in part
            ],
            by=BY,
            at=at,
        )


def _customers(people: dict[int, Person], at: datetime) -> None:
    rows = [
        PartnerRow(f"H{household}", p.name, phone=p.phone, region_code=p.region_code, detail=p.detail, recipient=p.name)
        for household, p in people.items()
    ]
    rows += [
        PartnerRow(
            f"C{n:02d}", f"客户公司 {n:02d}", name_en=f"Customer {n:02d}", credit_limit=Decimal(0), terms_days=30
        )
        for n in range(1, CREDIT_CUSTOMERS + 1)
    ]
    for part in chunks(rows):
        partners.save_partners(part, by=BY, at=at)


def _opening(sold: Sequence[Good], demand: dict[tuple[int, int], float], at: datetime) -> None:
    """Seven days of average demand per item and region, rounded up to whole pieces."""
    by_product = {g.product: g for g in sold}
    rows = [
        OpeningRow(
            item=good.code,
            warehouse=REGIONS[region].key,
            qty=Decimal(math.ceil(per_day * OPENING_DAYS)),
            unit_cost=(good.cost / VAT[good.tax_code]).quantize(Decimal("0.000001")),
        )
        for (product, region), per_day in demand.items()
        if (good := by_product.get(product))
    ]
    rows += [
        OpeningRow(m.code, place.key, Decimal(50), (m.cost / VAT["13"]).quantize(Decimal("0.000001")))
        for m in MATERIALS
        for place in REGIONS
    ]
    rows.sort(key=lambda row: row.warehouse)
    for part in chunks(rows):
        refused = stock.open_stock(part, by=BY, at=at).refused
        assert not refused, refused


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    return (rows[n : n + size] for n in range(0, len(rows), size))
