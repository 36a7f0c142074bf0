"""Items and prices from a file: good rows are taken, the others go back with their reasons."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.commands import ItemRow, PriceRow, save_items, save_prices
from yunhe.catalog.models import Item
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Rows, Taking, refused_by, take_by_batches
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.outcome import Reason

TRACKING = {Item.Tracking.NONE: N_("None"), Item.Tracking.LOT: N_("Lot"), Item.Tracking.SERIAL: N_("Serial number")}
SOURCES = {Item.Source.BUY: N_("Bought"), Item.Source.MAKE: N_("Made")}

ITEM_FILE = (
    ImportColumn("code", N_("Code"), Type.TEXT, True, ("商品编码", "货号", "SKU"), max_length=60),
    ImportColumn("name", N_("Name"), Type.TEXT, True, ("商品名称", "品名")),
    ImportColumn("name_en", N_("English name"), Type.TEXT, synonyms=("英文名",)),
    ImportColumn("unit", N_("Unit"), Type.TEXT, synonyms=("单位",), max_length=12),
    ImportColumn("category", N_("Category"), Type.TEXT, synonyms=("分类", "类目"), max_length=120),
    ImportColumn("barcode", N_("Barcode"), Type.TEXT, synonyms=("条码",), max_length=60),
    ImportColumn("tax_code", N_("Tax rate"), Type.TEXT, synonyms=("税率",), max_length=20),
    ImportColumn("weight_kg", N_("Weight, kg"), Type.NUMBER, synonyms=("重量",), decimals=4),
    ImportColumn("decimals", N_("Decimals"), Type.NUMBER, synonyms=("小数位",), decimals=0),
    ImportColumn("tracking", N_("Tracking"), Type.CHOICE, synonyms=("批次管理",), choices=TRACKING),
    ImportColumn("shelf_life_days", N_("Shelf life, days"), Type.NUMBER, synonyms=("保质期",), decimals=0),
    ImportColumn("source", N_("Source"), Type.CHOICE, synonyms=("来源",), choices=SOURCES),
    ImportColumn("lead_days", N_("Lead time, days"), Type.NUMBER, synonyms=("采购周期",), decimals=0),
)
PRICE_FILE = (
    ImportColumn("list", N_("Price list"), Type.TEXT, True, ("价格表",), max_length=20),
    ImportColumn("item", N_("Item code"), Type.TEXT, True, ("商品编码", "货号", "SKU"), max_length=60),
    ImportColumn("price_incl", N_("Price"), Type.MONEY, True, ("单价", "价格"), decimals=6),
    ImportColumn("valid_from", N_("Valid from"), Type.DATE, True, ("生效日期",)),
    ImportColumn("unit", N_("Unit"), Type.TEXT, synonyms=("单位",), max_length=12),
    ImportColumn("min_qty", N_("From quantity"), Type.QUANTITY, synonyms=("起订量",), decimals=6),
    ImportColumn("currency", N_("Currency"), Type.TEXT, synonyms=("币种",), max_length=3),
)
WHOLE = ("decimals", "shelf_life_days", "lead_days")


def take_items(rows: Rows, how: Taking) -> None:
    """Create or change items; a code that comes twice counts by its last row."""
    rows.know("code", set(Item.objects.filter(code__in=rows.said("code")).values_list("code", flat=True)))

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = save_items([ItemRow(**stated(row, whole=WHOLE)) for row in batch], by=how.by, at=how.at)
        return refused_by("code", batch, outcome.refused)

    take_by_batches(rows, take, how)


def take_prices(rows: Rows, how: Taking) -> None:
    """Write prices."""

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = save_prices([PriceRow(**stated(row)) for row in batch], by=how.by, at=how.at)
        return {batch[n].number: reason for n, reason in outcome.refused.items()}

    take_by_batches(rows, take, how)


import_items = FileImport("items", ITEM_FILE, take_items)
import_prices = FileImport("prices", PRICE_FILE, take_prices)
