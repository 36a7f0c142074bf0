"""Receive: post what a truck brought."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids, those
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.flows import INBOUND
from yunhe.stock.ledger import post
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.lots import lots_of, unsold
from yunhe.stock.models import Bin, Grade, Inbound, InboundLine, Receipt, ReceiptLine, Warehouse
from yunhe.stock.putting_back import bins_of
from yunhe.stock.receipts import add_received, entry, tell, travelled
from yunhe.stock.road import Road
from yunhe.stock.scopes import INBOUND_LINES, INBOUNDS

ZERO = Decimal(0)
FOR_SALE = (Grade.GOOD, Grade.SECOND)
OPEN = ("expected", "arrived", "part_received", "received")


@dataclass(frozen=True, slots=True)
class Received:
    """Goods of an inbound line: base units, lot and grade; `bin` empty = the dock. `cause` explains an excess."""

    inbound_line: int
    qty: Decimal
    lot: str = ""
    expires_on: date | None = None
    grade: str = ""
    bin: int | None = None
    cause: str = ""


@command("stock.arrive", N_("Goods arrived"), INBOUNDS)
def arrive(inbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The truck stands at the gate."""
    return INBOUND.move(inbound_ids, "arrive", by=by, at=at)


@command("stock.receive", N_("Receive"), INBOUND_LINES.by("inbound_line"))
def receive(rows: Sequence[Received], *, by: Actor, at: datetime, business_date: date | None = None) -> Outcome:
    """Post one receipt per inbound with its rows. Refused by inbound line id: closed inbound, nothing, an excess beyond
    the tolerance without a cause, a lot-tracked item without lot, a bin elsewhere, a transfer's goods that are not on
    the way. `made` maps the inbound to its receipt.

    A return's goods come in as `inspect` unless graded; those of a blocked or expired lot are not for sale, whatever they
    were graded. A transfer's goods leave the transit warehouse.
    """
    found = {line.id: line for line in _locked_lines(rows)}
    rows = _graded(rows, found, business_date or business_day(at))
    road = Road.find()
    book = LevelBook.lock(_levels([row for row in rows if row.inbound_line in found], found, road))
    road.look({line.item_id for line in found.values() if line.inbound.kind == Inbound.Kind.TRANSFER})
    bins = dict(Bin.objects.filter(id__in={row.bin for row in rows if row.bin}).values_list("id", "warehouse_id"))
    coming: defaultdict[int, Decimal] = defaultdict(Decimal)
    outcome = Outcome()
    good: list[Received] = []
    for row in rows:
        line = found.get(row.inbound_line)
        if reason := _why_not(row, line, coming[row.inbound_line], bins) or _not_on_the_way(row, line, road):
            outcome.refused[row.inbound_line] = reason
        else:
            coming[row.inbound_line] += row.qty
            good.append(row)
    if good:
        day = business_date or business_day(at)
        _post(good, found, road=road, book=book, by=by, at=at, day=day, outcome=outcome)
    outcome.done = [row.inbound_line for row in good]
    return outcome


def _locked_lines(rows: Sequence[Received]) -> list[InboundLine]:
    """The lines, read when their inbounds were locked: two receipts of one inbound follow one another."""
    wanted = InboundLine.objects.filter(id__in=those({row.inbound_line for row in rows}))
    locks.lock("stock_inbound", wanted.values_list("inbound_id", flat=True).distinct())
    items = Item.objects.filter(id__in=wanted.values("item_id")).only("code", "tracking")
    return list(wanted.prefetch_related("inbound", Prefetch("item", items)))


def _graded(rows: Sequence[Received], lines: dict[int, InboundLine], day: date) -> list[Received]:
    """The rows with the grades that their lots allow."""
    lots = unsold({(lines[r.inbound_line].item_id, r.lot) for r in rows if r.lot and r.inbound_line in lines}, day)
    if not lots:
        return list(rows)
    return [_as_lot(row, lines.get(row.inbound_line), lots) for row in rows]


def _as_lot(row: Received, line: InboundLine | None, lots: dict[tuple[int, str], str]) -> Received:
    if line is None or (line.item_id, row.lot) not in lots or _grade(row, line.inbound) not in FOR_SALE:
        return row
    return replace(row, grade=lots[line.item_id, row.lot])


def _levels(rows: Sequence[Received], lines: dict[int, InboundLine], road: Road) -> Iterator[LevelKey]:
    """The levels that rise, and those of the transit warehouse that fall."""
    for row in rows:
        line = lines[row.inbound_line]
        inbound = line.inbound
        yield (line.item_id, inbound.warehouse_id, inbound.owner_id, _grade(row, inbound))
        if inbound.kind == Inbound.Kind.TRANSFER and road.warehouse:
            yield (line.item_id, road.warehouse, inbound.owner_id, Grade.GOOD)


def _grade(row: Received, inbound: Inbound) -> str:
    return row.grade or (Grade.INSPECT if inbound.kind == Inbound.Kind.RETURN else Grade.GOOD)


def _not_on_the_way(row: Received, line: InboundLine | None, road: Road) -> Reason | None:
    """Of a transfer only what left the other warehouse can arrive. What is good is taken from the road."""
    if line is None or line.inbound.kind != Inbound.Kind.TRANSFER or not road.warehouse:
        return None
    left = road.take(line.item_id, row.lot, line.inbound.owner_id, row.qty)
    if left is None:
        return None
    return Reason("not_on_the_way", N_("Only {qty} of {item} is on the way"), {"qty": left, "item": line.item.code})


def _why_not(row: Received, line: InboundLine | None, before: Decimal, bins: dict[int, int]) -> Reason | None:
    if line is None:
        return not_found(row.inbound_line)
    inbound: Inbound = line.inbound
    if inbound.state not in OPEN:
        return wrong_state(inbound.number, inbound.state, OPEN)
    if row.qty <= 0:
        return Reason("nothing", N_("A receipt needs a quantity above zero"))
    limit = line.qty * (1 + line.over_tolerance)
    if line.received + before + row.qty > limit and not row.cause:
        return Reason(
            "too_much",
            N_("{qty} is more than the {open} still expected; name the cause"),
            {"qty": row.qty, "open": limit - line.received - before},
        )
    if line.item.tracking != "none" and not row.lot:
        return Reason("no_lot", N_("{item} needs a lot or serial number"), {"item": line.item.code})
    if row.bin and bins.get(row.bin) != inbound.warehouse_id:
        return Reason("foreign_bin", N_("The bin is not in this warehouse"))
    return None


def _post(
    rows: list[Received],
    lines: dict[int, InboundLine],
    *,
    road: Road,
    book: LevelBook,
    by: Actor,
    at: datetime,
    day: date,
    outcome: Outcome,
) -> None:
    inbounds = {lines[row.inbound_line].inbound_id: lines[row.inbound_line].inbound for row in rows}
    dock = bins_of({i.warehouse_id for i in inbounds.values()}, Bin.Kind.RECEIVE)
    lots = lots_of({(lines[r.inbound_line].item_id, r.lot): r.expires_on for r in rows if r.lot})
    receipts = _receipts(list(inbounds.values()), day, by=by, at=at)
    made = []
    for row, id in zip(rows, new_ids(ReceiptLine, len(rows))):
        line = lines[row.inbound_line]
        inbound = line.inbound
        made.append(
            ReceiptLine(
                id=id,
                receipt=receipts[inbound.id],
                inbound_line=line,
                item_id=line.item_id,
                lot_id=lots.get((line.item_id, row.lot)),
                grade=_grade(row, inbound),
                bin_id=row.bin or dock[inbound.warehouse_id],
                qty=row.qty,
                cause=row.cause,
            )
        )
    copy_rows(
        ReceiptLine,
        ("id", "receipt_id", "inbound_line_id", "item_id", "lot_id", "grade", "bin_id", "qty", "cause"),
        [(m.id, m.receipt_id, m.inbound_line_id, m.item_id, m.lot_id, m.grade, m.bin_id, m.qty, m.cause) for m in made],
    )
    entries = [entry(m, m.qty, "receive") for m in made]
    entries += [road.leg(entry(m, -m.qty, "receive")) for m in made if travelled(m, road)]
    post(entries, book=book, business_date=day, by=by)
    received: defaultdict[int, Decimal] = defaultdict(Decimal)
    by_receipt: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
    for m in made:
        received[m.inbound_line_id] += m.qty
        by_receipt[m.receipt.inbound_id].append(m)
    add_received(received)
    tell([(receipts[id], by_receipt[id]) for id in receipts], "receive_part", "receive_all", by=by, at=at)
    outcome.made = {id: receipt.id for id, receipt in receipts.items()}


def _receipts(inbounds: list[Inbound], day: date, *, by: Actor, at: datetime) -> dict[int, Receipt]:
    entity = dict(Warehouse.objects.filter(id__in={i.warehouse_id for i in inbounds}).values_list("id", "entity_id"))
    booked = bookings(set(entity.values()), day)
    made = Receipt.objects.bulk_create(
        [
            Receipt(
                number=number,
                state="posted",
                state_at=at,
                inbound=inbound,
                warehouse_id=inbound.warehouse_id,
                business_date=day,
                period_id=booked[entity[inbound.warehouse_id]].period_id,
                late=booked[entity[inbound.warehouse_id]].late,
                created_by=by.name,
            )
            for inbound, number in zip(inbounds, draw("RC", day, len(inbounds)))
        ]
    )
    return {r.inbound_id: r for r in made}
