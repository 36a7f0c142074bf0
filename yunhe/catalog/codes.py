"""Which codes mean an item: its own, and those of its packages; and whether the weight on a label counts."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from yunhe.catalog.gs1 import gtin14
from yunhe.catalog.models import Barcode


def codes_of(items: Mapping[int, str]) -> dict[int, dict[str, Decimal]]:
    """By item id (given with its own code): every code that means it, with the base units that it stands for.

    A GTIN stands there with its 14 digits too, as a GS1 label carries it.
    """
    codes: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for id, code in items.items():
        codes[id][code] = Decimal(1)
    for id, code, factor in Barcode.objects.filter(item__in=items).values_list("item_id", "code", "factor"):
        codes[id][code] = factor
        if gtin := gtin14(code):
            codes[id][gtin] = factor
    return codes


def weighed(unit: str) -> bool:
    """Whether a quantity in this unit (by its code) is kilograms, so that the weight on a GS1 label is one."""
    return unit.lower() == "kg"
