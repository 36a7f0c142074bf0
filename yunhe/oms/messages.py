"""The order as a channel, a file or a clerk gives it to us: one shape for all, checked by pydantic, errors by field."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Money = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Text = Annotated[str, Field(max_length=200)]


class MessageLine(BaseModel):
    """`sku` is the shop's or our code, or a barcode; `qty` in the unit that the code means; `price_incl` per that unit."""

    model_config = ConfigDict(frozen=True)

    sku: Annotated[str, Field(min_length=1, max_length=80)]
    qty: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
    price_incl: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
    discount: Money = Decimal(0)
    platform_discount: Money = Decimal(0)
    name: Text = ""
    line_id: Annotated[str, Field(max_length=80)] = ""
    is_gift: bool = False


class MessageAddress(BaseModel):
    """Where to ship. A platform gives a masked recipient with its token."""

    model_config = ConfigDict(frozen=True)

    recipient: Annotated[str, Field(max_length=80)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    region_code: Annotated[str, Field(max_length=6)] = ""
    detail: Annotated[str, Field(max_length=300)] = ""
    token: Annotated[str, Field(max_length=120)] = ""
    platform: Annotated[str, Field(max_length=20)] = ""


class Message(BaseModel):
    """An order message: `version` is the channel's modification time; the newest version of an external id wins."""

    model_config = ConfigDict(frozen=True)

    shop: Annotated[str, Field(min_length=1, max_length=20)]
    external_id: Annotated[str, Field(min_length=1, max_length=80)]
    version: datetime
    placed_at: datetime
    lines: Annotated[list[MessageLine], Field(min_length=1, max_length=1000)]
    address: MessageAddress = MessageAddress()
    customer: Annotated[str, Field(max_length=40)] = ""
    payment: Literal["unpaid", "deposit", "paid", "cod", "credit"] = "paid"
    paid_amount: Money = Decimal(0)
    discount: Money = Decimal(0)
    freight: Money = Decimal(0)
    ship_by: datetime | None = None
    priority: Annotated[int, Field(ge=1, le=9)] | None = None
    buyer_message: Annotated[str, Field(max_length=500)] = ""
    seller_memo: Annotated[str, Field(max_length=500)] = ""
    origin: tuple[str, int] | None = None
    custom: dict[str, Any] = {}

    @property
    def key(self) -> tuple[str, str]:
        return (self.shop, self.external_id)
