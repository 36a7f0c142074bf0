"""What of order lines is not planned yet, with kits taken apart, and the money that goes with it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.catalog.models import KitLine
from yunhe.kernel.bulk import array
from yunhe.kernel.money import LineAmounts, apportion

ZERO, ONE = Decimal(0), Decimal(1)


class Part(NamedTuple):
    """An item that an order line still wants `qty` of (none: 0). `ratio` = its units per base unit of the line, `share` =
    its part of the line's price: 1, or a kit's component's. `item` is None when nobody knows it."""

    item: int | None
    qty: Decimal
    ratio: Decimal
    share: Decimal

    @property
    def weight(self) -> Decimal:
        return self.share * self.qty / self.ratio


class Rest(NamedTuple):
    """What of an order line is neither cancelled nor planned. `amounts` are the line's less those of what is, so that its
    outbound lines and what was cancelled sum to it. `parts` has every item of the line. `kind` is the item's."""

    order: int
    line: int
    amounts: LineAmounts
    tax_rate: Decimal
    kind: str | None
    parts: list[Part]

    @property
    def wanted(self) -> list[Part]:
        """What must still be planned; of a service, or what nobody knows, nothing."""
        return [part for part in self.parts if part.qty > 0] if self.kind not in (None, "service") else []

    @property
    def in_sets(self) -> bool:
        """Whether what is wanted are whole sets of a kit."""
        sets = {part.qty / part.ratio for part in self.wanted} if self.kind == "kit" else set()
        return len(sets) == 1 and sets.pop() % 1 == 0

    def shares(self) -> list[LineAmounts]:
        """The amounts of each wanted part; they sum to the rest's."""
        wanted = self.wanted
        if len(wanted) < 2:
            return [self.amounts for _ in wanted]
        return _apportioned(self.amounts, [part.weight for part in wanted])

    def worth(self, qty: Decimal) -> LineAmounts:
        """The amounts of `qty` base units of which nothing is planned; all that is left when nothing else is."""
        theirs = qty * sum((part.share for part in self.parts), ZERO)
        others = sum((max(part.weight, ZERO) for part in self.parts), ZERO) - theirs
        return _apportioned(self.amounts, [theirs, max(others, ZERO)])[0]


LINES = """
    SELECT l.order_id, l.id, l.item_id, l.base_qty - l.cancelled, l.amount_incl - l.cancelled_incl,
           l.tax - l.cancelled_tax, l.tax_rate, i.kind
    FROM oms_orderline l LEFT JOIN catalog_item i ON i.id = l.item_id
    WHERE l.order_id = ANY(%s::bigint[]) AND l.base_qty > l.cancelled ORDER BY l.order_id, l.n
"""
# What lives in the ground for each order line and item: by the line's own root, so that a part of a part counts at once.
PLANNED = """
    SELECT l.root_line_id, l.item_id, sum(l.qty), coalesce(sum(l.amount_incl), 0), coalesce(sum(l.tax), 0)
    FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
    WHERE l.root_id = ANY(%s::bigint[]) AND o.state <> 'cancelled' GROUP BY 1, 2
"""


def rests(order_ids: Collection[int]) -> list[Rest]:
    """The rests of the lines of these orders that are not cancelled in whole, by order and place: three statements."""
    with connection.cursor() as cursor:
        cursor.execute(LINES, [array(order_ids)])
        lines = cursor.fetchall()
        cursor.execute(PLANNED, [array(order_ids)])
        planned: defaultdict[int, dict[int, tuple[Decimal, Decimal, Decimal]]] = defaultdict(dict)
        for line, item, *sums in cursor.fetchall():
            planned[line][item] = (sums[0], sums[1], sums[2])
    kits = _kits({item for _, _, item, *_, kind in lines if kind == "kit"})
    found = []
    for order, line, item, qty, incl, tax, rate, kind in lines:
        living = planned.get(line)
        if living is None and kind != "kit":  # nearly every line
            found.append(Rest(order, line, LineAmounts(incl, tax, incl - tax), rate, kind, [Part(item, qty, ONE, ONE)]))
            continue
        living = living or {}
        items = kits[item] if kind == "kit" else [(item, ONE, ONE)]
        parts = [Part(i, qty * ratio - living.get(i, (ZERO,))[0], ratio, share) for i, ratio, share in items]
        incl -= sum((sums[1] for sums in living.values()), ZERO)
        tax -= sum((sums[2] for sums in living.values()), ZERO)
        found.append(Rest(order, line, LineAmounts(incl, tax, incl - tax), rate, kind, parts))
    return found


def _kits(items: Collection[int]) -> dict[int, list[tuple[int, Decimal, Decimal]]]:
    """The components of kits: item, quantity in a set, share of the price."""
    found: dict[int, list[tuple[int, Decimal, Decimal]]] = {item: [] for item in items}
    for part in KitLine.objects.filter(kit__in=items).order_by("id"):
        found[part.kit_id].append((part.component_id, part.qty, part.price_share))
    return found


def _apportioned(amounts: LineAmounts, weights: Sequence[Decimal]) -> list[LineAmounts]:
    both = zip(apportion(amounts.amount_incl, weights), apportion(amounts.tax, weights))
    return [LineAmounts(incl, tax, incl - tax) for incl, tax in both]
