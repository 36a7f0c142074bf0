"""How long suppliers really take: the distribution of lead times, learned from receipts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from yunhe.planning.safety_stock.errors import SafetyStockError

ENOUGH = 10  # receipts after which an item's own lead times speak alone


@dataclass(frozen=True)
class LeadTimes:
    """Observed or quoted lead times in whole days, sorted; `reason` says where they come from."""

    days: tuple[int, ...]
    reason: str

    def __post_init__(self) -> None:
        if not self.days:
            raise SafetyStockError("a lead time is needed", offender="lead_time")
        _checked(list(self.days), "lead_time")

    @classmethod
    def quoted(cls, days: int, offender: str = "lead_time") -> "LeadTimes":
        """A lead time nobody has measured yet."""
        return cls(_checked([days], offender), f"quoted: {days} days, no receipt yet")

    @property
    def mean(self) -> float:
        """Mean in days."""
        return float(np.mean(self.days))

    def quantile(self, level: float) -> float:
        """The days within which the share `level` of the receipts came."""
        return float(np.quantile(self.days, level))


def learn_lead_times(
    receipts: Mapping[str, Iterable[tuple[date, date]]], *, quoted: Mapping[str, int] | None = None
) -> dict[str, LeadTimes]:
    """Lead times per item from (ordered, received) dates, all of one supplier.

    An item with fewer than ENOUGH receipts is filled up with evenly spaced ones of the supplier's other items; an item
    with none at all and none to borrow takes its quoted days. Raises SafetyStockError naming an item whose receipt
    came before its order, or one nothing is known about.
    """
    own = {item: _days(item, pairs) for item, pairs in receipts.items()}
    pool = sorted(days for known in own.values() for days in known)
    learned = {}
    for item, days in own.items():
        missing = max(ENOUGH - len(days), 0)
        if not missing:
            learned[item] = LeadTimes(days, f"learned from {len(days)} receipts")
        elif pool:
            borrowed = [pool[int((place + 0.5) * len(pool) / missing)] for place in range(missing)]
            reason = f"learned from {len(days)} receipts and {missing} drawn from all {len(pool)} of the supplier"
            learned[item] = LeadTimes(tuple(sorted([*days, *borrowed])), reason)
        elif quoted and item in quoted:
            learned[item] = LeadTimes.quoted(quoted[item], item)
        else:
            raise SafetyStockError(f"{item}: no receipt and no quoted lead time", offender=item)
    return learned


def _days(item: str, pairs: Iterable[tuple[date, date]]) -> tuple[int, ...]:
    return _checked([(received - ordered).days for ordered, received in pairs], item)


def _checked(days: list[int], offender: str) -> tuple[int, ...]:
    if any(one < 0 for one in days):
        raise SafetyStockError(f"{offender}: a lead time of {min(days)} days is negative", offender=offender)
    return tuple(sorted(days))
