"""The input of a plan as columns, straight from one query each: items, bill lines, open supply, demand, alternates.

Quantities are int64 millionths (`quantity.micro` makes them), dates int64 days (`calendar.days` makes them), scrap
and loss are parts per million. A scalar stands for a column of equal values.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.calendar import days
from yunhe.planning.mrp.errors import BadLeadTime, BadLotRule, BadQuantity, DuplicateId
from yunhe.planning.mrp.quantity import LARGEST, MICRO, Column, Ints, units

Ids = Sequence[object]
Floats = npt.NDArray[np.float64]
RULES = ("lot_for_lot", "fixed", "periodic", "wagner_whitin")


@dataclass(frozen=True, eq=False)
class Items:
    """One row per item: stock, time and lot rule.

    `rule` is a position in RULES; `minimum`, `maximum` (0 = none) and `multiple` bound every rule's orders; `fixed` is
    the order size of the fixed rule, `periods` the buckets of the periodic one; `setup_cost` per order and
    `holding_cost` per unit and day steer Wagner-Whitin. `loss` is the share of started goods that never arrives.
    """

    id: Ids
    on_hand: Ints
    allocated: Ints
    safety: Ints
    lead_time: Ints
    loss: Ints
    rule: Ints
    minimum: Ints
    maximum: Ints
    multiple: Ints
    fixed: Ints
    periods: Ints
    setup_cost: Floats
    holding_cost: Floats

    @classmethod
    def of(
        cls,
        id: Ids,
        *,
        on_hand: npt.ArrayLike = 0,
        allocated: npt.ArrayLike = 0,
        safety: npt.ArrayLike = 0,
        lead_time: npt.ArrayLike = 0,
        loss: npt.ArrayLike = 0,
        rule: str | Sequence[str] | Ints = "lot_for_lot",
        minimum: npt.ArrayLike = 0,
        maximum: npt.ArrayLike = 0,
        multiple: npt.ArrayLike = MICRO,
        fixed: npt.ArrayLike = 0,
        periods: npt.ArrayLike = 1,
        setup_cost: npt.ArrayLike = 0.0,
        holding_cost: npt.ArrayLike = 0.0,
    ) -> "Items":
        """Raises DuplicateId, BadQuantity, BadLeadTime or BadLotRule, each naming the item."""
        count = len(id)
        refuse_duplicates(id, "item")
        items = cls(
            id,
            quantities(on_hand, id, "on hand", lowest=-LARGEST),
            quantities(allocated, id, "allocated"),
            quantities(safety, id, "safety"),
            whole(lead_time, count),
            whole(loss, count),
            _rules(rule, id),
            quantities(minimum, id, "minimum lot"),
            quantities(maximum, id, "maximum lot"),
            quantities(multiple, id, "multiple", lowest=1),
            quantities(fixed, id, "fixed lot"),
            whole(periods, count),
            np.broadcast_to(np.asarray(setup_cost, dtype=np.float64), count),
            np.broadcast_to(np.asarray(holding_cost, dtype=np.float64), count),
        )
        items._refuse_contradictions()
        return items

    def _refuse_contradictions(self) -> None:
        negative = self.lead_time < 0
        if negative.any():
            row = int(negative.argmax())
            raise BadLeadTime(
                f"item {self.id[row]} has a lead time of {self.lead_time[row]} days", offender=str(self.id[row])
            )
        capped = self.maximum > 0
        floats_fine = np.isfinite(self.setup_cost) & np.isfinite(self.holding_cost)
        for wrong, reason in (
            ((self.loss < 0) | (self.loss >= MICRO), "loses everything or less than nothing in production"),
            (capped & (self.minimum > self.maximum), "has a minimum lot above its maximum"),
            (capped & (self.maximum % self.multiple != 0), "has a maximum lot that is not a whole number of multiples"),
            ((self.rule == RULES.index("fixed")) & (self.fixed == 0), "has a fixed lot rule without a lot size"),
            (
                capped & (self.rule == RULES.index("fixed")) & (self.fixed > self.maximum),
                "has a fixed lot above its maximum",
            ),
            (self.periods < 1, "has a periodic lot of less than one bucket"),
            (~floats_fine | (self.setup_cost < 0) | (self.holding_cost < 0), "has a negative or missing lot cost"),
        ):
            if wrong.any():
                offender = str(self.id[int(wrong.argmax())])
                raise BadLotRule(f"item {offender} {reason}", offender=offender)


@dataclass(frozen=True, eq=False)
class Bom:
    """Bill lines: one unit of `parent` takes `per` of `child`; a negative `per` is a by-product that it gives."""

    parent: Ids
    child: Ids
    per: Ints
    scrap: Ints

    @classmethod
    def of(cls, parent: Ids = (), child: Ids = (), *, per: npt.ArrayLike = MICRO, scrap: npt.ArrayLike = 0) -> "Bom":
        """`per` in millionths of the child's unit, `scrap` in parts per million of what is taken."""
        bom = cls(parent, child, quantities(per, parent, "quantity per", lowest=-LARGEST), whole(scrap, len(parent)))
        wrong = (bom.per == 0) | (bom.scrap < 0) | (bom.scrap >= MICRO) | (np.abs(bom.per) > MICRO * MICRO)
        if wrong.any():
            row = int(wrong.argmax())
            offender = f"{parent[row]} → {child[row]}"
            raise BadQuantity(f"bill line {offender} has an impossible quantity or scrap", offender=offender)
        return bom


@dataclass(frozen=True, eq=False)
class Supply:
    """Open orders: what is still to come, when, and by how much the supplier would let the order grow."""

    id: Ids
    item: Ids
    due: Ints
    quantity: Ints
    growth: Ints

    @classmethod
    def of(
        cls,
        id: Ids = (),
        item: Ids = (),
        *,
        due: Column = (),
        quantity: npt.ArrayLike = 0,
        growth: npt.ArrayLike = 0,
    ) -> "Supply":
        """`growth` is the quantity by which the supplier allows the order to be increased (0 = not at all)."""
        refuse_duplicates(id, "open order")
        return cls(
            id, item, _dates(due, id), quantities(quantity, id, "open quantity"), quantities(growth, id, "growth")
        )

    @cached_property
    def number(self) -> dict[object, int]:
        """Row numbers by id."""
        return dict(zip(self.id, range(len(self.id))))


@dataclass(frozen=True, eq=False)
class Demand:
    """What is asked for, less what is already allocated to it: customer orders, forecasts, open work orders' issues."""

    id: Ids
    item: Ids
    due: Ints
    quantity: Ints

    @classmethod
    def of(cls, id: Ids = (), item: Ids = (), *, due: Column = (), quantity: npt.ArrayLike = 0) -> "Demand":
        refuse_duplicates(id, "demand")
        return cls(id, item, _dates(due, id), quantities(quantity, id, "demand"))

    @cached_property
    def number(self) -> dict[object, int]:
        """Row numbers by id."""
        return dict(zip(self.id, range(len(self.id))))


@dataclass(frozen=True, eq=False)
class Alternates:
    """`alternate` may stand in for `item` while its own stock is free: `ratio` of it for one unit; ranked by row."""

    item: Ids
    alternate: Ids
    ratio: Ints

    @classmethod
    def of(cls, item: Ids = (), alternate: Ids = (), *, ratio: npt.ArrayLike = MICRO) -> "Alternates":
        refuse_duplicates(list(zip(item, alternate)), "alternate")
        return cls(item, alternate, quantities(ratio, item, "ratio", lowest=1))


def refuse_duplicates(ids: Ids, noun: str) -> None:
    """Raise DuplicateId for the first id that appears twice."""
    if len(set(ids)) != len(ids):
        twice = Counter(ids).most_common(1)[0][0]
        raise DuplicateId(f"{noun} {twice} appears twice", offender=str(twice))


def quantities(values: npt.ArrayLike, ids: Ids, noun: str, lowest: int = 0) -> Ints:
    """A column of millionths; raises BadQuantity, naming the row, when it is no integer or below `lowest`."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        raise BadQuantity(f"{noun} must be int64 millionths: use micro()", offender=noun)
    column = np.broadcast_to(array.astype(np.int64), len(ids))
    wrong = (column < lowest) | (column >= LARGEST)
    if wrong.any():
        row = int(wrong.argmax())
        raise BadQuantity(f"{noun} of {ids[row]} is {units(int(column[row]))}", offender=str(ids[row]))
    return column


def whole(values: npt.ArrayLike, count: int) -> Ints:
    """A column of whole numbers; raises BadLeadTime for fractions."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu" and array.size:
        offender = str(array.ravel()[0])
        raise BadLeadTime(f"{offender}: lead times, periods, scrap and loss are whole numbers", offender=offender)
    return np.broadcast_to(array.astype(np.int64), count)


def _rules(rule: str | Sequence[str] | Ints, ids: Ids) -> Ints:
    if isinstance(rule, np.ndarray) and rule.dtype.kind in "iu":
        codes = rule.astype(np.int64)
    else:
        names = [rule] if isinstance(rule, str) else list(rule)
        unknown = next((row for row, name in enumerate(names) if name not in RULES), None)
        if unknown is not None:
            offender = str(ids[unknown]) if len(ids) else ""
            raise BadLotRule(f"item {offender} has the unknown lot rule {names[unknown]!r}", offender=offender)
        codes = np.array([RULES.index(name) for name in names], dtype=np.int64)
    if codes.size and not (codes.min() >= 0 and codes.max() < len(RULES)):
        raise BadLotRule("a lot rule's code is not a position in RULES", offender=str(codes.max()))
    return np.broadcast_to(codes, len(ids))


def _dates(due: Column, ids: Ids) -> Ints:
    if len(ids) == 0:
        return np.empty(0, dtype=np.int64)
    return np.broadcast_to(days(due), len(ids))
