"""Sum anew what was earned: for the day on which the doctor finds that the sums differ from their postings."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.events import BalanceRebuilt

SUMS = {"earned_is_summed": "finance_rebuild_earned"}


@command("finance.rebuild_sums", N_("Sum the gross profit anew from its postings"))
def rebuild_sums(proofs: Sequence[str], *, by: Actor, at: datetime) -> Outcome:
    """Set the sums that proofs of the doctor are about to those of their postings, which stay as they are; nobody posts
    meanwhile. `made` maps a proof to how many sums there are. Refused: `not_rebuilt`, a proof of something else."""
    outcome = Outcome()
    outcome.refuse([p for p in proofs if p not in SUMS], Reason("not_rebuilt", N_("This is no balance of a ledger")))
    with connection.cursor() as cursor:
        for proof in [one for one in SUMS if one in set(proofs)]:
            cursor.execute(f"SELECT {SUMS[proof]}()")
            outcome.done.append(proof)
            outcome.made[proof] = cursor.fetchone()[0]
    record(
        [BalanceRebuilt(subject=0, balance=one, rows=n, figures=()) for one, n in outcome.made.items()], by=by, at=at
    )
    return outcome
