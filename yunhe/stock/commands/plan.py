"""Plan outbounds: the document, its lines, and what of them is allocated, for a whole batch at once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.outcome import Outcome
from yunhe.stock.allocations import insert_allocations
from yunhe.stock.events import LinesShort, OutboundPlanned
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.outbounds import NewLine, NewOutbound, write_outbounds
from yunhe.stock.scopes import SHOPS, WAREHOUSES


@command("stock.plan_outbounds", N_("Plan outbounds"), WAREHOUSES.by("warehouse"), SHOPS.by("shop"), numbered=())
def plan_outbounds(
    outbounds: Sequence[NewOutbound], *, by: Actor, at: datetime, book: LevelBook | None = None
) -> Outcome:
    """Make the outbounds and allocate, in their order, what is free where they ship from.

    `book` holds the levels if the caller locked them to choose warehouses. A shortage is no refusal: it stays on the
    line (`short`). `done` lists the new ids in the order given.
    """
    if not outbounds:
        return Outcome()
    book = book or LevelBook.lock(_key(o, line) for o in outbounds for line in o.lines)
    allocations = _take(outbounds, book)
    write_outbounds(outbounds, by=by, at=at)
    book.write()
    insert_allocations([(level, qty, line.id) for level, qty, line in allocations])
    planned: list[Event] = [
        OutboundPlanned(subject=o.id, root=o.root, warehouse=o.warehouse, kind=o.kind, state="planned")
        for o in outbounds
    ]
    record(planned + _short(outbounds), by=by, at=at)
    return Outcome(done=[o.id for o in outbounds])


def _short(outbounds: Sequence[NewOutbound]) -> list[Event]:
    lacking = [(o, sorted({line.item for line in o.lines if line.short})) for o in outbounds]
    return [LinesShort(subject=o.id, root=o.root, warehouse=o.warehouse, items=items) for o, items in lacking if items]


def _take(outbounds: Sequence[NewOutbound], book: LevelBook) -> list[tuple[int, Decimal, NewLine]]:
    allocations: list[tuple[int, Decimal, NewLine]] = []
    for o in outbounds:
        for line in o.lines:
            key = _key(o, line)
            line.allocated = book.take(key, line.qty)
            if line.allocated:
                allocations.append((book.levels[key].id, line.allocated, line))
    return allocations


def _key(o: NewOutbound, line: NewLine) -> LevelKey:
    return (line.item, o.warehouse, o.owner, line.grade)
