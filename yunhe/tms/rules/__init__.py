"""Decisions of transport without I/O: what a parcel costs, which service takes it, where it is."""

from yunhe.tms.rules.choice import Candidate, Wish, choose, current_cards
from yunhe.tms.rules.quote import Card, Charge, Package, Quote, Tariff, billable_kg, quote
from yunhe.tms.rules.reading import STATE_OF, Reading, Status, read_state
from yunhe.tms.rules.secret import TRACKING_PATH, tracking_digest, tracking_link, without_phones

__all__ = [
    "STATE_OF",
    "TRACKING_PATH",
    "Candidate",
    "Card",
    "Charge",
    "Package",
    "Quote",
    "Reading",
    "Status",
    "Tariff",
    "Wish",
    "billable_kg",
    "choose",
    "current_cards",
    "quote",
    "read_state",
    "tracking_digest",
    "tracking_link",
    "without_phones",
]
