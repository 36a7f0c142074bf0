"""A small named world for transport: one warehouse in Shanghai, two carriers with cards, parcels in any state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from yunhe.catalog.models import Item, Unit
from yunhe.kernel.actor import person
from yunhe.kernel.calendar import business_day, open_year
from yunhe.kernel.models import Entity, Event, Period
from yunhe.partners.models import Region
from yunhe.stock.models import Outbound, OutboundLine, Owner, Parcel, ParcelLine, Warehouse
from yunhe.tms.commands import Message, WaybillRow, assign_waybills, choose_services, define_carriers, import_rates
from yunhe.tms.sheets import CarrierRow, RateLine

AT = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai
ALICE = person("alice", ["tms.*"])


@dataclass
class Depot:
    """What a test needs of the world to make more of it."""

    warehouse: Warehouse
    owner: Owner
    item: Item
    period: Period
    made: int = 0


def open_depot() -> Depot:
    """Entity, periods, warehouse in Shanghai, an item of 0.4 kg, regions; carriers `swift` (with an interface) and
    `ox` (numbers by hand): swift/standard, swift/air, ox/road."""
    entity = Entity.objects.create(code="SH", name="上海运河")
    open_year(entity, 2026)
    owner = Owner.objects.create(entity=entity)
    warehouse = Warehouse.objects.create(
        code="W1", name="上海仓", entity=entity, region_code="310115", address="浦东新区川沙路1号"
    )
    Region.objects.bulk_create(
        Region(code=code, name=name)
        for code, name in [
            ("310000", "上海市"),
            ("310100", "市辖区"),
            ("310115", "浦东新区"),
            ("440000", "广东省"),
            ("440300", "深圳市"),
            ("440305", "南山区"),
            ("540000", "西藏自治区"),
        ]
    )
    unit = Unit.objects.create(code="pc", name="个")
    item = Item.objects.create(code="TEA", name="龙井茶", unit=unit, weight_kg=Decimal("0.4"))
    define_carriers(
        [
            CarrierRow("swift", "迅达速递", name_en="Swift Express", adapter="sim"),
            CarrierRow("ox", "老牛物流", name_en="Ox Freight", kind="freight"),
        ],
        by=ALICE,
        at=AT,
    )
    import_rates(RATES, by=ALICE, at=AT)
    return Depot(warehouse, owner, item, Period.objects.get(entity=entity, code="2026-11"))


def rate(
    carrier: str, service: str, zone: str, regions: Sequence[str], first: str, step: str, days: int, **more: Any
) -> RateLine:
    """A row: first kg and further kg by price, rounded to whole kg unless said otherwise."""
    return RateLine(
        carrier=carrier,
        service=service,
        valid_from=more.pop("valid_from", date(2026, 1, 1)),
        zone=zone,
        regions=tuple(regions),
        first_kg=Decimal(1),
        first_price=Decimal(first),
        step_kg=Decimal(1),
        step_price=Decimal(step),
        transit_days=days,
        round_kg=more.pop("round_kg", Decimal(1)),
        **more,
    )


RATES = [
    rate("swift", "standard", "near", ["31", "32", "33"], "6.00", "1.50", 1, divisor=8000),
    rate(
        "swift",
        "standard",
        "far",
        ["44", "11"],
        "9.00",
        "4.00",
        3,
        divisor=8000,
        cod_rate=Decimal("0.01"),
        cod_minimum=Decimal(5),
    ),
    rate("swift", "air", "all", ["31", "44", "11"], "18.00", "9.00", 1, divisor=6000, fuel_rate=Decimal("0.15")),
    rate("ox", "road", "all", ["3", "4", "1"], "7.00", "0.80", 5, minimum=Decimal("12.00"), max_kg=Decimal(500)),
]


def parcels(
    depot: Depot,
    count: int = 1,
    *,
    region: str = "440305",
    outbounds: int | None = None,
    state: str = "released",
    **more: Any,
) -> list[Parcel]:
    """Open parcels of `count` outbounds (or all of them shared out over `outbounds`), each with two teas in it."""
    first = depot.made + 1
    depot.made += count
    boxes = Outbound.objects.bulk_create(_outbound(depot, first + n, region, state) for n in range(outbounds or count))
    OutboundLine.objects.bulk_create(
        OutboundLine(outbound=b, n=1, item=depot.item, qty=20, allocated=20) for b in boxes
    )
    made = Parcel.objects.bulk_create(
        Parcel(
            number=f"PK{first + n:04d}",
            outbound=boxes[n % len(boxes)],
            n=n // len(boxes) + 1,
            root_id=boxes[n % len(boxes)].root_id,
            state="open",
            state_at=AT,
            **more,
        )
        for n in range(count)
    )
    lines = {line.outbound_id: line for line in OutboundLine.objects.filter(outbound__in=boxes)}
    ParcelLine.objects.bulk_create(ParcelLine(parcel=p, outbound_line=lines[p.outbound_id], qty=2) for p in made)
    return made


def labelled(depot: Depot, count: int = 1, *, first: int = 1, **more: Any) -> list[Parcel]:
    """Parcels of carrier swift with waybills SW000001, SW000002, … in packed outbounds."""
    made = parcels(depot, count, **{"state": "packed", **more})
    ids = [p.id for p in made]
    choose_services(ids, by=ALICE, at=AT)
    rows = [WaybillRow(id, f"SW{n:06d}", "swift") for n, id in enumerate(ids, first)]
    assert assign_waybills(rows, by=ALICE, at=AT).done == ids
    return again(ids)


def again(ids: Sequence[int]) -> list[Parcel]:
    """The parcels as they are now."""
    found = Parcel.objects.select_related("outbound").in_bulk(list(ids))
    return [found[id] for id in ids]


def said(waybill: str, status: str, happened_at: datetime, **more: Any) -> Message:
    """A message of carrier swift."""
    return Message("swift", waybill, more.pop("code", status[:2].upper()), status, happened_at, **more)


def events(subject: int, kind: str = "parcel") -> list[tuple[str, str | None]]:
    """(kind, state) of all events of a document, in order."""
    found = Event.objects.filter(subject_kind=kind, subject_id=subject).order_by("id")
    return [(e.kind, e.payload.get("state")) for e in found]


def payload(subject: int, kind: str) -> dict[str, Any]:
    """The payload of the last event of this kind of a parcel."""
    found: dict[str, Any] = (
        Event.objects.filter(subject_kind="parcel", subject_id=subject, kind=kind).latest("id").payload
    )
    return found


def _outbound(depot: Depot, n: int, region: str, state: str) -> Outbound:
    return Outbound(
        number=f"OB{n:04d}",
        state=state,
        state_at=AT,
        business_date=business_day(AT),
        period=depot.period,
        created_by="alice",
        kind="sale",
        warehouse=depot.warehouse,
        owner=depot.owner,
        root_id=1000 + n,
        recipient="王小明",
        phone="13812345678",
        region_code=region,
        detail="科技园路8号3栋502室",
    )
