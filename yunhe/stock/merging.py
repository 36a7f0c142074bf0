"""Whole lines change their outbound: several planned outbounds become one, and part again exactly."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.stock.boxed import unbox
from yunhe.stock.models import Outbound

ZERO = Decimal(0)


class Heading(NamedTuple):
    """What an outbound has of the order it serves."""

    root: int | None
    shop: int | None
    priority: int
    ship_by: datetime | None

    @property
    def source(self) -> tuple[str, int | None]:
        return ("order", self.root) if self.root else ("", None)


def move_lines(outbound_of: Mapping[int, int]) -> None:
    """Lines go, with all that is promised to them, to other outbounds: {line: outbound}; each behind the lines there. They
    leave the parcels that they were in."""
    unbox(dict.fromkeys(outbound_of, ZERO))
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH c AS (
                   SELECT l.id, c.outbound, row_number() OVER (PARTITION BY c.outbound ORDER BY l.outbound_id, l.n) AS place
                   FROM unnest(%s::bigint[], %s::bigint[]) AS c(id, outbound) JOIN stock_outboundline l ON l.id = c.id)
               UPDATE stock_outboundline l
               SET outbound_id = c.outbound,
                   n = c.place + (SELECT coalesce(max(n), 0) FROM stock_outboundline x WHERE x.outbound_id = c.outbound)
               FROM c WHERE c.id = l.id""",
            [array(outbound_of), array(outbound_of.values())],
        )


def common(heads: Iterable[Outbound]) -> Heading:
    """The heading of one outbound for all of these: an order or shop only where it is the same, the most urgent time."""
    roots, shops, priorities, times = zip(*((o.root_id, o.shop_id, o.priority, o.ship_by) for o in heads))
    return Heading(
        roots[0] if len(set(roots)) == 1 else None,
        shops[0] if len(set(shops)) == 1 else None,
        min(priorities),
        min((time for time in times if time), default=None),
    )


def set_headings(headings: Mapping[int, Heading]) -> None:
    """Write headings of outbounds, in one statement."""
    heads = list(Outbound.objects.filter(id__in=headings))
    for o in heads:
        heading = headings[o.id]
        o.root_id, o.shop_id, o.priority, o.ship_by = heading
        o.source_kind, o.source_id = heading.source
    Outbound.objects.bulk_update(heads, ["root_id", "shop_id", "priority", "ship_by", "source_kind", "source_id"])


def lines_by_outbound(outbound_ids: Sequence[int]) -> dict[int, list[int]]:
    """The line ids of outbounds, in their order."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outbound_id, id FROM stock_outboundline WHERE outbound_id = ANY(%s::bigint[]) ORDER BY outbound_id, n",
            [array(outbound_ids)],
        )
        for outbound, line in cursor.fetchall():
            found[outbound].append(line)
    return found
