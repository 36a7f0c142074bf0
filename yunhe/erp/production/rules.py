"""Decisions of production without I/O: what a quantity is made of, what a report has used, what was used too much."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yunhe.kernel.quantity import rounded_up

ZERO = Decimal(0)
ONE = Decimal(1)
COST = Decimal("0.000001")


class Ingredient(NamedTuple):
    """A line of a bill: so much of an item, with so many decimals, for the bill's quantity; `scrap` is lost on top."""

    item: int
    qty: Decimal
    scrap: Decimal
    decimals: int


def explode(qty: Decimal, bill_qty: Decimal, ingredients: Sequence[Ingredient]) -> dict[int, Decimal]:
    """What `qty` of a product takes, {item: quantity}: qty ÷ bill quantity × line × (1 + scrap), rounded up to the
    item's decimals."""
    return {i.item: rounded_up(qty / bill_qty * i.qty * (1 + i.scrap), ONE.scaleb(-i.decimals)) for i in ingredients}


def allowed(planned: Decimal, made: Decimal, ordered: Decimal, decimals: int) -> Decimal:
    """What the bill allows for `made` pieces of an order, to the material's decimals; all of it at the full quantity."""
    return round(planned * made / ordered, decimals)


def unit_cost(materials: Mapping[int, Decimal], costs: Mapping[int, Decimal], qty: Decimal) -> Decimal | None:
    """The expected material cost of one product, or None when the cost of a material is not known."""
    if any(item not in costs for item in materials):
        return None
    return (sum((planned * costs[item] for item, planned in materials.items()), ZERO) / qty).quantize(COST)
