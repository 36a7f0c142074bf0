"""Whose parcels a person may scan and hear of: those of the warehouses and shops granted. By id: stock.scopes.PARCELS."""

from yunhe.kernel.scope import Scope

BOTH = ("warehouse", "shop")
FROM_PARCEL = (
    "o.warehouse_id AS warehouse, o.shop_id AS shop FROM stock_parcel p JOIN stock_outbound o ON o.id = p.outbound_id"
)

CODES = Scope(
    BOTH,
    f"SELECT p.number AS key, {FROM_PARCEL} UNION ALL SELECT p.waybill, {FROM_PARCEL}",
)
WAYBILLS = Scope(BOTH, f"SELECT p.waybill AS key, {FROM_PARCEL} WHERE p.state <> 'voided'")
