"""Whose waves a person may touch: those of the warehouses granted."""

from yunhe.kernel.scope import Scope

WAVES = Scope(("warehouse",), "SELECT id AS key, warehouse_id AS warehouse FROM wms_wave")
SCANS = Scope(
    ("warehouse",),
    "SELECT s.uuid AS key, w.warehouse_id AS warehouse FROM wms_scan s JOIN wms_wave w ON w.id = s.wave_id",
)
