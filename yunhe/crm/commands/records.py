"""Keep the customer's record of purchases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.crm.models import Purchase
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Bought:
    """A completed order of a known customer."""

    order: int
    partner: int
    shop: int | None
    amount: Decimal
    at: datetime


@command("crm.keep_purchases", N_("Keep purchases"))
def keep_purchases(rows: Sequence[Bought], *, by: Actor, at: datetime) -> Outcome:
    """Write completed orders into the record; one that stands there stays."""
    Purchase.objects.bulk_create(
        [
            Purchase(order_id=r.order, partner_id=r.partner, shop_id=r.shop, amount=r.amount, bought_at=r.at)
            for r in rows
        ],
        ignore_conflicts=True,
    )
    return Outcome(done=[r.order for r in rows])
