"""Cancel parts of orders: so much of a line, with what is planned for it and the money that goes with it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.progress import progress
from yunhe.oms.commands.refunds import give_back
from yunhe.oms.events import OrderLinesCancelled
from yunhe.oms.flows import ORDER
from yunhe.oms.fulfilling import follow_lines, living_outbounds
from yunhe.oms.merging import give_up_lines, planned_lines, take_out
from yunhe.oms.models import OrderLine
from yunhe.oms.rests import rests
from yunhe.oms.scopes import LINE_GOODS, LINES


class Standing(NamedTuple):
    """What of an item lives for an order line; what of it the warehouse has or had; what of that left it. In units of the
    item, `ratio` of them for a base unit of the line."""

    item: int
    ratio: Decimal
    living: Decimal
    released: Decimal
    shipped: Decimal


@command("oms.cancel_lines", N_("Cancel lines"), LINES, LINE_GOODS)
def cancel_lines(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> Outcome:
    """Cancel so much (base units) of order lines: first what nothing is planned for, then what waits for goods, then the
    rest of what is planned. What the buyer paid for it is asked back; an order of which nothing is left is cancelled, one
    of which all the rest arrived is completed. Refused by line: so much has shipped, or is in the warehouse (recall it).
    """
    ids = locks.lock("oms_order", OrderLine.objects.filter(id__in=parts).values_list("order_id", flat=True))
    living_outbounds(ids)  # locked: what is planned here can't be released before it is given up
    follow_lines(ids)
    lines = {line.id: line for line in OrderLine.objects.filter(id__in=parts).select_related("order")}
    standing = _standing(lines)
    outcome = Outcome()
    for id, qty in parts.items():
        if reason := _why_not(lines.get(id), qty, standing.get(id, ())):
            outcome.refused[id] = reason
    good = {id: qty for id, qty in parts.items() if id not in outcome.refused}
    planned = planned_lines(good)
    give_up_lines(
        {
            line: part
            for id, qty in good.items()
            for line, part in take_out(planned.get(id, ()), _beyond(lines[id], qty, standing.get(id, ()))).items()
        },
        by=by,
        at=at,
    )
    follow_lines(ids)
    left = {r.line: r for r in rests(ids)}
    amounts = {id: left[id].worth(qty) for id, qty in good.items()}
    for id, qty in good.items():
        lines[id].cancelled += qty
        lines[id].cancelled_incl += amounts[id].amount_incl
        lines[id].cancelled_tax += amounts[id].tax
    OrderLine.objects.bulk_update([lines[id] for id in good], ["cancelled", "cancelled_incl", "cancelled_tax"])
    told: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for id, qty in good.items():
        told[lines[id].order_id].append({"line": id, "qty": str(qty), "amount": str(amounts[id].amount_incl)})
    record([OrderLinesCancelled(subject=id, root=id, lines=rows) for id, rows in told.items()], by=by, at=at)
    back: defaultdict[int, Decimal] = defaultdict(Decimal)
    for id in good:
        back[lines[id].order_id] += amounts[id].amount_incl
    give_back(back, "cancelled", by=by, at=at)
    progress(list(told), by=by, at=at)
    outcome.done = list(good)
    return outcome


def _standing(line_ids: Collection[int]) -> dict[int, list[Standing]]:
    found: defaultdict[int, list[Standing]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.order_line_id, l.item_id, min(f.ratio), sum(l.qty),
                      sum(CASE WHEN o.state <> 'planned' THEN l.qty ELSE 0 END), sum(l.shipped)
               FROM oms_fulfilment f JOIN stock_outboundline l ON l.id = f.outbound_line_id
               JOIN stock_outbound o ON o.id = l.outbound_id
               WHERE f.order_line_id = ANY(%s::bigint[]) AND o.state <> 'cancelled' GROUP BY 1, 2 ORDER BY 1, 2""",
            [array(line_ids)],
        )
        for line, *rest in cursor.fetchall():
            found[line].append(Standing(*rest))
    return found


def _why_not(line: OrderLine | None, qty: Decimal, standing: Sequence[Standing]) -> Reason | None:
    if line is None:
        return not_found("line")
    if line.order.state in ORDER.terminal:
        return wrong_state(line.order.number, line.order.state, ORDER.steps["cancel"].sources)
    left = line.base_qty - line.cancelled
    if not 0 < qty <= left:
        return Reason("bad_quantity", N_("The part must be more than nothing and at most the line"))
    stays = left - qty
    if any(s.shipped > stays * s.ratio for s in standing):
        return Reason("shipped", N_("Too much of it has shipped; that can only come back as a return"))
    if any(s.released > stays * s.ratio for s in standing):
        return Reason("released", N_("The warehouse has it already; recall it first"))
    return None


def _beyond(line: OrderLine, qty: Decimal, standing: Sequence[Standing]) -> dict[int, Decimal]:
    """How much of each item lives beyond what stays of a line when `qty` of it is cancelled."""
    stays = line.base_qty - line.cancelled - qty
    return {s.item: beyond for s in standing if (beyond := s.living - stays * s.ratio) > 0}
