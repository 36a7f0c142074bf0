"""For every command a way to call it with n rows: `CASES[right](world, n)` prepares and returns the call."""

from collections.abc import Callable
from typing import Any

from tests.laws.cases.crm import CASES as CRM
from tests.laws.cases.finance import CASES as FINANCE
from tests.laws.cases.oms import CASES as OMS
from tests.laws.cases.stock import CASES as STOCK
from tests.world import World

Case = Callable[[World, int], Callable[[], Any]]

CASES: dict[str, Case] = {**STOCK, **OMS, **CRM, **FINANCE}
