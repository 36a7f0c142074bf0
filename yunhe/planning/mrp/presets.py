"""Purchase proposals by formula, for items that are bought by rule and not by plan; shown beside the full netting."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.errors import BadQuantity
from yunhe.planning.mrp.quantity import Ints, rounded_up


@dataclass(frozen=True, eq=False)
class PurchaseProposals:
    """Columns of millionths: what to buy, and the three figures it rests on."""

    quantity: Ints
    safety: Ints
    covered: Ints
    demand: Ints

    @property
    def triggered(self) -> npt.NDArray[np.bool_]:
        return self.quantity > 0


def safety_by_highest_month(monthly_use: Ints) -> Ints:
    """1.2 × the highest calendar month, for items × months, rounded up to the next millionth (150 → 180)."""
    months = np.asarray(monthly_use, dtype=np.int64)
    if months.ndim != 2 or not months.shape[1] or (months < 0).any():
        raise BadQuantity("monthly use needs at least one month, and none below zero", offender=str(months.shape))
    highest = months.max(axis=1)
    return highest + -(-highest // 5)


def below_safety(
    *,
    on_hand: Ints,
    allocated: Ints,
    incoming: Ints,
    safety: Ints,
    demand: Ints,
    minimum: Ints,
    multiple: Ints,
) -> PurchaseProposals:
    """Buy when on hand − allocated + incoming within the lead time falls below safety.

    Quantity: the larger of the minimum and safety + demand within the lead time − that sum, rounded up to a multiple.
    All columns in millionths.
    """
    covered = on_hand - allocated + incoming
    wanted = rounded_up(np.maximum(minimum, safety + demand - covered), multiple)
    return PurchaseProposals(np.where(covered < safety, wanted, 0), safety, covered, demand)


def plain_need(*, need: Ints, stock: Ints, safety: Ints) -> PurchaseProposals:
    """The plain formula: to buy = need − stock + safety, never below zero. All columns in millionths."""
    return PurchaseProposals(np.maximum(need - stock + safety, 0), safety, stock, need)
