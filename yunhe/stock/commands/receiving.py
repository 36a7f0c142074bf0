"""Receive: post what a truck brought; reverse what was posted wrongly."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, Sum
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, copy_rows, new_ids
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.flows import INBOUND
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.lots import lots_of
from yunhe.stock.models import Bin, BinLevel, Grade, Inbound, InboundLine, Receipt, ReceiptLine, Warehouse
from yunhe.stock.putting_back import bins_of
from yunhe.stock.road import Road
from yunhe.stock.scopes import INBOUNDS, RECEIPTS

ZERO = Decimal(0)
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


@command("stock.receive", N_("Receive"))
def receive(rows: Sequence[Received], *, by: Actor, at: datetime, business_date: date | None = None) -> Outcome:
    """Post one receipt per inbound with its rows. Refused by inbound line id: closed inbound, nothing, an excess beyond
    the tolerance without a cause, a lot-tracked item without lot, a bin elsewhere, a transfer's goods that are not on
    the way. `made` maps the inbound to its receipt.

    A return's goods come in as `inspect` unless graded. A transfer's goods leave the transit warehouse.
    """
    found = {line.id: line for line in _lines(rows)}
    locks.lock("stock_inbound", {line.inbound_id for line in found.values()})
    found = {line.id: line for line in _lines(rows)}
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


@command("stock.reverse_receipts", N_("Reverse receipts"), RECEIPTS)
def reverse_receipts(receipt_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take receipts back whose goods still lie where they were received and are promised to nobody; else refused. A
    transfer's goods are on the way again."""
    receipt_ids = list(dict.fromkeys(receipt_ids))
    lines = list(ReceiptLine.objects.filter(receipt__in=receipt_ids).select_related("receipt__inbound"))
    locks.lock("stock_inbound", {line.receipt.inbound_id for line in lines})
    road = Road.find()
    back_on_road = [road.leg(_entry(line, line.qty, "reverse")) for line in lines if _travelled(line, road)]
    book = LevelBook.lock([_level(line) for line in lines] + [e.level for e in back_on_road])
    heads = {r.id: r for r in Receipt.objects.filter(id__in=receipt_ids).select_related("inbound")}
    outcome = Outcome()
    by_receipt: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
    for line in lines:
        by_receipt[line.receipt_id].append(line)
    lying = _lying(lines)
    good: list[ReceiptLine] = []
    for id in receipt_ids:
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state != "posted":
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, ("posted",))
        elif any(lying.get(_place(line), ZERO) < line.qty for line in by_receipt[id]):
            outcome.refused[id] = Reason(
                "moved_on", N_("The goods of {number} have been moved on"), {"number": heads[id].number}
            )
        elif any(book.free(_level(line)) < line.qty for line in by_receipt[id]):
            outcome.refused[id] = Reason(
                "promised", N_("The goods of {number} are promised already"), {"number": heads[id].number}
            )
        else:
            for line in by_receipt[id]:
                lying[_place(line)] -= line.qty
                book.take(_level(line), line.qty)  # so that the next receipt does not count on the same goods
            good += by_receipt[id]
            outcome.done.append(id)
    for line in good:
        book.give(_level(line), line.qty)
    entries = [_entry(line, -line.qty, "reverse") for line in good]
    entries += [e for e in back_on_road if e.subject_id in outcome.done]
    post(entries, book=book, business_date=business_day(at), by=by)
    Receipt.objects.filter(id__in=outcome.done).update(state="reversed", state_at=at)
    back: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in good:
        back[line.inbound_line_id] -= line.qty
    _add_received(back)
    _tell([(heads[id], by_receipt[id]) for id in outcome.done], "reverse_part", "reverse_all", by=by, at=at)
    return outcome


def _lines(rows: Sequence[Received]) -> list[InboundLine]:
    return list(InboundLine.objects.filter(id__in={row.inbound_line for row in rows}).select_related("inbound", "item"))


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
    entries = [_entry(m, m.qty, "receive") for m in made]
    entries += [road.leg(_entry(m, -m.qty, "receive")) for m in made if _travelled(m, road)]
    post(entries, book=book, business_date=day, by=by)
    received: defaultdict[int, Decimal] = defaultdict(Decimal)
    by_receipt: defaultdict[int, list[ReceiptLine]] = defaultdict(list)
    for m in made:
        received[m.inbound_line_id] += m.qty
        by_receipt[m.receipt.inbound_id].append(m)
    _add_received(received)
    _tell([(receipts[id], by_receipt[id]) for id in receipts], "receive_part", "receive_all", by=by, at=at)
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


def _add_received(change: dict[int, Decimal]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_inboundline l SET received = l.received + c.qty
               FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, qty) WHERE l.id = c.id""",
            [array(change), array(change.values())],
        )


def _tell(receipts: list[tuple[Receipt, list[ReceiptLine]]], part: str, whole: str, *, by: Actor, at: datetime) -> None:
    """Move the inbounds to what their receipts now say, with the event of each receipt."""
    ids = [receipt.inbound_id for receipt, _ in receipts]
    sums = InboundLine.objects.filter(inbound__in=ids).values("inbound_id").annotate(q=Sum("qty"), r=Sum("received"))
    lacking = set(
        InboundLine.objects.filter(inbound__in=ids, received__lt=F("qty")).values_list("inbound_id", flat=True)
    )
    nothing = {row["inbound_id"] for row in sums if not row["r"]}
    payload = {
        receipt.inbound_id: {
            "receipt": receipt.id,
            "warehouse": receipt.warehouse_id,
            "kind": receipt.inbound.kind,
            "source": (receipt.inbound.source_kind, receipt.inbound.source_id) if receipt.inbound.source_kind else None,
            "items": sorted({line.item_id for line in lines}),
        }
        for receipt, lines in receipts
    }
    ends = nothing if whole == "reverse_all" else set(ids) - lacking
    INBOUND.move([id for id in ids if id in ends], whole, by=by, at=at, payload=payload)
    INBOUND.move([id for id in ids if id not in ends], part, by=by, at=at, payload=payload)


def _travelled(line: ReceiptLine, road: Road) -> bool:
    return bool(road.warehouse) and line.receipt.inbound.kind == Inbound.Kind.TRANSFER


def _level(line: ReceiptLine) -> tuple[int, int, int, str]:
    inbound = line.receipt.inbound
    return (line.item_id, inbound.warehouse_id, inbound.owner_id, line.grade)


def _place(line: ReceiptLine) -> tuple[int, int, int | None, int, str]:
    return (line.item_id, line.bin_id, line.lot_id, line.receipt.inbound.owner_id, line.grade)


def _lying(lines: list[ReceiptLine]) -> dict[tuple[int, int, int | None, int, str], Decimal]:
    """What is free in the bins of these lines, locked."""
    rows = BinLevel.objects.filter(item__in={line.item_id for line in lines}, bin__in={line.bin_id for line in lines})
    return {
        (b.item_id, b.bin_id, b.lot_id, b.owner_id, b.grade): b.qty - b.bound
        for b in rows.order_by("id").select_for_update()
    }


def _entry(line: ReceiptLine, qty: Decimal, cause: str) -> Entry:
    inbound = line.receipt.inbound
    return Entry(
        line.item_id, inbound.warehouse_id, line.bin_id, line.lot_id, inbound.owner_id, line.grade, qty, cause,
        "receipt", line.receipt_id, line.id, inbound.reason,
    )  # fmt: skip
