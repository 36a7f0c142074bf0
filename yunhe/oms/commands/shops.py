"""Shops: opened, and changed in what matters to their orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.masters import save_by_code
from yunhe.kernel.outcome import Outcome
from yunhe.oms.events import ShopSaved
from yunhe.oms.models import Shop

FIELDS = (
    *("name", "name_en", "channel", "entity_id", "warehouse_id", "priority", "ship_hours", "ship_partial"),
    *("auto_audit", "auto_release", "recognise", "active"),
)


@command("kernel.save_shops", N_("Save shops"))
def save_shops(rows: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime) -> Outcome:
    """Make or change shops by code: a dict of the columns to be set each, of FIELDS. Each change leaves an event."""
    outcome, changes = save_by_code(Shop, rows, fields=FIELDS, new=True)
    record([ShopSaved(subject=id, changed=changed) for id, changed in changes.items()], by=by, at=at)
    return outcome
