"""Moving average, exact to the cent: what goods come in at, what they leave at, and a replay in the order of papers.

Three laws keep value and quantity together: an issue takes round(value · qty / stock, 2); the issue that empties the
stock takes all that is left, so rounding never stays behind; and value is never below zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from yunhe.kernel.money import ZERO, cents

COST = Decimal("0.0000000001")  # an average carries ten decimals


class NegativeStockError(ValueError):
    """More would leave the value ledger than is in it: a receipt of this item is not valued yet."""


@dataclass(slots=True)
class Stock:
    """Quantity and value of an item in an entity. Amounts given and answered are positive, in the entity's currency."""

    qty: Decimal = Decimal(0)
    value: Decimal = ZERO
    last_cost: Decimal = Decimal(0)

    def receive(self, qty: Decimal, amount: Decimal) -> Decimal:
        """Goods come in for `amount`; returns it."""
        self.qty += qty
        self.value += amount
        self._remember()
        return amount

    def receive_at_average(self, qty: Decimal) -> Decimal:
        """Goods without a price of their own come in at the average, or at the last one when nothing is there."""
        return self.receive(qty, cents(qty * self.average))

    def issue(self, qty: Decimal) -> Decimal:
        """Goods leave at the average; returns their amount. Raises NegativeStockError when there are not that many."""
        return self._leave(qty, cents(self.value * qty / self.qty) if self.qty else ZERO)

    def take_back(self, qty: Decimal, amount: Decimal) -> Decimal:
        """Goods leave at the `amount` they once came for; returns what the stock could give of it.

        The stock gives no more than its value, and all of it when nothing stays; the caller books the difference.
        """
        return self._leave(qty, min(amount, self.value))

    def revalue(self, change: Decimal) -> Decimal:
        """The value changes, the quantity does not; returns what stock could take: nothing when empty, no value below 0."""
        taken = max(change, -self.value) if self.qty else ZERO
        self.value += taken
        self._remember()
        return taken

    @property
    def average(self) -> Decimal:
        return (self.value / self.qty).quantize(COST) if self.qty else self.last_cost

    def _leave(self, qty: Decimal, amount: Decimal) -> Decimal:
        if qty > self.qty:
            raise NegativeStockError(f"{qty} would leave, {self.qty} are valued")
        taken = self.value if qty == self.qty else amount
        self.qty -= qty
        self.value -= taken
        self._remember()
        return taken

    def _remember(self) -> None:
        if self.qty:
            self.last_cost = self.average


class Step(NamedTuple):
    """A valued move: `amount` signed like `qty`. `at_average` = it follows the average; others keep their amount."""

    move: int
    day: date
    qty: Decimal
    amount: Decimal
    at_average: bool


def replay(opening: Stock, steps: Sequence[Step]) -> dict[int, Decimal]:
    """Value the steps again in the order of their papers (day, then ledger); by move the change of its amount.

    A revaluation has no move: it comes with a negative number and counts at the end of its day. Empty when nothing
    changes, or when in that order more would leave than is there: then the recorded order stands.
    """
    stock = Stock(opening.qty, opening.value, opening.last_cost)
    changes: dict[int, Decimal] = {}
    try:
        for step in sorted(steps, key=lambda s: (s.day, s.move < 0, abs(s.move))):
            amount = _again(stock, step)
            if stock.value < 0 or (stock.value and not stock.qty):
                raise NegativeStockError("a correction took more value than was there")
            if amount != step.amount:
                changes[step.move] = amount - step.amount
    except NegativeStockError:
        return {}
    return changes


def still_here(qty: Decimal, in_stock: Decimal) -> Decimal:
    """Which fraction of `qty` received goods counts as still here: under an average nobody knows which ones left, so the
    stock is taken to hold them first."""
    return min(qty, max(in_stock, Decimal(0))) / qty


def _again(stock: Stock, step: Step) -> Decimal:
    if step.qty > 0:
        return stock.receive_at_average(step.qty) if step.at_average else stock.receive(step.qty, step.amount)
    if step.at_average:
        return -stock.issue(-step.qty)
    if step.qty == 0:
        stock.value += step.amount
        return step.amount
    return -stock.take_back(-step.qty, -step.amount)
