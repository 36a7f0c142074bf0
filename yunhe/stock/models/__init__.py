"""The tables of the ground, one file per subject."""

from yunhe.stock.models.inbound import Inbound, InboundLine, Receipt, ReceiptLine
from yunhe.stock.models.levels import BinLevel, Grade, Level, Move, Policy, Use
from yunhe.stock.models.outbound import Outbound, OutboundLine
from yunhe.stock.models.parcels import Parcel, ParcelLine
from yunhe.stock.models.places import Bin, Lot, Owner, Warehouse
from yunhe.stock.models.promises import Allocation, Binding, Hold, Promise

__all__ = [
    "Allocation",
    "Bin",
    "BinLevel",
    "Binding",
    "Grade",
    "Hold",
    "Inbound",
    "InboundLine",
    "Level",
    "Lot",
    "Move",
    "Outbound",
    "OutboundLine",
    "Owner",
    "Parcel",
    "ParcelLine",
    "Policy",
    "Promise",
    "Receipt",
    "ReceiptLine",
    "Use",
    "Warehouse",
]
