"""Reads of the books."""

from yunhe.erp.finance.queries.ageing import AgeRow, payables_by_age, receivables_by_age
from yunhe.erp.finance.queries.drill import SummedPosting, behind_line
from yunhe.erp.finance.queries.earnings import DayEarned, earned_by_day
from yunhe.erp.finance.queries.exposure import ExposureRow, credit_exposure
from yunhe.erp.finance.queries.settling import applied_of, applied_to, open_for
from yunhe.erp.finance.queries.stock_value import StockValueRow, stock_value, stock_value_differences
from yunhe.erp.finance.queries.trial_balance import TrialRow, trial_balance

__all__ = [
    "AgeRow",
    "DayEarned",
    "ExposureRow",
    "StockValueRow",
    "SummedPosting",
    "TrialRow",
    "applied_of",
    "applied_to",
    "behind_line",
    "credit_exposure",
    "earned_by_day",
    "open_for",
    "payables_by_age",
    "receivables_by_age",
    "stock_value",
    "stock_value_differences",
    "trial_balance",
]
