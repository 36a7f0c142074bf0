"""The world that is replayed: items, the demand that came, suppliers as they deliver, warehouse and trucks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.errors import PlanningError

Ints = npt.NDArray[np.int64]
Ids = Sequence[object]


class BadWorld(PlanningError):
    """A world that contradicts itself; `offender` names the item, supplier or setting."""


@dataclass(frozen=True, eq=False)
class World:
    """`demand` (days × items) in whole pieces; `cost` in cents a piece; `lead_times[s]`: days of supplier s's receipts.

    Every day the warehouse picks at most `pick_capacity` pieces; trucks leave on days d with d % `truck_every` == 0,
    take at most `truck_capacity` pieces each day and arrive `transit` days later. A line is on time when all of it
    is delivered within `promise` days. Without `backorders`, what is not on the shelf is lost.
    """

    id: Ids
    demand: Ints
    on_hand: Ints
    cost: Ints
    supplier: Ints
    lead_times: tuple[Ints, ...]
    pick_capacity: int
    truck_capacity: int
    truck_every: int
    transit: int
    promise: int
    backorders: bool

    @classmethod
    def of(
        cls,
        id: Ids,
        *,
        demand: npt.ArrayLike,
        on_hand: npt.ArrayLike,
        cost: npt.ArrayLike,
        supplier: npt.ArrayLike,
        lead_times: Sequence[npt.ArrayLike],
        pick_capacity: int = 10**15,
        truck_capacity: int = 10**15,
        truck_every: int = 1,
        transit: int = 1,
        promise: int = 3,
        backorders: bool = True,
    ) -> "World":
        """Raises BadWorld, naming the item, supplier or setting, for anything negative, fractional or missing."""
        count = len(id)
        asked = _whole(demand, "demand")
        if asked.ndim != 2 or asked.shape[1] != count or not asked.shape[0]:
            raise BadWorld(f"demand is {asked.shape}, not days × {count} items", offender="demand")
        columns = [np.broadcast_to(_whole(values, noun), count) for values, noun in _named(on_hand, cost, supplier)]
        known = tuple(np.sort(_whole(times, "lead times")) for times in lead_times)
        for column, noun in ((asked.min(axis=0), "demand"), (columns[0], "stock"), (columns[1], "cost")):
            _refuse(column < 0, id, f"has negative {noun}")
        _refuse((columns[2] < 0) | (columns[2] >= len(known)), id, "has an unknown supplier")
        for number, times in enumerate(known):
            if not len(times) or times[0] < 0:
                raise BadWorld(f"supplier {number} has no or negative lead times", offender=str(number))
        for noun, value, least in (
            ("pick_capacity", pick_capacity, 0),
            ("truck_capacity", truck_capacity, 0),
            ("truck_every", truck_every, 1),
            ("transit", transit, 0),
            ("promise", promise, 0),
        ):
            if value < least:
                raise BadWorld(f"{noun} is {value}", offender=noun)
        limits = (pick_capacity, truck_capacity, truck_every, transit, promise, backorders)
        return cls(id, asked, columns[0], columns[1], columns[2], known, *limits)

    @property
    def days(self) -> int:
        return len(self.demand)


def _named(*values: npt.ArrayLike) -> list[tuple[npt.ArrayLike, str]]:
    return list(zip(values, ("stock", "cost", "supplier")))


def _whole(values: npt.ArrayLike, noun: str) -> Ints:
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise BadWorld(f"{noun} must be whole numbers", offender=noun)
    return array.astype(np.int64)


def _refuse(wrong: npt.NDArray[np.bool_], ids: Ids, reason: str) -> None:
    if wrong.any():
        offender = str(ids[int(wrong.argmax())])
        raise BadWorld(f"item {offender} {reason}", offender=offender)
