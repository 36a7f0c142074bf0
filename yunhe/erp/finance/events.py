"""What happens in the books. Ids and figures only; amounts as strings, in the entity's currency."""

from dataclasses import dataclass
from decimal import Decimal

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReceivableMade(Event, subject="receivable", inverse="ReceivableCredited"):
    amount: Decimal
    partner: int | None = None
    source: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class ReceivableCredited(Event, subject="receivable"):
    """A credit item was made; `credits` is the receivable that it takes back, `amount` is negative."""

    amount: Decimal
    partner: int | None = None
    credits: int | None = None


@dataclass(frozen=True, kw_only=True)
class PayableMade(Event, subject="payable", inverse="PayableCredited"):
    amount: Decimal
    partner: int | None = None
    source: tuple[str, int] | None = None


@dataclass(frozen=True, kw_only=True)
class PayableCredited(Event, subject="payable"):
    amount: Decimal
    partner: int | None = None
    credits: int | None = None


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event, subject="invoice", inverse="InvoiceCredited"):
    kind: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class InvoiceSettled(Event, subject="invoice", inverse="InvoiceReopened"):
    """Everything it covers is settled."""


@dataclass(frozen=True, kw_only=True)
class InvoiceReopened(Event, subject="invoice"):
    """A payment that settled it was taken back."""


@dataclass(frozen=True, kw_only=True)
class InvoiceCredited(Event, subject="invoice"):
    pass


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Event, subject="payment", inverse="PaymentReversed"):
    kind: str
    amount: Decimal
    partner: int | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentMade(Event, subject="payment", inverse="PaymentReversed"):
    kind: str
    amount: Decimal
    partner: int | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentReversed(Event, subject="payment"):
    pass


@dataclass(frozen=True, kw_only=True)
class VoucherPosted(Event, subject="voucher", inverse="VoucherReversed"):
    template: str | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class VoucherReversed(Event, subject="voucher"):
    by_voucher: int


@dataclass(frozen=True, kw_only=True)
class PeriodClosed(Event, subject="period"):
    """`state` says how far: stock_closed, or closed for good."""
