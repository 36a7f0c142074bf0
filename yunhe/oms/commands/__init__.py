"""The verbs of order management, one file per group."""

from yunhe.oms.commands.allocation import allocate, deallocate
from yunhe.oms.commands.audit import audit, release_holds, set_up_audit, unaudit
from yunhe.oms.commands.cancel import cancel_lines, cancel_orders
from yunhe.oms.commands.intake import intake
from yunhe.oms.commands.progress import progress

__all__ = [
    "allocate",
    "audit",
    "cancel_lines",
    "cancel_orders",
    "deallocate",
    "intake",
    "progress",
    "release_holds",
    "set_up_audit",
    "unaudit",
]
