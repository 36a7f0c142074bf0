"""Open warehouses and bins, and change what matters of a warehouse."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.columns import misfits
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.masters import save_by_code
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.events import WarehouseChanged
from yunhe.stock.models import Bin, Owner, Warehouse
from yunhe.stock.scopes import WAREHOUSES

CHANGEABLE = (
    *("name", "name_en", "region_code", "address", "label_at", "priority", "daily_capacity", "cut_off", "scan_bins"),
    "active",
)
BORN_WITH = (("RECEIVE", Bin.Kind.RECEIVE), ("PACK", Bin.Kind.PACK), ("MAIN", Bin.Kind.MAIN))


@command("stock.open_warehouses", N_("Open warehouses"))
def open_warehouses(rows: Sequence[dict[str, Any]], *, by: Actor, at: datetime) -> Outcome:
    """Make warehouses (a dict of `Warehouse` fields each) with their three bins; a code that exists is refused.

    `made` maps the code to the new id. Refused by row number: a column or a value that does not fit.
    """
    wrong = misfits(Warehouse, rows, needed=["code"])
    rows = [row for n, row in enumerate(rows) if n not in wrong]
    known = set(Warehouse.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", flat=True))
    fresh = [row for row in rows if row["code"] not in known]
    made = Warehouse.objects.bulk_create([Warehouse(**row) for row in fresh])
    Bin.objects.bulk_create([Bin(warehouse=w, code=code, kind=kind) for w in made for code, kind in BORN_WITH])
    Owner.objects.bulk_create(
        [Owner(entity_id=id) for id in sorted({w.entity_id for w in made})], ignore_conflicts=True
    )
    outcome = Outcome([w.code for w in made], wrong, {w.code: w.id for w in made})
    outcome.refuse(known, Reason("exists", N_("This code exists already")))
    return outcome


@command("kernel.change_warehouses", N_("Change warehouses"))
def change_warehouses(rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> Outcome:
    """Change warehouses by code: a dict of the columns to be set each, of CHANGEABLE. Each change leaves an event."""
    outcome, changes = save_by_code(Warehouse, rows, fields=CHANGEABLE, new=False)
    record([WarehouseChanged(subject=id, changed=changed) for id, changed in changes.items()], by=by, at=at)
    return outcome


@command("stock.add_bins", N_("Add bins"), WAREHOUSES.by(0), named=tuple)
def add_bins(rows: Sequence[tuple[int, str]], *, by: Actor, at: datetime) -> Outcome:
    """Make shelves: (warehouse id, code). One that exists stays as it is; `made` maps (warehouse, code) to its id."""
    Bin.objects.bulk_create([Bin(warehouse_id=w, code=code) for w, code in rows], ignore_conflicts=True)
    wanted = set(rows)
    bins = Bin.objects.filter(warehouse_id__in={w for w, _ in rows}, code__in={code for _, code in rows})
    made = {(b.warehouse_id, b.code): b.id for b in bins if (b.warehouse_id, b.code) in wanted}
    return Outcome(done=list(rows), made=made)
