"""Net requirements (MRP): what to buy and make, how much, and when, from one snapshot of columns.

`plan(Snapshot.of(…))` answers for every item. Quantities are exact integers (`quantity`), days are integers
(`calendar`), input is columns (`tables`). The answer is read by `messages`, `pegging`, `promise`, `kit`, and updated
for one order by `net_change`. numpy is the only import, unless `warm_up` asks for the compiled lot rules.
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
from yunhe.planning.mrp.kit import Job, Kit, Missing, kit_check
from yunhe.planning.mrp.lot_loop import warm_up
from yunhe.planning.mrp.messages import Kind, Message, Messages, messages
from yunhe.planning.mrp.netchange import Event, NetChange, net_change
from yunhe.planning.mrp.outlook import LateDemand, outlook
from yunhe.planning.mrp.pegging import Pegs, peg
from yunhe.planning.mrp.plan import Plan, plan
from yunhe.planning.mrp.presets import PurchaseProposals, below_safety, plain_need, safety_by_highest_month
from yunhe.planning.mrp.promise import Capacity, Promise, Step, promise
from yunhe.planning.mrp.proposals import Drafts, Proposal, Rerun, proposals, rerun
from yunhe.planning.mrp.quantity import MICRO, micro, units
from yunhe.planning.mrp.snapshot import Snapshot, Tolerances
from yunhe.planning.mrp.tables import RULES, Alternates, Bom, Demand, Items, Supply
from yunhe.planning.mrp.wagner_whitin import LotPlan, wagner_whitin

__all__ = [
    "Alternates",
    "BadCalendar",
    "BadLeadTime",
    "BadLotRule",
    "BadQuantity",
    "Bom",
    "BomCycle",
    "Buckets",
    "Capacity",
    "Demand",
    "Drafts",
    "DuplicateId",
    "Event",
    "Items",
    "Job",
    "Kind",
    "Kit",
    "LateDemand",
    "LotPlan",
    "MICRO",
    "Message",
    "Messages",
    "Missing",
    "NetChange",
    "Pegs",
    "Plan",
    "Promise",
    "Proposal",
    "PurchaseProposals",
    "RULES",
    "Rerun",
    "Snapshot",
    "Step",
    "Supply",
    "Tolerances",
    "UnknownItem",
    "WorkingCalendar",
    "below_safety",
    "days",
    "iso",
    "kit_check",
    "messages",
    "micro",
    "net_change",
    "outlook",
    "peg",
    "plain_need",
    "plan",
    "promise",
    "proposals",
    "rerun",
    "safety_by_highest_month",
    "units",
    "wagner_whitin",
    "warm_up",
]
