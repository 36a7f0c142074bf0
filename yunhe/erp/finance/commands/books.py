"""Open the books of entities: their chart of accounts."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.charts import ENTERPRISE, SMALL
from yunhe.erp.finance.models import Account
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import Entity
from yunhe.kernel.outcome import Outcome


@command("finance.open_books", N_("Open the books"))
def open_books(entity_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Make each entity's default chart (企业 or 小企业, as the entity says); accounts that exist stay as they are."""
    entities = {e.id: e for e in Entity.objects.filter(id__in=entity_ids)}
    charts = {Entity.Chart.ENTERPRISE: ENTERPRISE, Entity.Chart.SMALL: SMALL}
    Account.objects.bulk_create(
        [Account(entity=e, **row._asdict()) for e in entities.values() for row in charts[e.chart]],
        ignore_conflicts=True,
    )
    outcome = Outcome(done=[id for id in entity_ids if id in entities])
    for id in entity_ids:
        if id not in entities:
            outcome.refused[id] = not_found(id)
    return outcome
