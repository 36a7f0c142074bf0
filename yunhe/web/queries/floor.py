"""What waits in a warehouse, station by station, and what stations need to know of bins, inbounds and outbounds."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from yunhe.catalog import gs1
from yunhe.catalog.codes import codes_of, weighed
from yunhe.catalog.models import Item
from yunhe.kernel.cases import OPEN
from yunhe.kernel.models import Case
from yunhe.kernel.names import name_of
from yunhe.kernel.quantity import plain
from yunhe.stock.models import Bin, BinLevel, Inbound, InboundLine, Outbound, OutboundLine
from yunhe.web.units import counted
from yunhe.wms.models import Wave
from yunhe.wms.queries import suggested_bins

RECEIVABLE = ("expected", "arrived", "part_received")
MANY_BINS = 5_000  # more are not sent to a device: the server alone judges what is a bin


def waiting_at(warehouse: int) -> dict[str, int]:
    """How much waits at each station: inbounds, goods at the dock, waves, picked outbounds, bins to count."""
    at_dock = BinLevel.objects.filter(bin__warehouse=warehouse, bin__kind=Bin.Kind.RECEIVE, qty__gt=0)
    return {
        "receive": Inbound.objects.filter(warehouse=warehouse, state__in=RECEIVABLE).count(),
        "put_away": at_dock.count(),
        "pick": Wave.objects.filter(warehouse=warehouse, state__in=("open", "picking")).count(),
        "pack": Outbound.objects.filter(warehouse=warehouse, state="picked").count(),
        "count": len(bins_to_count(warehouse)),
    }


def bins_to_count(warehouse: int) -> list[str]:
    """The codes of bins that a case asks to count."""
    asked = Case.objects.filter(type="count_bin", subject_kind="bin", state__in=OPEN).values("subject_id")
    return list(Bin.objects.filter(id__in=asked, warehouse=warehouse).order_by("code").values_list("code", flat=True))


def bin_codes(warehouse: int) -> list[str] | None:
    """The codes of all bins into which goods may be put; None where they are too many for a device."""
    codes = (
        Bin.objects.filter(warehouse=warehouse, active=True)
        .exclude(kind=Bin.Kind.PACK)
        .order_by("code")
        .values_list("code", flat=True)
    )
    found = list(codes[: MANY_BINS + 1])
    return found if len(found) <= MANY_BINS else None


def lying(levels: Any, *, suggest: bool = False) -> list[dict[str, Any]]:
    """Bin levels as a station shows them: what is free to be moved, and with `suggest` a bin for it."""
    rows = list(levels.select_related("item__unit", "lot", "bin").order_by("since", "id"))
    codes = _codes(row.item for row in rows)
    bins = suggested_bins([row.id for row in rows]) if suggest else {}
    return [
        {
            "level": row.id,
            "bin": row.bin.code,
            "code": row.item.code,
            "name": name_of(row.item),
            "unit": counted(name_of(row.item.unit), row.qty - row.bound),
            "lot": row.lot.code if row.lot else "",
            "grade": row.grade,
            "qty": plain(row.qty - row.bound),
            "codes": codes[row.item_id],
            "to": bins.get(row.id, ""),
        }
        for row in rows
        if row.qty > row.bound
    ]


def expected_lines(inbound: Inbound) -> list[dict[str, Any]]:
    """The lines of an inbound as the dock sees them: what is still to come, and how much more would be taken."""
    rows = list(InboundLine.objects.filter(inbound=inbound).select_related("item__unit").order_by("n"))
    codes = _codes(row.item for row in rows)
    return [
        {
            "line": row.id,
            "code": row.item.code,
            "name": name_of(row.item),
            "unit": counted(name_of(row.item.unit), row.qty),
            "qty": plain(row.qty),
            "received": plain(row.received),
            "most": plain(row.qty * (1 + row.over_tolerance)),
            "tracking": row.item.tracking,
            "days": row.item.shelf_life_days,
            "weighed": weighed(row.item.unit.code),
            "codes": codes[row.item_id],
        }
        for row in rows
    ]


def picked_lines(outbound: Outbound) -> list[dict[str, Any]]:
    """What is to be found on the pack table, item by item."""
    rows = list(OutboundLine.objects.filter(outbound=outbound).select_related("item__unit").order_by("n"))
    things = {row.item_id: row.item for row in rows}
    codes = _codes(things.values())
    sums: defaultdict[int, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.item_id] += row.picked
    return [
        {
            "code": things[id].code,
            "name": name_of(things[id]),
            "unit": counted(name_of(things[id].unit), qty),
            "weighed": weighed(things[id].unit.code),
            "qty": plain(qty),
            "codes": codes[id],
        }
        for id, qty in sums.items()
    ]


def _codes(items: Iterable[Item]) -> dict[int, dict[str, str]]:
    """The codes of items with their quantities as texts, as scripts read them."""
    found = codes_of({item.id: item.code for item in items})
    return {id: {code: plain(factor) for code, factor in codes.items()} for id, codes in found.items()}


def counted_as(bin: int) -> list[dict[str, Any]]:
    """What a bin should hold, without quantities: who counts must not know what is expected."""
    rows = list(BinLevel.objects.filter(bin=bin, qty__gt=0).select_related("item__unit", "lot").order_by("item__code"))
    codes = _codes(row.item for row in rows)
    return [
        _countable(row.item, codes[row.item_id]) | {"lot": row.lot.code if row.lot else "", "grade": row.grade}
        for row in rows
    ]


def item_by_code(code: str) -> dict[str, Any] | None:
    """The item that a code means, as the count station shows it."""
    item = Item.objects.filter(Q(code=code) | Q(barcodes__code__in=gs1.spellings(code))).select_related("unit").first()
    return _countable(item, _codes([item])[item.id]) | {"lot": "", "grade": "good"} if item else None


def _countable(item: Item, codes: dict[str, str]) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": name_of(item),
        "unit": name_of(item.unit),
        "tracking": item.tracking,
        "weighed": weighed(item.unit.code),
        "codes": codes,
    }
