"""Goods that go back: from PACK to RECEIVE, bindings gone, nothing picked any more; and what is picked at all."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.outcome import Outcome
from yunhe.stock.allocations import lines_of, set_lines
from yunhe.stock.bindings import Bound, bound_to, unbind
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Bin, Outbound


def take_back(
    outbound_ids: Sequence[int], *, by: Actor, at: datetime, payload: Mapping[int, Mapping[str, Any]] | None = None
) -> Outcome:
    """From wherever they are in the house back to planned (locked by the caller). A recall that was asked for is answered
    by it."""
    begun = Outbound.objects.filter(id__in=outbound_ids, state__in=OUTBOUND.steps["unpick"].sources).order_by("id")
    OUTBOUND.move(list(begun.values_list("id", flat=True)), "unpick", by=by, at=at)
    put_back(outbound_ids, by=by, at=at)
    Outbound.objects.filter(id__in=outbound_ids, recall_requested=True).update(recall_requested=False)
    return OUTBOUND.move(outbound_ids, "recall", by=by, at=at, payload=payload)


def put_back(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Undo all picking and binding of these outbounds (their state is the caller's affair)."""
    bindings = bound_to(outbound_ids)
    picked = [b for b in bindings if b.picked]
    book = LevelBook.lock(b.level for b in picked)  # before the bins, as the lock order asks
    unbind(bindings)
    if not picked:
        return
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


PackKey = tuple[int, int, int | None, int, str]  # item, warehouse, lot, owner, grade


def picked_in_pack(items: Iterable[int]) -> dict[PackKey, Decimal]:
    """What of these items lies in PACK for outbounds that have not shipped: nobody else may take it from there."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT b.item_id, b.warehouse_id, b.lot_id, b.owner_id, b.grade, sum(k.picked)
               FROM stock_binding k JOIN stock_binlevel b ON b.id = k.bin_level_id
               JOIN stock_outboundline l ON l.id = k.outbound_line_id JOIN stock_outbound o ON o.id = l.outbound_id
               WHERE b.item_id = ANY(%s::bigint[]) AND k.picked > 0 AND o.state IN ('picking', 'picked', 'packed')
               GROUP BY 1, 2, 3, 4, 5""",
            [array(set(items))],
        )
        return {
            (item, warehouse, lot, owner, grade): qty for item, warehouse, lot, owner, grade, qty in cursor.fetchall()
        }


def bins_of(warehouses: set[int], kind: str) -> dict[int, int]:
    """The bin of a kind that each warehouse was born with."""
    return dict(Bin.objects.filter(warehouse__in=warehouses, kind=kind).values_list("warehouse_id", "id"))
