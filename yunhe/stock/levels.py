"""Levels under lock: what is free, what a batch takes of it, written back in one statement."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from yunhe.kernel.bulk import array

ZERO = Decimal(0)
LevelKey = tuple[int, int, int, str]  # item, warehouse, owner, grade


@dataclass(slots=True)
class LockedLevel:
    """A level as it stands in this transaction; `allocated` moves as the batch takes and gives."""

    id: int
    on_hand: Decimal
    allocated: Decimal
    was_allocated: Decimal

    @property
    def free(self) -> Decimal:
        return self.on_hand - self.allocated


class LevelBook:
    """Levels of many keys, locked by ascending id until the transaction ends."""

    def __init__(self, levels: dict[LevelKey, LockedLevel]) -> None:
        self.levels = levels

    @classmethod
    def lock(cls, keys: Iterable[LevelKey]) -> "LevelBook":
        """Lock the levels of these keys. Missing levels are made (empty) first-come; at most three statements."""
        wanted = sorted(set(keys))
        book = cls(_locked(wanted))
        if missing := [key for key in wanted if key not in book.levels]:
            _make(missing)
            book.levels |= _locked(missing)
        return book

    @classmethod
    def lock_existing(
        cls, item_ids: Iterable[int], warehouse_ids: Iterable[int], owner_id: int, grade: str
    ) -> "LevelBook":
        """Lock what there is of these items in these warehouses, for one owner and grade."""
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT item_id, warehouse_id, id, on_hand, allocated FROM stock_level
                   WHERE item_id = ANY(%s::bigint[]) AND warehouse_id = ANY(%s::bigint[]) AND owner_id = %s AND grade = %s
                   ORDER BY id FOR UPDATE""",
                [array(set(item_ids)), array(set(warehouse_ids)), owner_id, grade],
            )
            return cls({(i, w, owner_id, grade): LockedLevel(id, h, a, a) for i, w, id, h, a in cursor.fetchall()})

    def free(self, key: LevelKey) -> Decimal:
        level = self.levels.get(key)
        return level.on_hand - level.allocated if level else ZERO

    def take(self, key: LevelKey, qty: Decimal) -> Decimal:
        """Take up to `qty` of what is free; returns how much that was."""
        level = self.levels.get(key)
        if level is None:
            return ZERO
        taken = min(qty, level.on_hand - level.allocated)
        if taken <= 0:
            return ZERO
        level.allocated += taken
        return taken

    def give(self, key: LevelKey, qty: Decimal) -> None:
        """Give back what was allocated."""
        self.levels[key].allocated -= qty

    def write(self) -> None:
        """Write the changed counters in one statement."""
        changed = [level for level in self.levels.values() if level.allocated != level.was_allocated]
        if not changed:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE stock_level l SET allocated = c.allocated
                   FROM unnest(%s::bigint[], %s::numeric[]) AS c(id, allocated) WHERE l.id = c.id""",
                [array(level.id for level in changed), array(level.allocated for level in changed)],
            )
        for level in changed:
            level.was_allocated = level.allocated


def _locked(keys: list[LevelKey]) -> dict[LevelKey, LockedLevel]:
    items, warehouses, owners, grades = zip(*keys) if keys else ((), (), (), ())
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, l.id, l.on_hand, l.allocated
               FROM stock_level l
               JOIN unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS k(item, warehouse, owner, grade)
                 ON (l.item_id, l.warehouse_id, l.owner_id, l.grade) = (k.item, k.warehouse, k.owner, k.grade)
               ORDER BY l.id FOR UPDATE OF l""",
            [array(items), array(warehouses), array(owners), array(grades)],
        )
        return {(i, w, o, g): LockedLevel(id, h, a, a) for i, w, o, g, id, h, a in cursor.fetchall()}


def _make(keys: list[LevelKey]) -> None:
    items, warehouses, owners, grades = zip(*keys)
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO stock_level (item_id, warehouse_id, owner_id, grade, on_hand, allocated)
               SELECT item, warehouse, owner, grade, 0, 0
               FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[]) AS k(item, warehouse, owner, grade)
               ON CONFLICT DO NOTHING""",
            [array(items), array(warehouses), array(owners), array(grades)],
        )
