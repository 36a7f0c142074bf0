"""Tags: every customer's RFM cell, with the figures it rests on."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.crm.events import TagChanged
from yunhe.crm.models import Tag
from yunhe.crm.rules import Rfm, cell, middle
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome

YEAR = timedelta(days=365)
FAMILY = "rfm"


@command("crm.retag", N_("Renew customer tags"))
def retag(*, by: Actor, at: datetime) -> Outcome:
    """Judge all customers who bought within a year against the mean; only changes are written. `done` = changed ones."""
    customers = _customers(at)
    if not customers:
        return Outcome()
    mean = middle(customers)
    now = {c.partner: cell(c, mean) for c in customers}
    was = dict(Tag.objects.filter(family=FAMILY, until=None).values_list("partner_id", "code"))
    changed = [c for c in customers if was.get(c.partner) != now[c.partner]]
    ended = [partner for partner in was if partner not in now] + [c.partner for c in changed]
    Tag.objects.filter(family=FAMILY, until=None, partner__in=ended).update(until=at)
    means = {"mean_days": f"{mean.days:.1f}", "mean_count": f"{mean.count:.2f}", "mean_amount": f"{mean.amount:.2f}"}
    Tag.objects.bulk_create(
        [
            Tag(
                partner_id=c.partner,
                family=FAMILY,
                code=now[c.partner],
                since=at,
                why={"days": c.days, "count": c.count, "amount": str(c.amount), **means},
            )
            for c in changed
        ]
    )
    record(
        [TagChanged(subject=c.partner, family=FAMILY, was=was.get(c.partner, ""), now=now[c.partner]) for c in changed],
        by=by,
        at=at,
    )
    return Outcome(done=[c.partner for c in changed])


def _customers(at: datetime) -> list[Rfm]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT partner_id, (%s::date - max(bought_at)::date)::int, count(*)::int, sum(amount - returned)
               FROM crm_purchase WHERE bought_at > %s AND bought_at <= %s GROUP BY partner_id ORDER BY partner_id""",
            [at, at - YEAR, at],
        )
        return [Rfm(*row) for row in cursor.fetchall()]
