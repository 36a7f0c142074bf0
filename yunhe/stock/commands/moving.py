"""Move goods: between bins of a warehouse, and between warehouses through transit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.links import link
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.commands.inbound import Expected, NewInbound, expect
from yunhe.stock.commands.plan import plan_outbounds
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Bin, BinLevel
from yunhe.stock.outbounds import NewLine, NewOutbound
from yunhe.stock.putting_back import PackKey, picked_in_pack
from yunhe.stock.scopes import BIN_LEVELS, BINS, WAREHOUSES


@dataclass(frozen=True, slots=True)
class BinMove:
    """So much of a bin level (by id) goes to another bin of the same warehouse."""

    bin_level: int
    to_bin: int
    qty: Decimal


@command("stock.move_bins", N_("Move between bins"), BIN_LEVELS.by("bin_level"), BINS.by("to_bin"), numbered=("done",))
def move_bins(rows: Sequence[BinMove], *, by: Actor, at: datetime, cause: str = "move") -> Outcome:
    """Put away or tidy: unbound goods change their bin, keeping lot and age. Refused by row index: not that much free (what
    is picked lies in PACK for its outbound), a bin of another warehouse."""
    found = {b.id: b for b in BinLevel.objects.filter(id__in={row.bin_level for row in rows})}
    book = LevelBook.lock((b.item_id, b.warehouse_id, b.owner_id, b.grade) for b in found.values())
    found = {b.id: b for b in BinLevel.objects.filter(id__in=found).order_by("id").select_for_update()}
    bins = {
        b.id: b for b in Bin.objects.filter(id__in={b.bin_id for b in found.values()} | {row.to_bin for row in rows})
    }
    picked = picked_in_pack({b.item_id for b in found.values()})
    free = {id: b.qty - b.bound - _picked(b, bins[b.bin_id], picked) for id, b in found.items()}
    outcome, entries = Outcome(), []
    for n, row in enumerate(rows):
        if not 0 < row.qty <= free.get(row.bin_level, Decimal(0)):
            outcome.refused[n] = Reason("bin_short", N_("The bin holds {qty}"), {"qty": free.get(row.bin_level, 0)})
            continue
        b = found[row.bin_level]
        if row.to_bin not in bins or bins[row.to_bin].warehouse_id != b.warehouse_id:
            outcome.refused[n] = Reason("foreign_bin", N_("The bin is not in this warehouse"))
            continue
        free[row.bin_level] -= row.qty
        entries += [_entry(b, b.bin_id, -row.qty, cause), _entry(b, row.to_bin, row.qty, cause)]
        outcome.done.append(n)
    post(entries, book=book, business_date=business_day(at), by=by)
    return outcome


@dataclass(frozen=True, slots=True)
class NewTransfer:
    """Goods to go from one warehouse to another: (item, quantity) lines."""

    from_warehouse: int
    to_warehouse: int
    owner: int
    entity: int
    due_on: date
    lines: Sequence[tuple[int, Decimal]]


@command(
    "stock.transfer", N_("Transfer between warehouses"), WAREHOUSES.by("from_warehouse", "to_warehouse"), numbered=()
)
def transfer(transfers: Sequence[NewTransfer], *, by: Actor, at: datetime) -> Outcome:
    """An outbound here and an inbound there; on the way the goods are in the transit warehouse.

    `done` lists the outbounds in the order given, `made` maps each to its inbound.
    """
    outbounds = [
        NewOutbound("transfer", t.from_warehouse, t.owner, t.entity, [NewLine(item, qty) for item, qty in t.lines])
        for t in transfers
    ]
    planned = plan_outbounds(outbounds, by=by, at=at)
    expected = expect(
        [
            NewInbound(
                "transfer",
                t.to_warehouse,
                t.owner,
                t.entity,
                t.due_on,
                [Expected(i, q) for i, q in t.lines],
                outbound=o.id,
            )
            for t, o in zip(transfers, outbounds)
        ],
        by=by,
        at=at,
    )
    link((("outbound", o), ("inbound", i), "transfer") for o, i in zip(planned.done, expected.done))
    return Outcome(done=planned.done, made=dict(zip(planned.done, expected.done)))


def _picked(b: BinLevel, bin: Bin, picked: Mapping[PackKey, Decimal]) -> Decimal:
    key = (b.item_id, b.warehouse_id, b.lot_id, b.owner_id, b.grade)
    return picked.get(key, Decimal(0)) if bin.kind == Bin.Kind.PACK else Decimal(0)


def _entry(b: BinLevel, bin: int, qty: Decimal, cause: str) -> Entry:
    return Entry(b.item_id, b.warehouse_id, bin, b.lot_id, b.owner_id, b.grade, qty, cause, "bin", bin, since=b.since)
