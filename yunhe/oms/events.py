"""What happens to orders, returns and refunds. Ids and figures only."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ShopSaved(Event, subject="shop"):
    """A shop is new, or what is different of it by field: `priority: 5 → 3`."""

    changed: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OrderCaptured(Event, subject="order", inverse="OrderCancelled"):
    """`paid` is what the buyer has paid already, in the order's currency; 0 or none: nothing yet."""

    number: str | None = None
    shop: int | None = None
    entity: int | None = None
    partner: int | None = None
    paid: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class OrderChanged(Event, subject="order"):
    """Lines or address were replaced before anything was released, by a newer channel version or by a person, or what held
    the order was mended elsewhere."""


@dataclass(frozen=True, kw_only=True)
class OrderAudited(Event, subject="order", inverse="OrderUnaudited"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderUnaudited(Event, subject="order"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderHeld(Event, subject="order", inverse="OrderHoldReleased"):
    codes: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderHoldReleased(Event, subject="order"):
    codes: list[str]


@dataclass(frozen=True, kw_only=True)
class OrderAllocated(Event, subject="order", inverse="OrderDeallocated"):
    """`outbounds` serve it; `complete` when nothing of it is short."""

    outbounds: list[int]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class OrderDeallocated(Event, subject="order"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderShort(Event, subject="order", inverse="OrderShortResolved"):
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderShortResolved(Event, subject="order"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderReleased(Event, subject="order", inverse="OrderRecalled"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderRecalled(Event, subject="order"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderCancelAsked(Event, subject="order"):
    """The buyer wants out; the warehouse has been asked to stop."""


@dataclass(frozen=True, kw_only=True)
class OrderLinesCancelled(Event, subject="order"):
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event, subject="order"):
    pass


@dataclass(frozen=True, kw_only=True)
class OrderCompleted(Event, subject="order"):
    """`total` is what was not cancelled; `services` what of it nobody ships: line, item, quantity, amount without tax,
    tax."""

    shop: int | None = None
    partner: int | None = None
    total: Decimal | None = None
    entity: int | None = None
    number: str | None = None
    currency: str | None = None
    services: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ReturnRequested(Event, subject="return"):
    order: int


@dataclass(frozen=True, kw_only=True)
class ReturnApproved(Event, subject="return", inverse="ReturnRefused"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnRefused(Event, subject="return"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnWithdrawn(Event, subject="return"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnSent(Event, subject="return"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnReceived(Event, subject="return"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnInspected(Event, subject="return"):
    pass


@dataclass(frozen=True, kw_only=True)
class ReturnSettled(Event, subject="return"):
    """Goods are graded and the money is agreed: `amounts` per order line."""

    order: int
    refund: int | None = None
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class RefundRequested(Event, subject="refund", inverse="RefundRefused"):
    order: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundApproved(Event, subject="refund", inverse="RefundFailed"):
    """`number` is the refund's own. `earned` of the amount was for goods that had left: so much of the sales is taken back; of
    a return's money `lines` says for which order lines it is: order_line, amount."""

    number: str
    order: int
    amount: Decimal
    earned: Decimal
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RefundRefused(Event, subject="refund"):
    pass


@dataclass(frozen=True, kw_only=True)
class RefundPaid(Event, subject="refund", inverse="RefundFailed"):
    number: str
    order: int
    amount: Decimal
    currency: str


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event, subject="refund"):
    number: str
