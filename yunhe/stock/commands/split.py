"""Split outbounds: part of the lines waits or ships on its own."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import LineRow, lines, lines_of
from yunhe.stock.models import Outbound
from yunhe.stock.scopes import OUTBOUND_LINES
from yunhe.stock.splitting import split_off


@command("stock.split_outbounds", N_("Split"), OUTBOUND_LINES)
def split_outbounds(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> Outcome:
    """Move so much of each line (by line id) to a child of its outbound; `made` maps the outbound to its child.

    Only planned outbounds split by hand; refused by line id, all lines of an outbound together.
    """
    rows = {line.id: line for line in lines(parts)}
    locks.lock("stock_outbound", {line.outbound for line in rows.values()})
    heads = {o.id: o for o in Outbound.objects.filter(id__in={line.outbound for line in rows.values()})}
    asked: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    outcome = Outcome()
    for id, qty in parts.items():
        if id in rows:
            asked[rows[id].outbound][id] = qty
        else:
            outcome.refused[id] = not_found(id)
    whole: defaultdict[int, Decimal] = defaultdict(Decimal)
    for line in lines_of(asked):
        whole[line.outbound] += line.qty
    good: dict[int, Decimal] = {}
    for outbound, wanted in asked.items():
        if reason := _why_not(heads[outbound], wanted, rows, whole[outbound]):
            outcome.refuse(wanted, reason)
        else:
            good |= wanted
    outcome.made = {**split_off(good, by=by, at=at)}
    outcome.done = list(good)
    return outcome


def _why_not(
    head: Outbound, wanted: Mapping[int, Decimal], rows: Mapping[int, LineRow], whole: Decimal
) -> Reason | None:
    if head.state != "planned":
        return wrong_state(head.number, head.state, ("planned",))
    if any(not 0 < qty <= rows[id].qty for id, qty in wanted.items()):
        return Reason("bad_quantity", N_("The part must be more than nothing and at most the line"))
    if sum(wanted.values()) == whole:
        return Reason("nothing_left", N_("Nothing would be left of {number}"), {"number": head.number})
    return None
