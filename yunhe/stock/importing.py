"""Opening stock from a file: what lies in which bin, of which lot, at what cost."""

from datetime import datetime
from typing import IO

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import ImportColumn, read, record_run
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.models import ImportRun
from yunhe.stock.commands.opening import OpeningRow, open_stock

STOCK_FILE = (
    ImportColumn("item", N_("Item code"), Type.TEXT, True, ("商品编码", "货号", "SKU"), max_length=60),
    ImportColumn("warehouse", N_("Warehouse code"), Type.TEXT, True, ("仓库编码", "仓库"), max_length=20),
    ImportColumn("qty", N_("Quantity"), Type.QUANTITY, True, ("数量", "期初数量"), decimals=6),
    ImportColumn("unit_cost", N_("Unit cost"), Type.MONEY, True, ("成本", "单位成本"), decimals=6),
    ImportColumn("bin", N_("Bin"), Type.TEXT, synonyms=("库位", "货位"), max_length=40),
    ImportColumn("lot", N_("Lot"), Type.TEXT, synonyms=("批次", "批号"), max_length=60),
    ImportColumn("expires_on", N_("Expires on"), Type.DATE, synonyms=("有效期", "到期日")),
)


def import_stock(file: IO[bytes], file_name: str, *, by: Actor, at: datetime) -> ImportRun:
    """Receive the opening stock of an xlsx or CSV file; costs are without tax, per base unit."""
    rows = read(file, file_name, STOCK_FILE)
    numbers = [row.number for row in rows.good]
    outcome = open_stock([OpeningRow(**stated(row)) for row in rows.good], by=by, at=at)
    rows.refuse({numbers[n]: reason for n, reason in outcome.refused.items()})
    return record_run("stock", rows, by=by, at=at)
