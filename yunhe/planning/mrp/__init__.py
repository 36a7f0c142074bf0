"""Net requirements (MRP): what to buy and make, how much, and when, from one snapshot of columns.

`plan(Snapshot.of(…))` answers for every item. Quantities are exact integers (`quantity`), days are integers
(`calendar`), input is columns (`tables`). The answer is read by `messages`, `pegging`, `promise`, `kit`, and updated
for one order by `net_change`. numpy is the only import.
"""

from yunhe.planning.mrp.calendar import Buckets, WorkingCalendar, days, iso
from yunhe.planning.mrp.errors import (
    BadCalendar,
    BadLeadTime,
    BadLotRule,
    BadQuantity,
    BomCycle,
    DuplicateId,
    UnknownItem,
)
from yunhe.planning.mrp.messages import Kind, Message, Messages, messages
from yunhe.planning.mrp.pegging import Pegs, peg
from yunhe.planning.mrp.plan import Plan, plan
from yunhe.planning.mrp.quantity import MICRO, micro, units
from yunhe.planning.mrp.snapshot import Snapshot, Tolerances
from yunhe.planning.mrp.tables import RULES, Alternates, Bom, Demand, Items, Supply
from yunhe.planning.mrp.wagner_whitin import LotPlan, wagner_whitin

__all__ = [
    "MICRO",
    "RULES",
    "Alternates",
    "BadCalendar",
    "BadLeadTime",
    "BadLotRule",
    "BadQuantity",
    "Bom",
    "BomCycle",
    "Buckets",
    "Demand",
    "DuplicateId",
    "Items",
    "Kind",
    "LotPlan",
    "Message",
    "Messages",
    "Pegs",
    "Plan",
    "Snapshot",
    "Supply",
    "Tolerances",
    "UnknownItem",
    "WorkingCalendar",
    "days",
    "iso",
    "messages",
    "micro",
    "peg",
    "plan",
    "units",
    "wagner_whitin",
]
