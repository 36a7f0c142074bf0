"""The verbs of production, one file per group."""

from yunhe.erp.production.commands.closing import close, finish
from yunhe.erp.production.commands.materials import Issue, Unused, issue, issue_lines, return_material
from yunhe.erp.production.commands.orders import cancel, firm, pause, release, resume, start
from yunhe.erp.production.commands.planning import NewWork, order, plan_work
from yunhe.erp.production.commands.reports import Report, report, reverse_reports
from yunhe.erp.production.commands.terms import save_terms

__all__ = [
    "Issue",
    "NewWork",
    "Report",
    "Unused",
    "cancel",
    "close",
    "finish",
    "firm",
    "issue",
    "issue_lines",
    "order",
    "pause",
    "plan_work",
    "release",
    "report",
    "resume",
    "return_material",
    "reverse_reports",
    "save_terms",
    "start",
]
