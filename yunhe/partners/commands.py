"""Verbs about partners that other rooms use."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome


class Shift(NamedTuple):
    """By how much a partner's open receivables and unapplied payments changed."""

    partner: int
    receivable_open: Decimal = Decimal(0)
    deposits: Decimal = Decimal(0)


@command("partners.shift_exposure", N_("Shift credit exposure"))
def shift_exposure(shifts: Sequence[Shift], *, by: Actor, at: datetime) -> Outcome:
    """Add to the partners' exposure, several shifts of one partner at once; in one statement, rows by ascending id."""
    if not shifts:
        return Outcome()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO partners_exposure AS e (partner_id, receivable_open, deposits)
               SELECT partner, sum(receivable), sum(deposits)
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[]) AS s(partner, receivable, deposits)
               GROUP BY partner ORDER BY partner
               ON CONFLICT (partner_id) DO UPDATE SET receivable_open = e.receivable_open + excluded.receivable_open,
                   deposits = e.deposits + excluded.deposits""",
            [array(column) for column in zip(*shifts)],
        )
    return Outcome(done=sorted({s.partner for s in shifts}))
