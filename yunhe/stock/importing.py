"""Opening stock from a file: what lies in which bin, of which lot, at what cost."""

from collections.abc import Sequence

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Rows, Taking, take_at_once
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.outcome import Reason
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


def take_stock(rows: Rows, how: Taking) -> None:
    """Receive opening stock, all of it at once; costs are without tax, per base unit."""

    def take(good: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = open_stock([OpeningRow(**stated(row)) for row in good], by=how.by, at=how.at)
        return {good[n].number: reason for n, reason in outcome.refused.items()}

    take_at_once(rows, take, how)


import_stock = FileImport("stock", STOCK_FILE, take_stock)
