"""Decisions about customers without I/O: the eight RFM cells, and who hears of a low score."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

# (recent, often, much) → cell. Exclusive and complete: every customer is in exactly one.
CELLS = {
    (True, True, True): "champion",
    (False, True, True): "keep",
    (True, False, True): "develop",
    (False, False, True): "win_back",
    (True, True, False): "loyal_small",
    (False, True, False): "fading",
    (True, False, False): "new",
    (False, False, False): "lost",
}
LABELS = {
    "champion": N_("Champion"),
    "keep": N_("To keep"),
    "develop": N_("To develop"),
    "win_back": N_("To win back"),
    "loyal_small": N_("Loyal, small baskets"),
    "fading": N_("Fading"),
    "new": N_("New customer"),
    "lost": N_("Lost"),
}
# What a tag rests on, as `Tag.why` names it.
REASONS = {
    "days": N_("Days since the last purchase"),
    "count": N_("Purchases within a year"),
    "amount": N_("Amount within a year"),
    "mean_days": N_("Days of the mean customer"),
    "mean_count": N_("Purchases of the mean customer"),
    "mean_amount": N_("Amount of the mean customer"),
}
LOW_SCORE = 2
CAUSES = {
    "goods": N_("The goods"),
    "packing": N_("The packing"),
    "carrier": N_("The delivery"),
    "service": N_("The service"),
}
HEARS = {"goods": "buyer", "packing": "warehouse", "carrier": "warehouse", "service": "service", "": "service"}


@dataclass(frozen=True, slots=True)
class Rfm:
    """A customer's year: days since the last purchase, how many, worth how much."""

    partner: int
    days: int
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Middle:
    """The mean customer, the measure of the cells."""

    days: Decimal
    count: Decimal
    amount: Decimal


def middle(customers: list[Rfm]) -> Middle:
    """The means of a non-empty list."""
    n = Decimal(len(customers))
    return Middle(
        sum((Decimal(c.days) for c in customers), Decimal(0)) / n,
        sum((Decimal(c.count) for c in customers), Decimal(0)) / n,
        sum((c.amount for c in customers), Decimal(0)) / n,
    )


def cell(customer: Rfm, mean: Middle) -> str:
    """Recent = at most the mean days ago; often, much = at least the mean."""
    return CELLS[customer.days <= mean.days, customer.count >= mean.count, customer.amount >= mean.amount]
