"""Safety stock: how much to keep for bad luck, by the plain rule and by what lead times and demand really did.

Its words: *lead-time demand* is what is sold between ordering and having; the *order point* the stock (with what is on
its way) below which to order; *fill rate* the share of units served from stock. Numpy only.
"""

from yunhe.planning.safety_stock.budget import levels_within
from yunhe.planning.safety_stock.demand import borrow_tails, lead_time_demand
from yunhe.planning.safety_stock.errors import SafetyStockError
from yunhe.planning.safety_stock.lead_time import LeadTimes, learn_lead_times
from yunhe.planning.safety_stock.lots import LotRule, PriceBreak, cheapest_quantity, order_fixed, order_up_to
from yunhe.planning.safety_stock.rules import OrderPoint, highest_month, monthly_use, order_points

__all__ = [
    "LeadTimes", "LotRule", "OrderPoint", "PriceBreak", "SafetyStockError",
    "borrow_tails", "cheapest_quantity", "highest_month", "lead_time_demand", "learn_lead_times", "levels_within",
    "monthly_use", "order_fixed", "order_points", "order_up_to",
]  # fmt: skip
