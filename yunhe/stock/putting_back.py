"""Picked goods that go back: from PACK to RECEIVE, bindings gone, nothing picked any more."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.stock.allocations import lines_of, set_lines
from yunhe.stock.bindings import Bound, bound_to, unbind
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Bin


def put_back(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Undo all picking and binding of these outbounds (their state is the caller's affair)."""
    bindings = bound_to(outbound_ids)
    picked = [b for b in bindings if b.picked]
    unbind(bindings)
    if not picked:
        return
    book = LevelBook.lock(b.level for b in picked)
    pack_of = bins_of({b.warehouse for b in picked}, Bin.Kind.PACK)
    dock_of = bins_of({b.warehouse for b in picked}, Bin.Kind.RECEIVE)
    entries = [through_pack(b, pack_of[b.warehouse], -b.picked, "unpick") for b in picked]
    entries += [through_pack(b, dock_of[b.warehouse], b.picked, "unpick") for b in picked]
    post(entries, book=book, business_date=business_day(at), by=by)
    set_lines({line.id: {"picked": -line.picked} for line in lines_of(outbound_ids) if line.picked})


def through_pack(b: Bound, bin: int, qty: Decimal, cause: str) -> Entry:
    """A move of a binding's goods into or out of a bin."""
    return Entry(
        b.item, b.warehouse, bin, b.lot, b.owner, b.grade, qty, cause, "outbound", b.outbound, b.line, since=b.since
    )


def bins_of(warehouses: set[int], kind: str) -> dict[int, int]:
    """The bin of a kind that each warehouse was born with."""
    return dict(Bin.objects.filter(warehouse__in=warehouses, kind=kind).values_list("warehouse_id", "id"))
