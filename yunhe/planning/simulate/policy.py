"""Replenishment policies: from the stock position at the end of a day to what is ordered."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from yunhe.planning.simulate.world import Ints

_MONTH, _YEAR = 30, 360


class Policy(Protocol):
    """Anything that answers `orders`; it may look back at `demand` (days so far × items) but not ahead."""

    def orders(self, position: Ints, demand: Ints) -> Ints:
        """Pieces to order of each item, given on hand + on order − backorders."""


@dataclass(frozen=True, eq=False)
class Levels:
    """(s, S): at or below the reorder point, order up to a level, at least the minimum, in whole multiples."""

    reorder_point: Ints
    order_up_to: Ints
    minimum: Ints | int = 0
    multiple: Ints | int = 1

    def orders(self, position: Ints, demand: Ints) -> Ints:
        return lot(self.order_up_to - position, position <= self.reorder_point, self.minimum, self.multiple)


@dataclass(frozen=True, eq=False)
class HighestMonth:
    """The rule of thumb: keep 1.2 × the highest 30 days of the last 360, below it order it plus `cover` days of use.

    `past` (days × items) is what was sold before the replay starts.
    """

    past: Ints
    cover: int
    minimum: Ints | int = 0
    multiple: Ints | int = 1

    def orders(self, position: Ints, demand: Ints) -> Ints:
        known = np.concatenate([self.past[max(len(demand) - _YEAR, -len(self.past)) :], demand])[-_YEAR:]
        whole = len(known) // _MONTH
        if not whole:
            return np.zeros_like(position)
        months = known[len(known) - whole * _MONTH :].reshape(whole, _MONTH, -1).sum(axis=1)
        safety = -(-6 * months.max(axis=0) // 5)
        cover = -(-months.sum(axis=0) * self.cover // (whole * _MONTH))
        return lot(safety + cover - position, position < safety, self.minimum, self.multiple)


def lot(short: Ints, due: npt.NDArray[np.bool_], minimum: Ints | int, multiple: Ints | int) -> Ints:
    """A permitted order quantity where an order is due, else nothing."""
    wanted = np.maximum(np.maximum(short, minimum), 0)
    return np.where(due & (short > 0), -(-wanted // multiple) * multiple, 0)
