"""What states look like: one tone per meaning, an icon beside it, and the words of the rooms."""

from collections.abc import Mapping
from typing import NamedTuple

from yunhe.connectors.shops.listings import CONNECTIONS
from yunhe.erp.finance.words import (
    ACCOUNTS,
    INVOICE_KINDS,
    INVOICE_STATES,
    ITEM_KINDS,
    PAYMENT_KINDS,
    PAYMENT_STATES,
    VOUCHER_STATES,
)
from yunhe.erp.production.words import KITS, WORK_STATES
from yunhe.erp.purchasing.words import PROPOSAL_STATES, PURCHASE_STATES, RECEIVED
from yunhe.kernel.case_list import STATES as CASE_STATES
from yunhe.oms.words import (
    ORDER_STATES,
    PAYMENTS,
    PROGRESS,
    REFUND_REASONS,
    REFUND_STATES,
    RETURN_REASONS,
    RETURN_STATES,
)
from yunhe.stock.words import (
    INBOUND_KINDS,
    INBOUND_STATES,
    LIGHTS,
    OUTBOUND_KINDS,
    OUTBOUND_STATES,
    PARCEL_STATES,
    RECEIPT_STATES,
)
from yunhe.web.words import JOB_STATES
from yunhe.wms.words import WAVE_STATES

# The tones of UI.md: red = short, late, refused; amber = near the limit; green = safe, done; blue = in progress;
# grey = waiting or over; violet = held for a person.
ICONS = {
    "red": "alert-triangle",
    "amber": "alert-circle",
    "green": "circle-check",
    "blue": "player-play",
    "grey": "circle-dashed",
    "violet": "hand-stop",
}
TONES: dict[str, Mapping[str, str]] = {
    "red": {
        "light": "short",
        "parcel": "lost problem",
        "refund": "failed",
        "payment": "unpaid",
        "job": "failed",
        "connection": "silent",
    },
    "amber": {
        "light": "near",
        "work": "paused",
        "purchase": "closed_short",
        "order": "draft",
        "parcel": "returning",
        "payment": "deposit credit cod",
    },
    "green": {
        "light": "safe",
        "order": "completed",
        "progress": "delivered",
        "outbound": "delivered closed",
        "inbound": "received closed",
        "receipt": "posted",
        "parcel": "delivered",
        "purchase": "closed",
        "received": "full",
        "kit": "full",
        "proposal": "accepted",
        "work": "finished closed",
        "voucher": "posted",
        "invoice": "settled",
        "money": "booked",
        "case": "done",
        "wave": "done",
        "job": "done",
        "payment": "paid",
        "refund": "paid",
        "return": "settled",
        "connection": "told",
    },
    "blue": {
        "order": "audited",
        "progress": "part_allocated allocated part_released released part_shipped shipped part_delivered",
        "outbound": "released picking picked packed shipped",
        "inbound": "arrived part_received",
        "parcel": "labelled handed_over in_transit out_for_delivery",
        "purchase": "approved sent confirmed",
        "received": "part",
        "kit": "part",
        "invoice": "issued",
        "work": "released started",
        "case": "in_work",
        "wave": "picking",
        "job": "running",
        "refund": "approved",
        "return": "approved in_transit received inspected",
    },
    "violet": {"order": "new", "case": "open", "proposal": "open", "refund": "requested", "return": "requested"},
}
WORDS: dict[str, Mapping[str, str]] = {
    "order": ORDER_STATES,
    "progress": PROGRESS,
    "payment": PAYMENTS,
    "return": RETURN_STATES,
    "refund": REFUND_STATES,
    "return_reason": RETURN_REASONS,
    "refund_reason": REFUND_REASONS,
    "outbound": OUTBOUND_STATES,
    "outbound_kind": OUTBOUND_KINDS,
    "inbound": INBOUND_STATES,
    "receipt": RECEIPT_STATES,
    "parcel": PARCEL_STATES,
    "light": LIGHTS,
    "wave": WAVE_STATES,
    "inbound_kind": INBOUND_KINDS,
    "purchase": PURCHASE_STATES,
    "proposal": PROPOSAL_STATES,
    "received": RECEIVED,
    "kit": KITS,
    "work": WORK_STATES,
    "voucher": VOUCHER_STATES,
    "invoice": INVOICE_STATES,
    "invoice_kind": INVOICE_KINDS,
    "money": PAYMENT_STATES,
    "payment_kind": PAYMENT_KINDS,
    "account_role": ACCOUNTS,
    "open_item": ITEM_KINDS,
    "case": CASE_STATES,
    "job": JOB_STATES,
    "connection": CONNECTIONS,
}


class Look(NamedTuple):
    """A state's word (a msgid) and its tone."""

    label: str
    tone: str


def look(kind: str, value: str) -> Look:
    """How a state is shown; a state that nobody has named is shown as it is, in grey."""
    return Look(WORDS.get(kind, {}).get(value, value), tone(kind, value))


def tone(kind: str, value: str) -> str:
    """The tone of a state; grey where it means no more than waiting or being over."""
    return next((name for name, kinds in TONES.items() if value in kinds.get(kind, "").split()), "grey")
