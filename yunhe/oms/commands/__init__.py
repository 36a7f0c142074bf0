"""The verbs of order management, one file per group."""

from yunhe.oms.commands.allocation import allocate, deallocate
from yunhe.oms.commands.audit import audit, release_holds, set_up_audit, unaudit
from yunhe.oms.commands.cancel import cancel_orders
from yunhe.oms.commands.cancel_lines import cancel_lines
from yunhe.oms.commands.hold import hold
from yunhe.oms.commands.intake import intake
from yunhe.oms.commands.mend import Match, NewAddress, change_addresses, judge_again, match_items
from yunhe.oms.commands.merge import merge, split, unmerge
from yunhe.oms.commands.progress import progress
from yunhe.oms.commands.refunds import approve_refunds, fail_refunds, pay_refunds, refuse_refunds, request_refunds
from yunhe.oms.commands.returns import (
    approve_returns,
    refuse_returns,
    request_returns,
    settle_returns,
    withdraw_returns,
)
from yunhe.oms.commands.shops import save_shops

__all__ = [
    "Match",
    "NewAddress",
    "allocate",
    "approve_refunds",
    "approve_returns",
    "audit",
    "cancel_lines",
    "cancel_orders",
    "change_addresses",
    "deallocate",
    "fail_refunds",
    "hold",
    "intake",
    "judge_again",
    "match_items",
    "merge",
    "pay_refunds",
    "progress",
    "refuse_refunds",
    "refuse_returns",
    "release_holds",
    "request_refunds",
    "request_returns",
    "set_up_audit",
    "save_shops",
    "settle_returns",
    "split",
    "unaudit",
    "unmerge",
    "withdraw_returns",
]
