"""What happens in buying. Ids and figures only."""

from dataclasses import dataclass
from decimal import Decimal

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PurchaseProposed(Event, subject="proposal"):
    item: int
    warehouse: int
    qty: Decimal
    auto: bool


@dataclass(frozen=True, kw_only=True)
class PurchaseApproved(Event, subject="purchase", inverse="PurchaseCancelled"):
    pass


@dataclass(frozen=True, kw_only=True)
class PurchaseSent(Event, subject="purchase", inverse="PurchaseCancelled"):
    pass


@dataclass(frozen=True, kw_only=True)
class PurchaseConfirmed(Event, subject="purchase", inverse="PurchaseCancelled"):
    pass


@dataclass(frozen=True, kw_only=True)
class PurchaseDateChanged(Event, subject="purchase"):
    """The supplier delivers on another day; `days` later (negative: earlier)."""

    days: int


@dataclass(frozen=True, kw_only=True)
class PurchaseCancelled(Event, subject="purchase"):
    pass


@dataclass(frozen=True, kw_only=True)
class PurchaseClosed(Event, subject="purchase"):
    pass
