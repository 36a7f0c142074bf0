"""Adjust and regrade: what is really there beats what was written, and promises give way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import close, set_lines
from yunhe.stock.bindings import bound_in
from yunhe.stock.events import AllocationLost, GradeChanged, StockAdjusted
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Allocation, Bin, BinLevel
from yunhe.stock.putting_back import bins_of, picked_in_pack
from yunhe.stock.scopes import BINS, WAREHOUSES
from yunhe.stock.shortfall import Shortfall, shed

ZERO = Decimal(0)
BinKey = tuple[int, int, int, int | None, int, str]  # item, warehouse, bin, lot, owner, grade


@dataclass(frozen=True, slots=True)
class Adjustment:
    """So much more (or less, negative) lies in a bin than is written; or, with `to_grade`, so much changes its grade."""

    item: int
    warehouse: int
    bin: int
    owner: int
    qty: Decimal
    reason: str
    lot: int | None = None
    grade: str = "good"
    to_grade: str | None = None

    @property
    def place(self) -> BinKey:
        return (self.item, self.warehouse, self.bin, self.lot, self.owner, self.grade)

    @property
    def level(self) -> LevelKey:
        return (self.item, self.warehouse, self.owner, self.grade)


@command("stock.adjust", N_("Adjust stock"), WAREHOUSES.by("warehouse"), BINS.by("bin"), numbered=("done",))
def adjust(rows: Sequence[Adjustment], *, by: Actor, at: datetime, business_date: date | None = None) -> Outcome:
    """Correct bins by signed quantities. Where less is left than was promised, promises give way (unpicked, lowest
    priority, latest first) with a case each. Refused by row index: a bin would hold less than nothing, or PACK less than
    is picked."""
    return _change(rows, by=by, at=at, day=business_date or business_day(at), cause="adjust")


@command("stock.regrade", N_("Change grade"), WAREHOUSES.by("warehouse"), BINS.by("bin"), numbered=("done",))
def regrade(rows: Sequence[Adjustment], *, by: Actor, at: datetime) -> Outcome:
    """Move quantity (positive) of a bin to `to_grade` by ledger rows; promises on good stock give way as in `adjust`."""
    taken = [
        Adjustment(r.item, r.warehouse, r.bin, r.owner, -abs(r.qty), r.reason, r.lot, r.grade, r.to_grade) for r in rows
    ]
    return _change(taken, by=by, at=at, day=business_day(at), cause="grade")


def _change(rows: Sequence[Adjustment], *, by: Actor, at: datetime, day: date, cause: str) -> Outcome:
    if not rows:
        return Outcome()
    _lock_outbounds({row.level for row in rows if row.qty < 0})
    book = LevelBook.lock(
        [row.level for row in rows] + [(*row.level[:3], row.to_grade) for row in rows if row.to_grade]
    )
    places, picked = _places(rows), _picked(rows)
    outcome = Outcome()
    plain: list[Adjustment] = []
    tight: defaultdict[int, Decimal] = defaultdict(Decimal)  # bin level → what must come out of bound goods
    how: dict[int, Adjustment] = {}
    for n, row in enumerate(rows):
        id, qty, bound = places.get(row.place, (0, ZERO, ZERO))
        if qty + row.qty < 0:
            outcome.refused[n] = Reason("bin_short", N_("The bin holds {qty}"), {"qty": qty})
            continue
        if qty + row.qty < picked.get(row.place, ZERO):
            outcome.refused[n] = Reason(
                "picked", N_("{qty} in this bin are picked; unpick them first"), {"qty": picked[row.place]}
            )
            continue
        outcome.done.append(n)
        from_bound = max(bound - (qty + row.qty), ZERO)
        if from_bound:
            tight[id] += from_bound
            how[id] = row
        if row.qty + from_bound:
            plain.append(_with(row, row.qty + from_bound))
        places[row.place] = (id, qty + row.qty, bound - from_bound)
    _plain(plain, book, day=day, by=by, at=at, cause=cause)
    for to_grade in {row.to_grade for row in how.values()}:
        ids = [id for id, row in how.items() if row.to_grade == to_grade]
        shed(_from_bindings({id: tight[id] for id in ids}), reason=how[ids[0]].reason, by=by, at=at, to_grade=to_grade)
    return outcome


def _lock_outbounds(keys: set[LevelKey]) -> None:
    """Lock whose promises may give way before the levels, as the lock order asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT o.id FROM stock_outbound o WHERE o.state IN ('planned', 'released', 'picking') AND EXISTS (
                   SELECT FROM stock_outboundline l WHERE l.outbound_id = o.id AND l.item_id = ANY(%s::bigint[]))
                 AND o.warehouse_id = ANY(%s::bigint[]) ORDER BY o.id FOR UPDATE""",
            [array({key[0] for key in keys}), array({key[1] for key in keys})],
        )


def _plain(rows: list[Adjustment], book: LevelBook, *, day: date, by: Actor, at: datetime, cause: str) -> None:
    """Post what is not bound; where the level would be overpromised, take promises of unbound lines back first."""
    change: defaultdict[LevelKey, Decimal] = defaultdict(Decimal)
    for row in rows:
        change[row.level] += row.qty
    need = {key: lack for key, qty in change.items() if (lack := -qty - book.free(key)) > 0}
    events = _lose(need, book, by=by, at=at)
    entries = [
        Entry(
            r.item,
            r.warehouse,
            r.bin,
            r.lot,
            r.owner,
            r.grade,
            r.qty,
            cause,
            "level",
            book.levels[r.level].id,
            None,
            r.reason,
        )
        for r in rows
    ]
    entries += [e._replace(grade=r.to_grade, qty=-e.qty) for r, e in zip(rows, list(entries)) if r.to_grade]
    moves = post(entries, book=book, business_date=day, by=by)
    record([*events, *(_event(r, book, move) for r, move in zip(rows, moves))], by=by, at=at)


def _event(r: Adjustment, book: LevelBook, move: int) -> Event:
    level = book.levels[r.level].id
    if r.to_grade:
        return GradeChanged(
            subject=level, item=r.item, warehouse=r.warehouse, qty=-r.qty, to_grade=r.to_grade, reason=r.reason
        )
    return StockAdjusted(subject=level, item=r.item, warehouse=r.warehouse, qty=r.qty, reason=r.reason, moves=[move])


def _lose(need: dict[LevelKey, Decimal], book: LevelBook, *, by: Actor, at: datetime) -> list[Event]:
    """Take back promises of planned outbounds (and holds) until each level's need is met; one event and case each."""
    if not need:
        return []
    ids = {book.levels[key].id: key for key in need}
    left = {book.levels[key].id: qty for key, qty in need.items()}
    lost: defaultdict[int, Decimal] = defaultdict(Decimal)
    outbounds: dict[int, tuple[int, int | None, str]] = {}
    ended_holds = []
    for allocation, level, qty, line, outbound, root, number in _giving_way(list(ids)):
        part = min(qty, left[level])
        if part <= 0:
            continue
        left[level] -= part
        if line is None:
            ended_holds.append(allocation)
            book.give(ids[level], qty)
            left[level] -= qty - part
        else:
            lost[line] += part
            outbounds[line] = (outbound, root, number)
    close(lost, Allocation.Closed.LOST, book=book)
    _end_holds(ended_holds)
    set_lines({line: {"allocated": -qty} for line, qty in lost.items()})
    by_outbound: defaultdict[tuple[int, int | None, str], list[dict[str, object]]] = defaultdict(list)
    for line, qty in lost.items():
        by_outbound[outbounds[line]].append({"line": line, "qty": str(qty)})
    open_cases([_trouble(*head) for head in by_outbound], by=by, at=at)
    return [AllocationLost(subject=id, root=root, lines=lines) for (id, root, _), lines in by_outbound.items()]


def _trouble(id: int, root: int | None, number: str) -> Trouble:
    reason = Reason("allocation_lost", N_("Goods of {number} turned out not to be there"), {"number": number})
    return Trouble("allocation_lost", "outbound", id, reason, root_id=root, next_step="wait_or_buy", owner_role="clerk")


def _giving_way(level_ids: list[int]) -> list[tuple[int, int, Decimal, int | None, int, int | None, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, a.level_id, a.qty, a.outbound_line_id, o.id, o.root_id, o.number
               FROM stock_allocation a
               LEFT JOIN stock_outboundline l ON l.id = a.outbound_line_id
               LEFT JOIN stock_outbound o ON o.id = l.outbound_id
               WHERE a.level_id = ANY(%s::bigint[]) AND a.closed_seq IS NULL AND (o.id IS NULL OR o.state = 'planned')
               ORDER BY o.priority DESC NULLS FIRST, o.ship_by DESC NULLS FIRST, a.id DESC FOR UPDATE OF a""",
            [array(level_ids)],
        )
        return cursor.fetchall()


def _end_holds(allocation_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_allocation SET closed_seq = nextval('stock_ledger_seq'), closed_as = 'lost' WHERE id = ANY(%s::bigint[])",
            [array(allocation_ids)],
        )


def _places(rows: Sequence[Adjustment]) -> dict[BinKey, tuple[int, Decimal, Decimal]]:
    """(id, quantity, bound) of the bin levels concerned, locked."""
    found = BinLevel.objects.filter(item__in={r.item for r in rows}, bin__in={r.bin for r in rows}).order_by("id")
    return {
        (b.item_id, b.warehouse_id, b.bin_id, b.lot_id, b.owner_id, b.grade): (b.id, b.qty, b.bound)
        for b in found.select_for_update()
    }


def _picked(rows: Sequence[Adjustment]) -> dict[BinKey, Decimal]:
    """What lies in PACK for outbounds that are being picked."""
    pack = bins_of({r.warehouse for r in rows}, Bin.Kind.PACK)
    picked = picked_in_pack({r.item for r in rows})
    return {(i, w, pack[w], lot, o, g): qty for (i, w, lot, o, g), qty in picked.items() if w in pack}


def _from_bindings(need: dict[int, Decimal]) -> list[Shortfall]:
    """Whose bindings give way in these bins: lowest priority and latest first."""
    left = dict(need)
    falls = []
    for b in bound_in(need):
        part = min(left[b.bin_level], b.qty - b.picked)
        if part > 0:
            left[b.bin_level] -= part
            falls.append(Shortfall(b, part))
    return falls


def _with(row: Adjustment, qty: Decimal) -> Adjustment:
    return Adjustment(row.item, row.warehouse, row.bin, row.owner, qty, row.reason, row.lot, row.grade, row.to_grade)
