"""The lot rules item by item: a loop that numba compiles, for processes that answer single orders.

`lots` does the same with arrays, and does it without numba. With thousands of items both are quick; with a few on each
of ten levels, as in net change, an array operation costs more than its work. Both give the same orders.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from yunhe.planning.mrp.quantity import Ints
from yunhe.planning.mrp.tables import Floats

Loop = Callable[..., None]

_LOOP: Loop | None = None


def warm_up() -> bool:
    """Load the compiled loop into this process, so that every later plan uses it; False where numba is not installed.

    Once per version the machine code is made first (some seconds) and kept; later calls take about a second.
    """
    global _LOOP
    if _LOOP is None:
        try:
            from numba import njit
        except ImportError:
            return False
        _LOOP = njit(cache=True, nogil=True)(order_row_by_row)
        needed, one, cost = np.ones((1, 2), dtype=np.int64), np.ones(1, dtype=np.int64), np.ones(1)
        _LOOP(needed, one > 0, one, one, one, one, cost, np.zeros((1, 2)), np.empty_like(needed))
    return True


def loop() -> Loop | None:
    """The compiled loop, once `warm_up` was called."""
    return _LOOP


def order_row_by_row(
    needed: Ints,
    optimal: npt.NDArray[np.bool_],
    ahead: Ints,
    least: Ints,
    multiple: Ints,
    most: Ints,
    setup_cost: Floats,
    age: Floats,
    ordered: Ints,
) -> None:
    """Fill `ordered` with what is ordered by each bucket, cumulative as `needed` (rows × buckets, millionths).

    An order serves `ahead` buckets, or as many as the recursion of `wagner_whitin.order_reach` says where `optimal`; it
    is a multiple, at least `least`, and leaves no rest below `least` when cut into orders of `most`.
    """
    rows, buckets = needed.shape
    reach, used = np.empty(buckets, np.int64), np.empty(buckets, np.int64)
    asked, amount, aged, until = np.empty(buckets), np.empty(buckets), np.empty(buckets), np.empty(buckets)
    best = np.zeros(buckets + 1)
    for row in range(rows):
        for bucket in range(buckets):
            reach[bucket] = min(bucket + ahead[row], buckets) - 1
        if optimal[row]:
            # the buckets with a need, and running sums of need and of need · age
            count = 0
            for bucket in range(buckets):
                more = needed[row, bucket] - (needed[row, bucket - 1] if bucket else 0)
                if more:
                    used[count], asked[count], aged[count] = bucket, more, more * age[row, bucket]
                    amount[count] = asked[count] + (amount[count - 1] if count else 0.0)
                    until[count] = aged[count] + (until[count - 1] if count else 0.0)
                    count += 1
            # backwards: the bucket up to which an order placed here is cheapest, the earlier one of equals
            best[count] = 0.0
            for start in range(count - 1, -1, -1):
                weight = -age[row, used[start]]
                before = setup_cost[row] - (until[start] - aged[start]) - weight * (amount[start] - asked[start])
                until[start] += best[start + 1]
                last, cheapest = start, amount[start] * weight + until[start]
                for end in range(start + 1, count):
                    cost = amount[end] * weight + until[end]
                    if cost < cheapest:
                        last, cheapest = end, cost
                best[start] = before + cheapest
                reach[used[start]] = used[last]
        total = 0
        for bucket in range(buckets):
            if needed[row, bucket] > total:
                short = needed[row, reach[bucket]] - total
                quantity = max(-(-short // multiple[row]) * multiple[row], least[row])
                rest = quantity % most[row] if most[row] else 0
                if 0 < rest < least[row]:
                    quantity += least[row] - rest
                total += quantity
            ordered[row, bucket] = total
