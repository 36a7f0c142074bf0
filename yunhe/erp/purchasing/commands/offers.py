"""Offers of suppliers: prices and terms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.erp.purchasing.models import SupplierItem
from yunhe.kernel.actor import Actor
from yunhe.kernel.columns import misfits
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome

TERMS = ["unit", "factor", "price_incl", "currency", "moq", "multiple", "lead_days", "rank", "auto", "active"]


@command("purchasing.save_offers", N_("Save supplier prices"))
def save_offers(rows: Sequence[dict[str, Any]], *, by: Actor, at: datetime) -> Outcome:
    """Write offers (a dict of SupplierItem fields each); the one of the same supplier and item is replaced.

    `done` = row numbers. Refused by row number: a column or a value that does not fit.
    """
    refused = misfits(SupplierItem, rows)
    fit = [n for n in range(len(rows)) if n not in refused]
    SupplierItem.objects.bulk_create(
        [SupplierItem(**rows[n]) for n in fit],
        update_conflicts=True,
        unique_fields=["supplier", "item"],
        update_fields=TERMS,
    )
    return Outcome(done=fit, refused=refused)
