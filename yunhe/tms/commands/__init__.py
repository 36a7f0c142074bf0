"""The verbs of transport, one file per station: cards, services, waybills, labels, ship scan, tracking, sweep."""

from yunhe.tms.commands.cards import define_carriers, import_rates, save_accounts
from yunhe.tms.commands.handover import hand_over, scan_out
from yunhe.tms.commands.labels import print_labels
from yunhe.tms.commands.services import choose_services
from yunhe.tms.commands.sweep import sweep_parcels
from yunhe.tms.commands.tracking import Message, mark_delivered, record_tracking
from yunhe.tms.commands.waybills import (
    WaybillRefusal,
    WaybillRow,
    assign_waybills,
    refuse_waybills,
    request_waybills,
    void_waybills,
)

__all__ = [
    "Message",
    "WaybillRefusal",
    "WaybillRow",
    "assign_waybills",
    "choose_services",
    "define_carriers",
    "hand_over",
    "import_rates",
    "mark_delivered",
    "print_labels",
    "record_tracking",
    "refuse_waybills",
    "request_waybills",
    "save_accounts",
    "scan_out",
    "sweep_parcels",
    "void_waybills",
]
