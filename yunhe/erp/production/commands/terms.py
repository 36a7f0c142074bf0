"""Terms of making: lot sizes, and whether work is released by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.models import MakeTerms
from yunhe.kernel.actor import Actor
from yunhe.kernel.columns import misfits
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome


@command("production.save_terms", N_("Save terms of making"))
def save_terms(rows: Sequence[dict[str, Any]], *, by: Actor, at: datetime) -> Outcome:
    """Write terms (a dict of MakeTerms fields each); those of the same item are replaced. `done` = row numbers.

    Refused by row number: a column or a value that does not fit.
    """
    refused = misfits(MakeTerms, rows)
    fit = [n for n in range(len(rows)) if n not in refused]
    MakeTerms.objects.bulk_create(
        [MakeTerms(**rows[n]) for n in fit],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["min_qty", "multiple", "auto"],
    )
    return Outcome(done=fit, refused=refused)
