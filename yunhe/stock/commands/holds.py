"""Set stock aside without an outbound: a checkout or counter that needs its answer at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, copy_rows, draw_ids
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Allocation, Hold
from yunhe.stock.scopes import HOLDS, SHOPS, WAREHOUSES


@dataclass(frozen=True, slots=True)
class Reservation:
    """Hold these (item, quantity) of an owner in a warehouse, all or nothing. `key` is the caller's: twice holds once."""

    key: str
    warehouse: int
    owner: int
    lines: Sequence[tuple[int, Decimal]]
    expires_at: datetime | None = None
    shop: int | None = None
    kind: str = "checkout"


@command("stock.reserve_now", N_("Reserve now"), WAREHOUSES.by("warehouse"), SHOPS.by("shop"), named="key")
def reserve_now(rows: Sequence[Reservation], *, by: Actor, at: datetime) -> Outcome:
    """Reserve or refuse at once. Refused by key with the first item that lacks; `made` maps the key to its hold."""
    book = LevelBook.lock(_key(r, item) for r in rows for item, _ in r.lines)
    known = dict(Hold.objects.filter(key__in=[r.key for r in rows]).values_list("key", "id"))  # under the lock
    outcome = Outcome(made=dict(known), done=list(known))
    fresh = list({r.key: r for r in rows if r.key not in known}.values())
    good = []
    for r in fresh:
        if (lack := _lack(r, book)) is not None:
            item, free = lack
            outcome.refused[r.key] = Reason(
                "short", N_("Only {free} of item {item} left"), {"free": free, "item": item}
            )
            continue
        for item, qty in r.lines:
            book.take(_key(r, item), qty)
        good.append(r)
    book.write()
    holds = Hold.objects.bulk_create(
        [Hold(kind=r.kind, key=r.key, shop_id=r.shop, expires_at=r.expires_at, made_at=at) for r in good]
    )
    allocations = [(book.levels[_key(r, item)].id, qty, hold) for r, hold in zip(good, holds) for item, qty in r.lines]
    copy_rows(
        Allocation,
        ("id", "level_id", "qty", "hold_id", "expires_at", "closed_as"),
        [
            (id, level, qty, hold.id, hold.expires_at, "")
            for id, (level, qty, hold) in zip(draw_ids("stock_ledger_seq", len(allocations)), allocations)
        ],
    )
    outcome.done += [r.key for r in good]
    outcome.made |= {hold.key: hold.id for hold in holds}
    return outcome


@command("stock.end_holds", N_("End holds"), HOLDS)
def end_holds(hold_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give held stock back: the checkout was left, the hold ran out, or its order is being allocated in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, l.item_id, l.warehouse_id, l.owner_id, l.grade, a.qty
               FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id
               WHERE a.hold_id = ANY(%s::bigint[]) AND a.closed_seq IS NULL ORDER BY a.id""",
            [array(hold_ids)],
        )
        held = cursor.fetchall()
        book = LevelBook.lock(tuple(row[1:5]) for row in held)
        cursor.execute(
            """UPDATE stock_allocation SET closed_seq = nextval('stock_ledger_seq'), closed_as = 'released'
               WHERE id = ANY(%s::bigint[]) AND closed_seq IS NULL RETURNING id""",
            [array(row[0] for row in held)],
        )
        ended = {id for (id,) in cursor.fetchall()}
    for id, item, warehouse, owner, grade, qty in held:
        if id in ended:
            book.give((item, warehouse, owner, grade), qty)
    book.write()
    Hold.objects.filter(id__in=hold_ids, ended_at=None).update(ended_at=at)
    return Outcome(done=list(hold_ids))


def _key(r: Reservation, item: int) -> LevelKey:
    return (item, r.warehouse, r.owner, "good")


def _lack(r: Reservation, book: LevelBook) -> tuple[int, Decimal] | None:
    """The first item that lacks, counting lines that share an item together; None when all can be held."""
    wanted: defaultdict[int, Decimal] = defaultdict(Decimal)
    for item, qty in r.lines:
        wanted[item] += qty
    for item, qty in wanted.items():
        if (free := book.free(_key(r, item))) < qty:
            return item, free
    return None
