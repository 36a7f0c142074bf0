"""Open allocations of lines: close them, in part where needed, so that the ledger of promises stays exact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array, copy_rows, draw_ids
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Allocation

ZERO = Decimal(0)


class LineRow(NamedTuple):
    """An outbound line with what is needed to move it, read under lock."""

    id: int
    outbound: int
    n: int
    item: int
    grade: str
    qty: Decimal
    allocated: Decimal
    picked: Decimal
    warehouse: int
    owner: int

    @property
    def level(self) -> LevelKey:
        return (self.item, self.warehouse, self.owner, self.grade)

    @property
    def short(self) -> Decimal:
        return self.qty - self.allocated


def lines_of(outbound_ids: Iterable[int]) -> list[LineRow]:
    """The lines of these outbounds, by outbound and place."""
    return _lines("l.outbound_id", outbound_ids)


def lines(line_ids: Iterable[int]) -> list[LineRow]:
    """These lines, by outbound and place."""
    return _lines("l.id", line_ids)


def insert_allocations(rows: Sequence[tuple[int, Decimal, int]]) -> None:
    """Insert open allocations: (level id, quantity, line). The levels' lock must be held: ids are drawn here."""
    ids = draw_ids("stock_ledger_seq", len(rows))
    copy_rows(
        Allocation,
        ("id", "level_id", "qty", "outbound_line_id", "closed_as"),
        [(id, level, qty, line, "") for id, (level, qty, line) in zip(ids, rows)],
    )


def close(reductions: Mapping[int, Decimal], as_: str, *, book: LevelBook) -> None:
    """Take `qty` off the open allocations of each line, and off its level in `book` (locked; the caller writes it).

    The youngest allocation goes first. A part closes by split: the old row ends as `split`, two new ones take its
    place, and one of them ends as `as_` at once.
    """
    reductions = {line: qty for line, qty in reductions.items() if qty}
    if not reductions:
        return
    level_keys = {level.id: key for key, level in book.levels.items()}
    closing: list[tuple[int, str]] = []
    replaced: list[tuple[int, int, Decimal, Decimal]] = []  # level, line, part that ends, part that stays
    left = dict(reductions)
    for id, level, qty, line in _open(reductions):
        ends = min(qty, left[line])
        if not ends:
            continue
        left[line] -= ends
        book.give(level_keys[level], ends)
        closing.append((id, as_ if ends == qty else Allocation.Closed.SPLIT))
        if ends < qty:
            replaced.append((level, line, ends, qty - ends))
    if any(left.values()):
        raise ValueError(f"lines without so much allocated: {[line for line, qty in left.items() if qty]}")
    _end(closing)
    seqs = iter(draw_ids("stock_ledger_seq", 3 * len(replaced)))
    rows: list[tuple[object, ...]] = []
    for level, line, ends, stays in replaced:
        rows.append((next(seqs), level, ends, line, next(seqs), as_))
        rows.append((next(seqs), level, stays, line, None, ""))
    copy_rows(Allocation, ("id", "level_id", "qty", "outbound_line_id", "closed_seq", "closed_as"), rows)


def hand_over(shares: Sequence[tuple[int, int, Decimal]]) -> None:
    """Give allocations from one line to another: (from line, to line, quantity). Level counters stay as they are."""
    by_line: defaultdict[int, Decimal] = defaultdict(Decimal)
    target = {}
    for from_line, to_line, qty in shares:
        by_line[from_line] += qty
        target[from_line] = to_line
    closing, rows = [], []
    left = dict(by_line)
    for id, level, qty, line in _open(by_line):
        goes = min(qty, left[line])
        if not goes:
            continue
        left[line] -= goes
        closing.append((id, str(Allocation.Closed.SPLIT)))
        rows.append((level, goes, target[line]))
        if goes < qty:
            rows.append((level, qty - goes, line))
    _end(closing)
    ids = draw_ids("stock_ledger_seq", len(rows))
    copy_rows(
        Allocation,
        ("id", "level_id", "qty", "outbound_line_id", "closed_as"),
        [(id, level, qty, line, "") for id, (level, qty, line) in zip(ids, rows)],
    )


def set_lines(changes: Mapping[int, Mapping[str, Decimal]]) -> None:
    """Add to the counters of lines: {line id: {"allocated": −2, "picked": 0, …}}, in one statement."""
    if not changes:
        return
    columns = ("qty", "allocated", "picked", "shipped")
    ids = sorted(changes)
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_outboundline l
               SET qty = l.qty + c.qty, allocated = l.allocated + c.allocated, picked = l.picked + c.picked,
                   shipped = l.shipped + c.shipped
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[])
                    AS c(id, qty, allocated, picked, shipped) WHERE l.id = c.id""",
            [array(ids), *(array(changes[id].get(column, ZERO) for id in ids) for column in columns)],
        )


def _lines(column: str, ids: Iterable[int]) -> list[LineRow]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT l.id, l.outbound_id, l.n, l.item_id, l.grade, l.qty, l.allocated, l.picked, o.warehouse_id, o.owner_id
                FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
                WHERE {column} = ANY(%s::bigint[]) ORDER BY l.outbound_id, l.n""",
            [array(set(ids))],
        )
        return [LineRow(*row) for row in cursor.fetchall()]


def _open(line_ids: Iterable[int]) -> list[tuple[int, int, Decimal, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT id, level_id, qty, outbound_line_id FROM stock_allocation
               WHERE outbound_line_id = ANY(%s::bigint[]) AND closed_seq IS NULL ORDER BY id DESC FOR UPDATE""",
            [array(line_ids)],
        )
        return cursor.fetchall()


def _end(closing: Sequence[tuple[int, str]]) -> None:
    if not closing:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_allocation a SET closed_seq = c.seq, closed_as = c.closed_as
               FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS c(id, seq, closed_as) WHERE a.id = c.id""",
            [
                array(id for id, _ in closing),
                array(draw_ids("stock_ledger_seq", len(closing))),
                array(as_ for _, as_ in closing),
            ],
        )
