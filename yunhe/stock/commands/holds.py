"""Set stock aside without an outbound: a checkout or counter that needs its answer at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array, texts
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.events import HoldEnded, StockHeld
from yunhe.stock.levels import LevelBook, LevelKey
from yunhe.stock.models import Hold
from yunhe.stock.scopes import HOLDS, SHOPS, WAREHOUSES

ZERO = Decimal(0)


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
    """Reserve or refuse at once. Refused by key with the first item that lacks; `made` maps the key to its hold.

    What cannot be had is refused after a look that locks nothing, so that a rush for the last piece does not queue for
    the word that it is gone. What seems to be there is decided under the lock.
    """
    asked = {r.key: r for r in rows}
    known, free = _glance(asked.values())
    outcome = Outcome(done=list(known), made=dict(known))
    wishes = [r for r in asked.values() if r.key not in known and _can_have(r, free, outcome)]
    if not wishes:
        return outcome
    book = LevelBook.lock(_key(r, item) for r in wishes for item, _ in r.lines)
    outcome.made |= _known(wishes)
    good = []
    for r in wishes:
        if r.key in outcome.made:
            outcome.done.append(r.key)
        elif _can_have(r, {_key(r, item): book.free(_key(r, item)) for item, _ in r.lines}, outcome):
            for item, qty in r.lines:
                book.take(_key(r, item), qty)
            good.append(r)
    book.write()
    outcome.made |= _hold(good, book, at)
    held = [(_key(r, item), qty) for r in good for item, qty in r.lines]
    record([StockHeld(subject=book.levels[k].id, item=k[0], warehouse=k[1], qty=qty) for k, qty in held], by=by, at=at)
    outcome.done += [r.key for r in good]
    return outcome


@command("stock.end_holds", N_("End holds"), HOLDS)
def end_holds(hold_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give held stock back: the checkout was left, the hold ran out, or its order is being allocated in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, l.id, l.item_id, l.warehouse_id, l.owner_id, l.grade, a.qty
               FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id
               WHERE a.hold_id = ANY(%s::bigint[]) AND a.closed_seq IS NULL ORDER BY a.id""",
            [array(hold_ids)],
        )
        held = cursor.fetchall()
        book = LevelBook.lock(tuple(row[2:6]) for row in held)
        cursor.execute(
            """UPDATE stock_allocation SET closed_seq = nextval('stock_ledger_seq'), closed_as = 'released'
               WHERE id = ANY(%s::bigint[]) AND closed_seq IS NULL RETURNING id""",
            [array(row[0] for row in held)],
        )
        ended = {id for (id,) in cursor.fetchall()}
    free: list[Event] = []
    for id, level, item, warehouse, owner, grade, qty in held:
        if id in ended:
            book.give((item, warehouse, owner, grade), qty)
            free.append(HoldEnded(subject=level, item=item, warehouse=warehouse, qty=qty))
    book.write()
    Hold.objects.filter(id__in=hold_ids, ended_at=None).update(ended_at=at)
    record(free, by=by, at=at)
    return Outcome(done=list(hold_ids))


def _glance(rows: Iterable[Reservation]) -> tuple[dict[str, int], dict[LevelKey, Decimal]]:
    """The holds that these keys have, and what is free of what is asked for; one statement."""
    lines = [(r.key, item, r.warehouse, r.owner) for r in rows for item, _ in r.lines]
    keys, items, warehouses, owners = zip(*lines) if lines else ((), (), (), ())
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT k.key, h.id, k.item, k.warehouse, k.owner, l.on_hand - l.allocated
               FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[]) AS k(key, item, warehouse, owner)
               LEFT JOIN stock_hold h ON h.key = k.key
               LEFT JOIN stock_level l
                 ON (l.item_id, l.warehouse_id, l.owner_id, l.grade) = (k.item, k.warehouse, k.owner, 'good')""",
            [texts(keys), array(items), array(warehouses), array(owners)],
        )
        found = cursor.fetchall()
    known = {key: id for key, id, *_ in found if id is not None}
    return known, {(item, w, o, "good"): free for *_, item, w, o, free in found if free is not None}


def _known(rows: Sequence[Reservation]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, id FROM stock_hold WHERE key = ANY(%s::text[])", [texts(r.key for r in rows)])
        return dict(cursor.fetchall())


def _can_have(r: Reservation, free: Mapping[LevelKey, Decimal], outcome: Outcome) -> bool:
    """Whether all of it can be had, lines that share an item counted together; else the first item that lacks is the
    reason of its refusal."""
    wanted: defaultdict[int, Decimal] = defaultdict(Decimal)
    for item, qty in r.lines:
        wanted[item] += qty
    for item, qty in wanted.items():
        left = free.get(_key(r, item), ZERO)
        if left < qty:
            figures = {"free": left, "item": item}
            outcome.refused[r.key] = Reason("short", N_("Only {free} of item {item} left"), figures)
            return False
    return True


def _hold(rows: Sequence[Reservation], book: LevelBook, at: datetime) -> dict[str, int]:
    """Insert holds and their allocations; {key: hold}. The levels' lock must be held: ids are drawn here."""
    if not rows:
        return {}
    lines = [(r.key, book.levels[_key(r, item)].id, qty) for r in rows for item, qty in r.lines]
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH held AS (
                   INSERT INTO stock_hold (kind, key, shop_id, expires_at, made_at)
                   SELECT kind, key, shop, expires_at, %s
                   FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::timestamptz[]) AS r(kind, key, shop, expires_at)
                   RETURNING id, key, expires_at),
               allocated AS (
                   INSERT INTO stock_allocation (id, level_id, qty, hold_id, expires_at, closed_as)
                   SELECT nextval('stock_ledger_seq'), l.level, l.qty, h.id, h.expires_at, ''
                   FROM unnest(%s::text[], %s::bigint[], %s::numeric[]) AS l(key, level, qty) JOIN held h USING (key))
               SELECT key, id FROM held""",
            [
                *(at, [r.kind for r in rows], [r.key for r in rows], array(r.shop for r in rows)),
                [r.expires_at for r in rows],
                *([key for key, _, _ in lines], array(level for _, level, _ in lines), array(qty for *_, qty in lines)),
            ],
        )
        return dict(cursor.fetchall())


def _key(r: Reservation, item: int) -> LevelKey:
    return (item, r.warehouse, r.owner, "good")
