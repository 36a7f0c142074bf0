"""Opening stock: what lies where on the day the books begin, with its cost."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.commands.inbound import Expected, NewInbound, expect
from yunhe.stock.commands.receiving import Received, receive
from yunhe.stock.models import Bin, InboundLine, Owner, Warehouse
from yunhe.stock.scopes import WAREHOUSE_CODES


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """So much (base units) of an item lies in a bin (by code; empty = MAIN), at `unit_cost` each without tax."""

    item: str
    warehouse: str
    qty: Decimal
    unit_cost: Decimal
    bin: str = ""
    lot: str = ""
    expires_on: date | None = None


@command("stock.open_stock", N_("Open stock"), WAREHOUSE_CODES.by("warehouse"), numbered=("done",))
def open_stock(rows: Sequence[OpeningRow], *, by: Actor, at: datetime) -> Outcome:
    """Receive opening stock: one inbound per warehouse, its goods in their bins. Refused by row index: an unknown item,
    warehouse or bin, nothing, a negative cost, a lot-tracked item without lot. `made` maps the warehouse to its inbound."""
    items = {i.code: i for i in Item.objects.filter(code__in={r.item for r in rows})}
    warehouses = {w.code: w for w in Warehouse.objects.filter(code__in={r.warehouse for r in rows})}
    bins = _bins(warehouses)
    outcome = Outcome()
    good: defaultdict[str, list[OpeningRow]] = defaultdict(list)
    for n, row in enumerate(rows):
        if reason := _why_not(row, items, bins):
            outcome.refused[n] = reason
        else:
            outcome.done.append(n)
            good[row.warehouse].append(row)
    owners = dict(Owner.objects.filter(entity__isnull=False).values_list("entity_id", "id"))
    day = business_day(at)
    inbounds = [
        NewInbound(
            "other",
            warehouses[code].id,
            owners[warehouses[code].entity_id],
            warehouses[code].entity_id,
            day,
            [Expected(items[r.item].id, r.qty, unit_cost=r.unit_cost) for r in own],
            reason="opening",
        )
        for code, own in good.items()
    ]
    ids = expect(inbounds, by=by, at=at).done
    lines: defaultdict[int, list[int]] = defaultdict(list)
    for id, inbound in (
        InboundLine.objects.filter(inbound__in=ids).order_by("inbound", "n").values_list("id", "inbound")
    ):
        lines[inbound].append(id)
    came = [
        Received(line, r.qty, lot=r.lot, expires_on=r.expires_on, bin=bins[code, r.bin or "MAIN"])
        for (code, own), inbound in zip(good.items(), ids)
        for line, r in zip(lines[inbound], own)
    ]
    receive(came, by=by, at=at)
    outcome.made = dict(zip(good, ids))
    return outcome


def _bins(warehouses: Mapping[str, Warehouse]) -> dict[tuple[str, str], int]:
    found = Bin.objects.filter(warehouse__in=warehouses.values(), active=True)
    return {(code, bin): id for code, bin, id in found.values_list("warehouse__code", "code", "id")}


def _why_not(row: OpeningRow, items: Mapping[str, Item], bins: Mapping[tuple[str, str], int]) -> Reason | None:
    if row.item not in items:
        return Reason("no_item", N_("There is no item {code}"), {"code": row.item})
    if (row.warehouse, row.bin or "MAIN") not in bins:
        place = f"{row.warehouse}/{row.bin or 'MAIN'}"
        return Reason("no_bin", N_("There is no bin {place}"), {"place": place})
    if row.qty <= 0 or row.unit_cost < 0:
        return Reason("nothing", N_("Opening stock needs a quantity above zero and a cost that is not negative"))
    if items[row.item].tracking != Item.Tracking.NONE and not row.lot:
        return Reason("no_lot", N_("{item} needs a lot or serial number"), {"item": row.item})
    return None
