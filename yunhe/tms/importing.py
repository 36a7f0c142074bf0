"""Carriers and rate cards from a spreadsheet: one row per carrier, one per zone of a card."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import (
    FileImport,
    GoodRow,
    ImportColumn,
    Rows,
    Taking,
    refused_by,
    take_at_once,
    take_by_batches,
)
from yunhe.kernel.importing.rows import stated
from yunhe.kernel.outcome import Reason
from yunhe.tms.commands import define_carriers, import_rates
from yunhe.tms.models import Carrier
from yunhe.tms.sheets import CarrierRow, RateLine

WHOLE = ("divisor", "transit_days", "max_mm")
KINDS = {
    Carrier.Kind.EXPRESS: N_("Parcel service"),
    Carrier.Kind.FREIGHT: N_("Freight line"),
    Carrier.Kind.OWN: N_("Own vans"),
}
CARRIER_FILE = (
    ImportColumn("code", N_("Code"), Type.TEXT, True, ("承运商编码", "快递编码"), max_length=20),
    ImportColumn("name", N_("Name"), Type.TEXT, True, ("承运商名称", "快递公司"), max_length=80),
    ImportColumn("name_en", N_("English name"), Type.TEXT, synonyms=("英文名",), max_length=80),
    ImportColumn("kind", N_("Kind"), Type.CHOICE, synonyms=("类型",), choices=KINDS),
    ImportColumn("partner", N_("Partner code"), Type.TEXT, synonyms=("往来单位编码",), max_length=40),
)
RATE_COLUMNS = (
    ImportColumn("carrier", N_("Carrier"), Type.TEXT, required=True, max_length=20),
    ImportColumn("service", N_("Service"), Type.TEXT, required=True, max_length=40),
    ImportColumn("origin", N_("From region"), Type.TEXT, max_length=6),
    ImportColumn("valid_from", N_("Valid from"), Type.DATE, required=True),
    ImportColumn("currency", N_("Currency"), Type.TEXT, max_length=3),
    ImportColumn("zone", N_("Zone"), Type.TEXT, required=True, max_length=40),
    ImportColumn("regions", N_("To regions"), Type.TEXT, required=True, max_length=None),
    ImportColumn("first_kg", N_("First weight, kg"), Type.NUMBER, required=True, decimals=3),
    ImportColumn("first_price", N_("First price"), Type.MONEY, required=True, decimals=4),
    ImportColumn("step_kg", N_("Further weight, kg"), Type.NUMBER, required=True, decimals=3),
    ImportColumn("step_price", N_("Further price"), Type.MONEY, required=True, decimals=4),
    ImportColumn("minimum", N_("Minimum price"), Type.MONEY, decimals=2),
    ImportColumn("divisor", N_("Volumetric divisor, cm³/kg"), Type.NUMBER, decimals=0),
    ImportColumn("round_kg", N_("Rounded up to, kg"), Type.NUMBER, decimals=3),
    ImportColumn("fuel_rate", N_("Fuel, share"), Type.NUMBER, decimals=4),
    ImportColumn("remote_surcharge", N_("Remote surcharge"), Type.MONEY, decimals=2),
    ImportColumn("cod_rate", N_("Cash on delivery, share"), Type.NUMBER, decimals=4),
    ImportColumn("cod_minimum", N_("Cash on delivery, least fee"), Type.MONEY, decimals=2),
    ImportColumn("transit_days", N_("Days"), Type.NUMBER, required=True, decimals=0),
    ImportColumn("max_kg", N_("Heaviest, kg"), Type.NUMBER, decimals=3),
    ImportColumn("max_mm", N_("Longest side, mm"), Type.NUMBER, decimals=0),
)


def take_carriers(rows: Rows, how: Taking) -> None:
    """Create or change carriers. An interface and a cut-off that a carrier has stay."""
    there = {c.code: c for c in Carrier.objects.filter(code__in=rows.said("code"))}
    rows.know("code", there)
    kept = {code: {"adapter": c.adapter, "cut_off": c.cut_off} for code, c in there.items()}

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        carriers = [CarrierRow(**kept.get(row.values["code"], {}), **stated(row)) for row in batch]
        return refused_by("code", batch, define_carriers(carriers, by=how.by, at=how.at).refused)

    take_by_batches(rows, take, how)


def take_rates(rows: Rows, how: Taking) -> None:
    """Take rate cards, each whole. A row that cannot be read may belong to any card, so then none is taken. `To regions`
    lists prefixes of region codes, separated by commas or spaces."""
    if rows.bad:
        reason = Reason("mend_first", N_("Mend the other rows first: a card is taken whole"))
        rows.refuse({row.number: reason for row in rows.good})

    def take(good: Sequence[GoodRow]) -> dict[int, Reason]:
        outcome = import_rates([_line(row.values) for row in good], by=how.by, at=how.at)
        return {good[n].number: reason for n, reason in outcome.refused.items() if isinstance(n, int)}

    take_at_once(rows, take, how)


def _line(values: Mapping[str, Any]) -> RateLine:
    said = {name: value for name, value in values.items() if value is not None}
    said |= {name: int(said[name]) for name in WHOLE if name in said}
    said["regions"] = tuple(values["regions"].replace(",", " ").replace("，", " ").replace("、", " ").split())
    return RateLine(**said)


import_carriers = FileImport("carriers", CARRIER_FILE, take_carriers)
import_rate_file = FileImport("rates", RATE_COLUMNS, take_rates)
