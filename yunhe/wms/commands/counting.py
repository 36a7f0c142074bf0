"""Count bins while work goes on: the ledger is read under the lock of the very moment, so nothing need stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import settle
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome
from yunhe.stock import commands as stock
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import BinLevel
from yunhe.stock.scopes import BINS, WAREHOUSES
from yunhe.wms.events import BinCounted
from yunhe.wms.models import Count

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """So much of an item (lot, owner, grade) lies in a bin, in base units."""

    item: int
    warehouse: int
    bin: int
    owner: int
    qty: Decimal
    lot: int | None = None
    grade: str = "good"


@command("wms.count_bins", N_("Count bins"), WAREHOUSES.by("warehouse"), BINS.by("bin"), numbered=("done", "made"))
def count_bins(rows: Sequence[Counted], *, by: Actor, at: datetime) -> Outcome:
    """Write what was found and correct stock by the difference; `made` maps the row index to the signed difference."""
    LevelBook.lock((r.item, r.warehouse, r.owner, r.grade) for r in rows)
    found = BinLevel.objects.filter(item__in={r.item for r in rows}, bin__in={r.bin for r in rows})
    written = {(b.item_id, b.bin_id, b.lot_id, b.owner_id, b.grade): b.qty for b in found}
    expected = [written.get((r.item, r.bin, r.lot, r.owner, r.grade), ZERO) for r in rows]
    differing = [n for n, r in enumerate(rows) if r.qty != expected[n]]
    changes = [
        Adjustment(r.item, r.warehouse, r.bin, r.owner, r.qty - expected[n], "count", r.lot, r.grade)
        for n in differing
        for r in (rows[n],)
    ]
    answer = stock.adjust(changes, by=by, at=at)
    refused = {differing[n]: reason for n, reason in answer.refused.items()}
    done = [n for n in range(len(rows)) if n not in refused]
    Count.objects.bulk_create(
        [
            Count(
                bin_id=r.bin,
                item_id=r.item,
                lot_id=r.lot,
                owner_id=r.owner,
                grade=r.grade,
                expected=expected[n],
                counted=r.qty,
                counted_at=at,
                by=by.name,
            )
            for n in done
            for r in (rows[n],)
        ]
    )
    record(
        [BinCounted(subject=rows[n].bin, item=rows[n].item, expected=expected[n], counted=rows[n].qty) for n in done],
        by=by,
        at=at,
    )
    settle([f"count:{rows[n].bin}:{rows[n].item}" for n in done], "counted", by=by, at=at)
    return Outcome(done=done, refused=refused, made={n: rows[n].qty - expected[n] for n in done})
