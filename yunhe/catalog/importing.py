"""Items and prices from a file: good rows are taken, the others go back with their reasons."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.commands import ItemRow, PriceRow, save_items, save_prices
from yunhe.catalog.models import Item
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import GoodRow, ImportColumn, read, record_run, take_by_batches
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import Reason
from yunhe.kernel.progress import NOBODY, Watch

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


def import_items(file: IO[bytes], file_name: str, *, by: Actor, at: datetime, watch: Watch = NOBODY) -> ImportRun:
    """Create or change the items of an xlsx or CSV file; a code that comes twice counts by its last row."""
    rows = read(file, file_name, ITEM_FILE)

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        numbers = {str(row.values["code"]): row.number for row in batch}
        outcome = save_items([ItemRow(**stated(row, whole=WHOLE)) for row in batch], by=by, at=at)
        return {numbers[code]: reason for code, reason in outcome.refused.items()}

    take_by_batches(rows, take, watch=watch)
    return record_run("items", rows, by=by, at=at)


def import_prices(file: IO[bytes], file_name: str, *, by: Actor, at: datetime, watch: Watch = NOBODY) -> ImportRun:
    """Write the prices of an xlsx or CSV file."""
    rows = read(file, file_name, PRICE_FILE)

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = save_prices([PriceRow(**stated(row)) for row in batch], by=by, at=at)
        return {batch[n].number: reason for n, reason in outcome.refused.items()}

    take_by_batches(rows, take, watch=watch)
    return record_run("prices", rows, by=by, at=at)
