"""The company that is measured: 3 warehouses, 500 items, 200 customers, and orders of three lines by a seeded hand.

The same world as the peers' (notes of the table): ample stock, explicit prices, every audit rule a company starts with.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import connection

from yunhe import loop
from yunhe.catalog import commands as catalog
from yunhe.catalog.commands import ItemRow
from yunhe.cli.company.founding import NewCompany, found_company
from yunhe.kernel.actor import system
from yunhe.kernel.events.sequencer import sequence
from yunhe.kernel.events.subscriptions import register
from yunhe.oms.messages import Message, MessageAddress, MessageLine
from yunhe.oms.models import Shop
from yunhe.partners import commands as partners
from yunhe.partners.commands import PartnerRow
from yunhe.stock import commands as stock
from yunhe.stock.commands.opening import OpeningRow
from yunhe.stock.models import Owner

BY = system("bench")
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in Shanghai
ITEMS, CUSTOMERS, LINES = 500, 200, 3
AMPLE = Decimal(10_000_000)
PLACES = (("EAST", "310114"), ("SOUTH", "440111"), ("NORTH", "110115"))
EVERYWHERE = tuple(place for place, _ in PLACES)
REGIONS = ("310100", "440300", "110100", "330100", "420100", "510100")


@dataclass(frozen=True, slots=True)
class Company:
    """What the parts need to know of it."""

    owner: int
    entity: int
    warehouses: tuple[int, ...]


def found() -> Company:
    """Make the company in an empty, migrated database."""
    entity = found_company(NewCompany("YH", "运河商贸有限公司", "Yunhe Trading", years=(2026, 2027)), by=BY, at=AT)
    made = stock.open_warehouses(
        [
            {"code": code, "name": code, "entity": entity, "region_code": region, "priority": n}
            for n, (code, region) in enumerate(PLACES, 1)
        ],
        by=BY,
        at=AT,
    ).made
    Shop.objects.create(code="T1", name="天猫旗舰店", name_en="Tmall flagship", channel="taobao", entity=entity)
    catalog.save_items([ItemRow(sku(n), f"商品{n}", weight_kg=Decimal("0.5")) for n in range(ITEMS)], by=BY, at=AT)
    partners.save_partners([PartnerRow(f"C{n}", f"客户{n}") for n in range(CUSTOMERS)], by=BY, at=AT)
    open_stock([sku(n) for n in range(ITEMS)], AMPLE)
    register(loop.SUBSCRIPTIONS)
    return Company(Owner.objects.get(entity=entity).id, entity.id, tuple(made[code] for code, _ in PLACES))


def open_stock(items: list[str], qty: Decimal, places: tuple[str, ...] = EVERYWHERE) -> None:
    """Put so much of each item into each place."""
    rows = [OpeningRow(item, code, qty, Decimal("6.00")) for item in items for code in places]
    outcome = stock.open_stock(rows, by=BY, at=AT)
    assert not outcome.refused, outcome.refused


def forget_backlog() -> None:
    """Let every subscription stand at the end: what other parts left for the worker is not what is measured."""
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kernel_subscription SET position = (SELECT max(position) FROM kernel_eventposition)")


def sku(n: int) -> str:
    return f"SKU-{n:04}"


def messages(prefix: str, seed: int) -> Iterator[Message]:
    """Orders without end, `prefix` before their channel numbers: three lines of one to three pieces each."""
    rng = random.Random(seed)
    n = 0
    while True:
        n += 1
        customer = rng.randrange(CUSTOMERS)
        at = AT + timedelta(milliseconds=n)
        lines = [
            MessageLine(sku=sku(item), qty=Decimal(rng.randint(1, 3)), price_incl=Decimal(rng.randint(500, 9900)) / 100)
            for item in rng.sample(range(ITEMS), LINES)
        ]
        yield Message(
            shop="T1",
            external_id=f"{prefix}{n}",
            version=at,
            placed_at=at,
            lines=lines,
            address=MessageAddress(
                recipient=f"客户{customer}",
                phone=f"138{customer:08}",
                region_code=REGIONS[customer % len(REGIONS)],
                detail=f"人民路 {customer + 1} 号",
            ),
            customer=f"C{customer}",
        )
