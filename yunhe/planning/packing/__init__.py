"""Packing: which cartons for an order, what lies where, what the parcel costs; and which carton sizes to stock.

`pack` packs one order, `sizes_to_stock` chooses sizes for a history of orders (`stock`), `bins` packs into the fewest
equal boxes, `bounds` says how few they can be at best.
"""

from yunhe.planning.packing.cartons import pack
from yunhe.planning.packing.model import (
    Carton,
    Item,
    Packing,
    PackingError,
    Parcel,
    Placed,
    Rejected,
    Tariff,
    Unpacked,
    Why,
)

__all__ = [
    "Carton",
    "Item",
    "Packing",
    "PackingError",
    "Parcel",
    "Placed",
    "Rejected",
    "Tariff",
    "Unpacked",
    "Why",
    "pack",
]
