"""Which codes mean an item: its own, and those of its packages."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from yunhe.catalog.models import Barcode


def codes_of(items: Mapping[int, str]) -> dict[int, dict[str, Decimal]]:
    """By item id (given with its own code): every code that means it, with the base units that it stands for."""
    codes: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for id, code in items.items():
        codes[id][code] = Decimal(1)
    for id, code, factor in Barcode.objects.filter(item__in=items).values_list("item_id", "code", "factor"):
        codes[id][code] = factor
    return codes
