"""Increase instead of a second order: which planned orders an open order may absorb."""

import numpy as np

from yunhe.planning.mrp.plan import Plan
from yunhe.planning.mrp.quantity import Ints


def increases(plan: Plan) -> Ints:
    """For each planned order the open order that can grow by it (position in supply), −1 for a new order.

    An open order absorbs whole planned orders, earliest first, while its growth lasts. It must arrive no later than
    the goods are needed (or than the new order could come) and not earlier than the defer tolerance allows.
    """
    snapshot, orders = plan.snapshot, plan.orders
    target = np.full(len(orders.row), -1, dtype=np.int64)
    growing = np.flatnonzero((snapshot.supply.growth > 0) & (plan.supply_bucket >= 0))
    growing = growing[np.argsort(-snapshot.supply.due[growing], kind="stable")]
    earliest = snapshot.calendar.back(orders.need, snapshot.tolerances.defer)
    for order in growing.tolist():
        row = int(snapshot.structure.row[snapshot.supply_item[order]])
        first, last = int(orders.ptr[row]), int(orders.ptr[row + 1])
        due, left = int(snapshot.supply.due[order]), int(snapshot.supply.growth[order])
        for number in range(first, last):
            in_time = int(earliest[number]) <= due <= int(orders.receipt[number])
            quantity = int(orders.quantity[number])
            if target[number] < 0 and in_time and quantity <= left:
                target[number] = order
                left -= quantity
    return target
