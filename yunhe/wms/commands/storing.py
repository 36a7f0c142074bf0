"""Put goods away, and say where bins stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock import commands as stock
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.models import Bin, BinLevel
from yunhe.stock.scopes import BIN_LEVELS, BINS, WAREHOUSES
from yunhe.wms.events import PutAwayDone
from yunhe.wms.models import Place, Zone

NO_BIN = Reason("no_bin", N_("There is no such bin in this warehouse"))


@command("wms.put_away", N_("Put away"), BIN_LEVELS.by("bin_level"), BINS.by("to_bin"), numbered=("done",))
def put_away(rows: Sequence[BinMove], *, by: Actor, at: datetime) -> Outcome:
    """Goods go from the dock (or wherever they lie) to a bin, keeping lot and age. Refused by row index."""
    outcome = stock.move_bins(rows, by=by, at=at, cause="put_away")
    facts = {b.id: b for b in BinLevel.objects.filter(id__in=[rows[n].bin_level for n in outcome.done])}
    record(
        [
            PutAwayDone(subject=rows[n].to_bin, item=b.item_id, warehouse=b.warehouse_id, qty=rows[n].qty)
            for n in outcome.done
            if (b := facts[rows[n].bin_level])
        ],
        by=by,
        at=at,
    )
    return outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """A bin (by id) stands in an aisle, so many metres from its front, in a zone."""

    bin: int
    warehouse: int
    zone: str
    aisle: int
    metres: Decimal
    level: int = 0


@command("wms.place_bins", N_("Place bins"), WAREHOUSES.by("warehouse"), BINS.by("bin"), named="bin")
def place_bins(rows: Sequence[Standing], *, by: Actor, at: datetime) -> Outcome:
    """Write where bins stand; zones are made as named. A bin placed before is moved; of one named twice the last row
    counts. Refused by bin when it is none of the warehouse."""
    known = set(Bin.objects.filter(id__in=[r.bin for r in rows]).values_list("id", "warehouse_id"))
    strange = {r.bin: NO_BIN for r in rows if (r.bin, r.warehouse) not in known}
    rows = list({r.bin: r for r in rows if r.bin not in strange}.values())
    Zone.objects.bulk_create([Zone(warehouse_id=r.warehouse, code=r.zone) for r in rows], ignore_conflicts=True)
    zones = {(z.warehouse_id, z.code): z.id for z in Zone.objects.filter(warehouse__in={r.warehouse for r in rows})}
    Place.objects.bulk_create(
        [
            Place(bin_id=r.bin, zone_id=zones[r.warehouse, r.zone], aisle=r.aisle, metres=r.metres, level=r.level)
            for r in rows
        ],
        update_conflicts=True,
        unique_fields=["bin"],
        update_fields=["zone", "aisle", "metres", "level"],
    )
    return Outcome(done=[r.bin for r in rows], refused=strange)
