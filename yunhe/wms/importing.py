"""Bins from a file: in which warehouse, and where in it they stand, one row per bin."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Rows, Taking, take_by_batches
from yunhe.kernel.outcome import Reason
from yunhe.stock.commands import add_bins
from yunhe.stock.models import Warehouse
from yunhe.wms.commands import place_bins
from yunhe.wms.commands.storing import Standing

BIN_FILE = (
    ImportColumn("warehouse", N_("Warehouse code"), Type.TEXT, True, ("仓库编码", "仓库"), max_length=20),
    ImportColumn("code", N_("Bin"), Type.TEXT, True, ("库位", "库位编码", "货位"), max_length=40),
    ImportColumn("zone", N_("Zone"), Type.TEXT, synonyms=("分区", "库区"), max_length=20),
    ImportColumn("aisle", N_("Aisle"), Type.NUMBER, synonyms=("通道", "巷道"), decimals=0),
    ImportColumn("metres", N_("Metres into the aisle"), Type.NUMBER, synonyms=("通道内米数", "米"), decimals=2),
    ImportColumn("level", N_("Level"), Type.NUMBER, synonyms=("层",), decimals=0),
)
WHERE = ("zone", "aisle", "metres", "level")
FARTHEST = 9_999
BEYOND = Reason("beyond", N_("Aisle, metres and level are from 0 to {most}"), {"most": FARTHEST})
HALF = Reason("half_a_place", N_("Where a bin stands takes a zone, an aisle and the metres into it"))


def take_bins(rows: Rows, how: Taking) -> None:
    """Make bins, and write where they stand where a row says it. One that is there stays, and is moved to its new place."""
    there = dict(Warehouse.objects.filter(code__in=rows.said("warehouse")).values_list("code", "id"))

    def take(batch: Sequence[GoodRow]) -> dict[int, Reason]:
        wrong = {row.number: reason for row in batch if (reason := _wrong(row, there))}
        good = [row for row in batch if row.number not in wrong]
        keys = {row.number: (there[row.values["warehouse"]], row.values["code"]) for row in good}
        made = add_bins(list(keys.values()), by=how.by, at=how.at)
        stand = [row for row in good if row.values["zone"] and keys[row.number] in made.made]
        places = [_standing(row, made.made[keys[row.number]], keys[row.number][0]) for row in stand]
        placed = place_bins(places, by=how.by, at=how.at)
        refused = made.refused | {key: placed.refused[id] for key, id in made.made.items() if id in placed.refused}
        return wrong | {number: refused[key] for number, key in keys.items() if key in refused}

    take_by_batches(rows, take, how)


def _wrong(row: GoodRow, there: dict[str, int]) -> Reason | None:
    if row.values["warehouse"] not in there:
        return Reason("no_warehouse", N_("There is no warehouse {code}"), {"code": row.values["warehouse"]})
    stated = [name for name in WHERE if row.values[name] not in (None, "")]
    if stated and not {"zone", "aisle", "metres"} <= set(stated):
        return HALF
    return BEYOND if any(not 0 <= row.values[name] <= FARTHEST for name in stated if name != "zone") else None


def _standing(row: GoodRow, bin: int, warehouse: int) -> Standing:
    said = row.values
    metres, level = Decimal(said["metres"]), int(said["level"] or 0)
    return Standing(bin, warehouse, said["zone"], int(said["aisle"]), metres, level)


import_bins = FileImport("bins", BIN_FILE, take_bins)
