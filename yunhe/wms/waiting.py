"""Released outbounds that stand on no cart yet: what a wave can be made of."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Sum

from yunhe.stock.models import Outbound, OutboundLine, Parcel
from yunhe.wms.models import WaveOutbound
from yunhe.wms.rules import EVERYTHING, Rule


def waiting(warehouse_ids: Sequence[int], rule: Rule = EVERYTHING) -> QuerySet[Any]:
    """The outbounds of these warehouses that wait for a wave and fit the rule."""
    found = Outbound.objects.filter(warehouse__in=warehouse_ids, state="released", recall_requested=False)
    found = found.exclude(Exists(WaveOutbound.objects.filter(outbound=OuterRef("pk"), living=True)))
    if rule.kinds:
        found = found.filter(kind__in=rule.kinds)
    if rule.carriers:
        taken = Parcel.objects.filter(outbound=OuterRef("pk"), carrier_code__in=rule.carriers)
        found = found.filter(Exists(taken.exclude(state="voided")))
    if rule.most_priority is not None:
        found = found.filter(priority__lte=rule.most_priority)
    if rule.ship_before is not None:
        found = found.filter(ship_by__lt=rule.ship_before)
    if rule.single is not None:
        pieces = OutboundLine.objects.filter(outbound=OuterRef("pk")).values("outbound").annotate(sum=Sum("qty"))
        found = found.alias(pieces=Subquery(pieces.values("sum")))
        found = found.filter(pieces__lte=1) if rule.single else found.filter(pieces__gt=1)
    return found
