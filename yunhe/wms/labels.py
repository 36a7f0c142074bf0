"""What stands on the labels of bins, items and cartons."""

from collections import defaultdict
from collections.abc import Sequence

from yunhe.catalog import gs1
from yunhe.catalog.models import Barcode, Item
from yunhe.kernel.names import name_of
from yunhe.kernel.quantity import plain
from yunhe.stock.models import Bin
from yunhe.wms.label_sheet import ShelfLabel


def bin_labels(bin_ids: Sequence[int]) -> dict[int, list[ShelfLabel]]:
    """By bin its label: the code alone, as large as it goes, and the warehouse. One query."""
    bins = Bin.objects.filter(id__in=bin_ids).select_related("warehouse")
    return {bin.id: [ShelfLabel(bin.code, bin.code, name_of(bin.warehouse))] for bin in bins}


def item_labels(item_ids: Sequence[int]) -> dict[int, list[ShelfLabel]]:
    """By item its label, with the barcode of a single piece; with the item's own code where it has none. Two queries."""
    single: dict[int, str] = {}
    for item, code in Barcode.objects.filter(item__in=item_ids, factor=1).order_by("id").values_list("item_id", "code"):
        single.setdefault(item, code)
    items = Item.objects.filter(id__in=item_ids)
    codes = {item.id: single.get(item.id, item.code) for item in items}
    return {item.id: [ShelfLabel(item.code, codes[item.id], codes[item.id], name_of(item))] for item in items}


def carton_labels(item_ids: Sequence[int]) -> dict[int, list[ShelfLabel]]:
    """By item a GS1-128 label for each of its packages, the smallest first: its own GTIN as (01), else the GTIN of the
    piece and how many there are, as (02) and (37). Items that neither can be said of have none. Two queries."""
    packages: defaultdict[int, list[Barcode]] = defaultdict(list)
    for code in Barcode.objects.filter(item__in=item_ids).select_related("unit").order_by("factor", "id"):
        packages[code.item_id].append(code)
    items = {item.id: item for item in Item.objects.filter(id__in=packages).select_related("unit")}
    found = {
        id: [_carton(items[id], code, codes) for code in codes if code.factor > 1] for id, codes in packages.items()
    }
    return {id: labels for id, several in found.items() if (labels := [label for label in several if label])}


def _carton(item: Item, package: Barcode, all: Sequence[Barcode]) -> ShelfLabel | None:
    piece = next((gtin for code in all if code.factor == 1 and (gtin := gs1.gtin14(code.code))), None)
    if own := gs1.gtin14(package.code):
        elements = {"01": own}
    elif piece and package.factor == int(package.factor):
        elements = {"02": piece, "37": str(int(package.factor))}
    else:
        return None
    holds = f"{name_of(package.unit)} × {plain(package.factor)} {name_of(item.unit)}"
    return ShelfLabel(item.code, gs1.write(elements), gs1.printed(elements), name_of(item), holds, gs1=True)
