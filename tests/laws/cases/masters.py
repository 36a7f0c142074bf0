"""Calls of the commands for items, prices, partners and opening stock with n rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, TODAY, World
from yunhe.catalog import commands as catalog
from yunhe.catalog.commands import BomRow, ItemRow, PriceRow
from yunhe.partners import commands as partners
from yunhe.partners.commands import PartnerRow, Shift
from yunhe.stock import commands as stock
from yunhe.stock.commands.opening import OpeningRow

D = Decimal
Call = Callable[[], Any]


def _items(w: World, n: int) -> Call:
    rows = [ItemRow(f"N{i}", "新品", category="茶", barcode=f"69{i:011}") for i in range(n)]
    return lambda: catalog.save_items(rows, by=BY, at=AT)


def _prices(w: World, n: int) -> Call:
    rows = [PriceRow("LIST", "TEA", D("39.90"), TODAY, min_qty=D(i)) for i in range(n)]
    return lambda: catalog.save_prices(rows, by=BY, at=AT)


def _boms(w: World, n: int) -> Call:
    catalog.save_items([ItemRow(f"N{i}", "新品") for i in range(n)], by=BY, at=AT)
    rows = [BomRow(f"N{i}", "FLOUR", D("0.5")) for i in range(n)]
    return lambda: catalog.save_boms(rows, by=BY, at=AT, valid_from=TODAY)


def _partners(w: World, n: int) -> Call:
    rows = [PartnerRow(f"P{i}", "客户", detail="漕溪北路 88 号", region_code="310104") for i in range(n)]
    return lambda: partners.save_partners(rows, by=BY, at=AT)


def _limits(w: World, n: int) -> Call:
    made = partners.save_partners([PartnerRow(f"P{i}", "客户") for i in range(n)], by=BY, at=AT).made
    return lambda: partners.set_credit_limits(dict.fromkeys(made.values(), D(100)), by=BY, at=AT)


def _exposure(w: World, n: int) -> Call:
    made = partners.save_partners([PartnerRow(f"P{i}", "客户") for i in range(n)], by=BY, at=AT).made
    shifts = [Shift(id, D(1)) for id in made.values()]
    return lambda: partners.shift_exposure(shifts, by=BY, at=AT)


def _stock(w: World, n: int) -> Call:
    catalog.save_items([ItemRow(f"N{i}", "新品") for i in range(n)], by=BY, at=AT)
    rows = [OpeningRow(f"N{i}", "EAST", D(5), D("6.00")) for i in range(n)]
    return lambda: stock.open_stock(rows, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "catalog.set_up": lambda w, n: lambda: catalog.set_up(by=BY, at=AT),
    "catalog.save_items": _items,
    "catalog.save_prices": _prices,
    "catalog.save_boms": _boms,
    "partners.save_partners": _partners,
    "partners.set_credit_limits": _limits,
    "partners.shift_exposure": _exposure,
    "stock.open_stock": _stock,
}
