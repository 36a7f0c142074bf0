"""Split: part of an outbound's lines goes to a child, so that each of the two can ship whole."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.events import record
from yunhe.kernel.money import LineAmounts, apportion
from yunhe.partners.models import ADDRESS
from yunhe.stock.allocations import hand_over, set_lines
from yunhe.stock.boxed import unbox
from yunhe.stock.events import OutboundPlanned, OutboundSplit
from yunhe.stock.merging import move_lines
from yunhe.stock.models import Outbound, OutboundLine
from yunhe.stock.outbounds import NewLine, NewOutbound, write_outbounds
from yunhe.stock.promising import hand_over_promises

ZERO = Decimal(0)


def split_off(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> dict[int, int]:
    """Move `qty` of each line to a child of its outbound; {outbound: child}. Outbounds must be locked, and the parts
    neither picked nor bound. The short part of a line goes first, then allocated goods with their allocation.

    A whole line moves as it is; of a divided one the child gets a line of its own with its share of the amounts.
    """
    if not parts:
        return {}
    lines = list(OutboundLine.objects.filter(id__in=parts).order_by("outbound_id", "n"))
    heads = {
        o.id: o
        for o in Outbound.objects.filter(id__in={line.outbound_id for line in lines}).select_related("warehouse")
    }
    children = {id: child_of(o) for id, o in heads.items()}
    divided = {line.id: _divide(line, parts[line.id]) for line in lines if parts[line.id] < line.qty}
    for line in lines:
        if line.id in divided:
            children[line.outbound_id].lines.append(divided[line.id])
    write_outbounds(list(children.values()), by=by, at=at)
    move_lines({line.id: children[line.outbound_id].id for line in lines if line.id not in divided})
    hand_over([(id, new.id, new.allocated) for id, new in divided.items() if new.allocated])
    hand_over_promises(
        {line.id: (new.id, line.qty - line.allocated - new.short) for line in lines if (new := divided.get(line.id))}
    )
    unbox({line.id: line.qty - divided[line.id].qty for line in lines if line.id in divided})
    _shrink(lines, divided)
    moved: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        to = divided[line.id].id if line.id in divided else line.id
        moved[line.outbound_id].append({"from": line.id, "to": to, "qty": str(parts[line.id])})
    record(
        [
            event
            for id, child in children.items()
            for event in (
                OutboundPlanned(
                    subject=child.id, root=child.root, warehouse=child.warehouse, kind=child.kind, state="planned"
                ),
                OutboundSplit(subject=id, root=child.root, child=child.id, lines=moved[id]),
            )
        ],
        by=by,
        at=at,
    )
    return {id: child.id for id, child in children.items()}


def child_of(o: Outbound) -> NewOutbound:
    """An outbound like this one, without lines."""
    return NewOutbound(
        kind=o.kind,
        warehouse=o.warehouse_id,
        owner=o.owner_id,
        entity=o.warehouse.entity_id,
        lines=[],
        partner=o.partner_id,
        address={name: getattr(o, name) for name in ADDRESS},
        source=(o.source_kind, o.source_id),
        root=o.root_id,
        priority=o.priority,
        ship_by=o.ship_by,
        service=o.service,
        shop=o.shop_id,
        recognise=o.recognise,
        split_from=o.id,
    )


def _divide(line: OutboundLine, qty: Decimal) -> NewLine:
    short = line.qty - line.allocated
    root = (line.root_id, line.root_line_id, line.shop_id)
    new = NewLine(line.item_id, qty, line.grade, tax_rate=line.tax_rate, currency=line.currency, root=root)
    new.allocated = max(qty - short, ZERO)
    if line.amount_incl is not None:
        incl = apportion(line.amount_incl, [qty, line.qty - qty])[0]
        tax = apportion(line.tax, [qty, line.qty - qty])[0]
        new.amounts = LineAmounts(incl, tax, incl - tax)
    return new


def _shrink(lines: list[OutboundLine], divided: Mapping[int, NewLine]) -> None:
    set_lines({id: {"qty": -new.qty, "allocated": -new.allocated} for id, new in divided.items()})
    shares = [(line.id, new.amounts) for line in lines if (new := divided.get(line.id)) and new.amounts]
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE stock_outboundline l
               SET amount_incl = l.amount_incl - c.incl, tax = l.tax - c.tax, amount_excl = l.amount_excl - c.excl
               FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::numeric[]) AS c(id, incl, tax, excl)
               WHERE l.id = c.id""",
            [array(id for id, _ in shares), *(array(column) for column in zip(*(amounts for _, amounts in shares)))]
            if shares
            else ["{}", "{}", "{}", "{}"],
        )
