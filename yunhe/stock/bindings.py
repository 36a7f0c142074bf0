"""Bindings: which bin and lot a released line is picked from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.stock.allocations import LineRow
from yunhe.stock.levels import LevelKey
from yunhe.stock.rules import Place, pick_order, usable

ZERO = Decimal(0)


class Bound(NamedTuple):
    """A binding with its place, read under lock."""

    id: int
    line: int
    outbound: int
    bin_level: int
    qty: Decimal
    picked: Decimal
    item: int
    warehouse: int
    bin: int
    lot: int | None
    owner: int
    grade: str
    since: date | None

    @property
    def level(self) -> LevelKey:
        return (self.item, self.warehouse, self.owner, self.grade)


class Shelves:
    """What could be picked for some levels, in picking order, locked; a batch takes from it line by line."""

    def __init__(self, places: Mapping[LevelKey, Sequence[Place]], day: date, blocked: frozenset[int]) -> None:
        self._places = {key: sorted(rows, key=pick_order) for key, rows in places.items()}
        self._left = {place.bin_level: place.free for rows in places.values() for place in rows}
        self._day, self._blocked = day, blocked

    @classmethod
    def lock(cls, keys: Iterable[LevelKey], day: date) -> "Shelves":
        """Lock the bin levels of these levels outside PACK (one statement)."""
        wanted = sorted(set(keys))
        items, warehouses, owners, grades = zip(*wanted) if wanted else ((), (), (), ())
        places: defaultdict[LevelKey, list[Place]] = defaultdict(list)
        blocked = set()
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT b.item_id, b.warehouse_id, b.owner_id, b.grade, b.id, b.qty - b.bound, t.expires_on, b.since,
                          n.kind = 'receive', coalesce(t.blocked, false)
                   FROM stock_binlevel b
                   JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS k(item, warehouse, owner, grade)
                     ON (b.item_id, b.warehouse_id, b.owner_id, b.grade) = (k.item, k.warehouse, k.owner, k.grade)
                   JOIN stock_bin n ON n.id = b.bin_id
                   LEFT JOIN stock_lot t ON t.id = b.lot_id
                   WHERE b.qty > b.bound AND n.kind <> 'pack'
                   ORDER BY b.id FOR UPDATE OF b""",
                [array(items), array(warehouses), array(owners), array(grades)],
            )
            for item, warehouse, owner, grade, id, free, expires, since, receiving, is_blocked in cursor.fetchall():
                places[item, warehouse, owner, grade].append(Place(id, free, expires, since, receiving))
                if is_blocked:
                    blocked.add(id)
        return cls(places, day, frozenset(blocked))

    def take(self, key: LevelKey, qty: Decimal, min_days: int = 0) -> list[tuple[int, Decimal]] | None:
        """Where to pick `qty` from, or None (and nothing taken) when usable goods in bins do not suffice."""
        taken = []
        for place in self._places.get(key, ()):
            if not qty:
                break
            left = self._left[place.bin_level]
            if left and usable(place.expires_on, place.bin_level in self._blocked, self._day, min_days):
                part = min(left, qty)
                taken.append((place.bin_level, part))
                qty -= part
        if qty:
            return None
        for bin_level, part in taken:
            self._left[bin_level] -= part
        return taken

    def give(self, taken: Iterable[tuple[int, Decimal]]) -> None:
        for bin_level, part in taken:
            self._left[bin_level] += part


def bind(rows: Sequence[tuple[LineRow, Sequence[tuple[int, Decimal]]]]) -> None:
    """Store bindings of lines and raise the bins' bound quantity; a line bound there already is bound to more."""
    flat = [(line.id, bin_level, qty) for line, taken in rows for bin_level, qty in taken]
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO stock_binding (outbound_line_id, bin_level_id, qty, picked)
               SELECT c.*, 0 FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[]) AS c(line, bin_level, qty)
               ON CONFLICT (outbound_line_id, bin_level_id) DO UPDATE SET qty = stock_binding.qty + excluded.qty""",
            [
                array(line for line, _, _ in flat),
                array(place for _, place, _ in flat),
                array(qty for _, _, qty in flat),
            ],
        )
    change_bound([(bin_level, qty) for _, bin_level, qty in flat])


def change_bound(rows: Iterable[tuple[int, Decimal]]) -> None:
    """Add to the bound quantity of bin levels, in one statement."""
    change: defaultdict[int, Decimal] = defaultdict(Decimal)
    for bin_level, qty in rows:
        change[bin_level] += qty
    if not change:
        return
    ids = sorted(change)
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH locked AS (SELECT id FROM stock_binlevel WHERE id = ANY(%s::bigint[]) ORDER BY id FOR UPDATE)
               UPDATE stock_binlevel b SET bound = b.bound + c.qty
               FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, qty) JOIN locked USING (id) WHERE b.id = c.id""",
            [array(ids), array(ids), array(change[id] for id in ids)],
        )


def bound_to(outbound_ids: Iterable[int]) -> list[Bound]:
    """The bindings of these outbounds."""
    return _bound("l.outbound_id", outbound_ids)


def bound(binding_ids: Iterable[int]) -> list[Bound]:
    """These bindings."""
    return _bound("k.id", binding_ids)


def unbind(bindings: Sequence[Bound]) -> None:
    """Remove bindings; what was not picked is free in its bin again."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stock_binding WHERE id = ANY(%s::bigint[])", [array(b.id for b in bindings)])
    change_bound([(b.bin_level, b.picked - b.qty) for b in bindings])


def set_bindings(rows: Mapping[int, tuple[Decimal, Decimal]]) -> None:
    """Write quantity and picked of bindings: {id: (qty, picked)}; one without quantity is removed."""
    gone = [id for id, (qty, _) in rows.items() if not qty]
    stay = [id for id in rows if rows[id][0]]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM stock_binding WHERE id = ANY(%s::bigint[])", [array(gone)])
        cursor.execute(
            """UPDATE stock_binding k SET qty = c.qty, picked = c.picked
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS c(id, qty, picked) WHERE k.id = c.id""",
            [array(stay), array(rows[id][0] for id in stay), array(rows[id][1] for id in stay)],
        )


def bound_in(bin_levels: Iterable[int]) -> list[Bound]:
    """The bindings in these bin levels, in the order in which they give way: lowest priority and latest first."""
    return _bound("k.bin_level_id", bin_levels, "o.priority DESC, o.ship_by DESC NULLS FIRST, k.id DESC")


def _bound(column: str, ids: Iterable[int], order: str = "k.id") -> list[Bound]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT k.id, l.id, l.outbound_id, b.id, k.qty, k.picked, b.item_id, b.warehouse_id, b.bin_id, b.lot_id,
                       b.owner_id, b.grade, b.since
                FROM stock_binding k
                JOIN stock_outboundline l ON l.id = k.outbound_line_id
                JOIN stock_outbound o ON o.id = l.outbound_id
                JOIN stock_binlevel b ON b.id = k.bin_level_id
                WHERE {column} = ANY(%s::bigint[]) ORDER BY {order}""",
            [array(set(ids))],
        )
        return [Bound(*row) for row in cursor.fetchall()]
