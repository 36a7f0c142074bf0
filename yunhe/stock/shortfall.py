"""Goods that were bound but are not there: correct stock, serve the line from elsewhere, or let it wait on its own."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Reason
from yunhe.stock.allocations import close, insert_allocations, lines, lines_of, set_lines
from yunhe.stock.bindings import Bound, Shelves, bind, change_bound, set_bindings
from yunhe.stock.events import AllocationLost, LinesShort, StockAdjusted
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.ledger import Entry, post
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Allocation, Outbound
from yunhe.stock.putting_back import take_back
from yunhe.stock.splitting import split_off

ZERO = Decimal(0)


class Shortfall(NamedTuple):
    """So much of a binding is not in its bin."""

    binding: Bound
    qty: Decimal


def shed(shortfalls: Sequence[Shortfall], *, reason: str, by: Actor, at: datetime, to_grade: str | None = None) -> None:
    """Take the missing goods out of stock (or into another grade) and their promises with them; bind free goods of
    other bins instead. What still lacks: a released outbound goes back to planned and waits whole, one that is being
    picked gives the missing part to a child."""
    if not shortfalls:
        return
    book = LevelBook.lock(
        [s.binding.level for s in shortfalls] + [_regraded(s.binding.level, to_grade) for s in shortfalls if to_grade]
    )
    lost: defaultdict[int, Decimal] = defaultdict(Decimal)
    cut: defaultdict[int, Decimal] = defaultdict(Decimal)
    for s in shortfalls:
        lost[s.binding.line] += s.qty
        cut[s.binding.id] += s.qty
    by_id = {s.binding.id: s.binding for s in shortfalls}
    set_bindings({id: (b.qty - cut[id], b.picked) for id, b in by_id.items()})
    change_bound([(b.bin_level, -cut[id]) for id, b in by_id.items()])
    close(lost, Allocation.Closed.LOST, book=book)
    entries = [_gone(s, reason, to_grade) for s in shortfalls]
    if to_grade:
        entries += [_arrived(s, reason, to_grade) for s in shortfalls]
    moves = post(entries, book=book, business_date=business_day(at), by=by)
    set_lines({line: {"allocated": -qty} for line, qty in lost.items()})
    still = _serve_elsewhere(lost, book, at)
    record(
        [
            *_adjusted(shortfalls, moves, book, reason),
            *_lost(still, {s.binding.line: s.binding.outbound for s in shortfalls}),
        ],
        by=by,
        at=at,
    )
    _part(still, by=by, at=at)
    _ask_for([s.binding for s in shortfalls if s.binding.line in still], by=by, at=at)


def _serve_elsewhere(lost: dict[int, Decimal], book: LevelBook, at: datetime) -> dict[int, Decimal]:
    """Allocate and bind free goods of the same level; returns what each line still lacks."""
    rows = lines(lost)
    shelves = Shelves.lock({line.level for line in rows}, business_day(at))
    bindings, allocations, still = [], [], {}
    for line in rows:
        missing = lost[line.id]
        free = min(missing, book.free(line.level))
        taken = shelves.take(line.level, free) if free > 0 else None
        if taken:
            book.take(line.level, free)
            allocations.append((book.levels[line.level].id, free, line.id))
            bindings.append((line, taken))
            missing -= free
        if missing:
            still[line.id] = missing
    book.write()
    insert_allocations(allocations)
    set_lines({line: {"allocated": qty} for _, qty, line in allocations})
    bind(bindings)
    return still


def _part(still: dict[int, Decimal], *, by: Actor, at: datetime) -> None:
    short = lines(still)
    states = dict(Outbound.objects.filter(id__in={line.outbound for line in short}).values_list("id", "state"))
    stays: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in lines_of(states):
        stays[line.outbound] += line.qty - still.get(line.id, ZERO)
    back = [id for id, state in states.items() if state == "released" or (state == "picking" and not stays[id])]
    take_back(back, by=by, at=at)
    parts = {line.id: still[line.id] for line in short if states[line.outbound] == "picking" and stays[line.outbound]}
    parents = split_off(parts, by=by, at=at)
    unpicked = {line.outbound for line in lines_of(parents) if line.picked < line.qty}
    OUTBOUND.move([id for id in parents if id not in unpicked], "pick", by=by, at=at)


def _ask_for(lacking: Sequence[Bound], *, by: Actor, at: datetime) -> None:
    """Somebody must bring what still lacks: the buyer and the floor hear it, and a case stays open per item."""
    items: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for b in lacking:
        items[b.outbound, b.warehouse].add(b.item)
    record(
        [LinesShort(subject=id, warehouse=warehouse, items=sorted(lack)) for (id, warehouse), lack in items.items()],
        by=by,
        at=at,
    )
    open_cases(
        [
            Trouble(
                "short",
                "item",
                b.item,
                Reason("short", N_("Orders wait for this item")),
                next_step="buy_or_make",
                owner_role="buyer",
                key=f"short:{b.item}:{b.warehouse}",
            )
            for b in lacking
        ],
        by=by,
        at=at,
    )


def _gone(s: Shortfall, reason: str, to_grade: str | None) -> Entry:
    b = s.binding
    cause = "grade" if to_grade else "adjust"
    return Entry(
        b.item, b.warehouse, b.bin, b.lot, b.owner, b.grade, -s.qty, cause, "outbound", b.outbound, b.line, reason
    )


def _arrived(s: Shortfall, reason: str, to_grade: str) -> Entry:
    return _gone(s, reason, to_grade)._replace(grade=to_grade, qty=s.qty, since=s.binding.since)


def _regraded(key: LevelKey, grade: str | None) -> LevelKey:
    return (*key[:3], grade or key[3])


def _adjusted(shortfalls: Sequence[Shortfall], moves: list[int], book: LevelBook, reason: str) -> list[StockAdjusted]:
    return [
        StockAdjusted(
            subject=book.levels[s.binding.level].id,
            item=s.binding.item,
            warehouse=s.binding.warehouse,
            qty=-s.qty,
            reason=reason,
            moves=[move],
        )
        for s, move in zip(shortfalls, moves)
    ]


def _lost(still: dict[int, Decimal], outbound_of: dict[int, int]) -> list[AllocationLost]:
    by_outbound: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for line, qty in still.items():
        by_outbound[outbound_of[line]].append({"line": line, "qty": str(qty)})
    return [AllocationLost(subject=outbound, lines=rows) for outbound, rows in by_outbound.items()]
