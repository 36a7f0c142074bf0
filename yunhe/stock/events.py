"""What happens to goods and hand-off documents. Ids and figures only; quantities are base units as strings."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BalanceRebuilt(Event, subject="company"):
    """So many rows of a balance were set to the sums of their ledger; `figures` says of the first ones from what to what."""

    balance: str
    rows: int
    figures: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class WarehouseChanged(Event, subject="warehouse"):
    """What is different of a warehouse, by field: `priority: 10 → 5`."""

    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OutboundPlanned(Event, subject="outbound", inverse="OutboundCancelled"):
    warehouse: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class OutboundReleased(Event, subject="outbound", inverse="OutboundRecalled"):
    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundRecalled(Event, subject="outbound"):
    """Back to planned: nothing of it is bound or picked any more."""

    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecallRequested(Event, subject="outbound"):
    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class RecallRefused(Event, subject="outbound"):
    """The goods are out of the door: intercept the parcel instead."""


@dataclass(frozen=True, kw_only=True)
class PickingStarted(Event, subject="outbound", inverse="OutboundUnpicked"):
    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundPicked(Event, subject="outbound", inverse="OutboundUnpicked"):
    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class PickingResumed(Event, subject="outbound", inverse="OutboundPicked"):
    """A pick was taken back after the last one: something is to be picked again."""

    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundUnpicked(Event, subject="outbound"):
    """What was picked lies in PACK and waits to be put back; the outbound is released again."""

    warehouse: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundPacked(Event, subject="outbound", inverse="OutboundUnpacked"):
    parcels: list[int] | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundUnpacked(Event, subject="outbound"):
    pass


@dataclass(frozen=True, kw_only=True)
class OutboundMerged(Event, subject="outbound", inverse="OutboundSplit"):
    """The lines of other outbounds came to this one; those ended, empty."""

    merged: list[int]
    lines: list[int]


@dataclass(frozen=True, kw_only=True)
class OutboundSplit(Event, subject="outbound"):
    """Some of it went to a child, so that the rest can ship whole."""

    child: int
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OutboundShipped(Event, subject="outbound", inverse="GoodsReceived"):
    """The goods left stock. Final: a correction is a return."""

    warehouse: int | None = None
    kind: str | None = None
    source: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundDelivered(Event, subject="outbound"):
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class OutboundClosed(Event, subject="outbound"):
    pass


@dataclass(frozen=True, kw_only=True)
class OutboundCancelled(Event, subject="outbound"):
    kind: str | None = None


@dataclass(frozen=True, kw_only=True)
class LinesShort(Event, subject="outbound", inverse="LinesAllocated"):
    """Lines of a new outbound lack goods: somebody must bring them."""

    warehouse: int
    items: list[int]


@dataclass(frozen=True, kw_only=True)
class LinesAllocated(Event, subject="outbound", inverse="AllocationLost"):
    """Goods were promised to lines of an outbound that waited for them."""

    complete: bool


@dataclass(frozen=True, kw_only=True)
class AllocationLost(Event, subject="outbound"):
    """The goods turned out not to be there: lines of this outbound are short again."""

    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Event, subject="outbound", inverse="PromiseBroken"):
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class PromiseBroken(Event, subject="outbound"):
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class InboundExpected(Event, subject="inbound", inverse="InboundCancelled"):
    warehouse: int
    kind: str
    items: list[int]


@dataclass(frozen=True, kw_only=True)
class InboundCancelled(Event, subject="inbound"):
    pass


@dataclass(frozen=True, kw_only=True)
class GoodsArrived(Event, subject="inbound"):
    pass


@dataclass(frozen=True, kw_only=True)
class GoodsReceived(Event, subject="inbound", inverse="ReceiptReversed"):
    """A receipt was posted; `items` are those whose stock rose."""

    receipt: int
    warehouse: int
    kind: str
    source: tuple[str, int] | None = None
    items: list[int]


@dataclass(frozen=True, kw_only=True)
class ReceiptReversed(Event, subject="inbound"):
    receipt: int
    warehouse: int
    kind: str
    source: tuple[str, int] | None = None
    items: list[int]


@dataclass(frozen=True, kw_only=True)
class InboundClosed(Event, subject="inbound"):
    pass


@dataclass(frozen=True, kw_only=True)
class StockAdjusted(Event, subject="level", inverse="StockAdjusted"):
    """On hand was corrected by `qty` (signed); the moves with this reason carry bin and lot."""

    item: int
    warehouse: int
    qty: Decimal
    reason: str
    moves: list[int]


@dataclass(frozen=True, kw_only=True)
class GradeChanged(Event, subject="level", inverse="GradeChanged"):
    item: int
    warehouse: int
    qty: Decimal
    to_grade: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StockHeld(Event, subject="level", inverse="HoldEnded"):
    """So much was set aside for a checkout, a walk-in customer, a presale."""

    item: int
    warehouse: int
    qty: Decimal


@dataclass(frozen=True, kw_only=True)
class HoldEnded(Event, subject="level"):
    """What was set aside is free again."""

    item: int
    warehouse: int
    qty: Decimal


@dataclass(frozen=True, kw_only=True)
class LevelBelowSafety(Event, subject="level", inverse="LevelRecovered"):
    item: int
    warehouse: int
    available: Decimal
    safety: Decimal


@dataclass(frozen=True, kw_only=True)
class LevelRecovered(Event, subject="level"):
    item: int
    warehouse: int
