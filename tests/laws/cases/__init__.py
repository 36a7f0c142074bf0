"""For every command a way to call it with n rows: `CASES[right](world, n)` prepares and returns the call."""

from collections.abc import Callable
from typing import Any

from tests.laws.cases.crm import CASES as CRM
from tests.laws.cases.finance import CASES as FINANCE
from tests.laws.cases.kernel import CASES as KERNEL
from tests.laws.cases.masters import CASES as MASTERS
from tests.laws.cases.oms import CASES as OMS
from tests.laws.cases.production import CASES as PRODUCTION
from tests.laws.cases.purchasing import CASES as PURCHASING
from tests.laws.cases.shops import CASES as SHOPS
from tests.laws.cases.stock import CASES as STOCK
from tests.laws.cases.tms import CASES as TMS
from tests.laws.cases.wms import CASES as WMS
from tests.world import World

Case = Callable[[World, int], Callable[[], Any]]

CASES: dict[str, Case] = {
    **STOCK,
    **MASTERS,
    **OMS,
    **CRM,
    **FINANCE,
    **KERNEL,
    **PURCHASING,
    **PRODUCTION,
    **WMS,
    **TMS,
    **SHOPS,
}
