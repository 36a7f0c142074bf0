"""Merge orders of one recipient onto one outbound, part them again, split an order by line."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.fulfilling import follow_lines
from yunhe.oms.merging import PlannedLine, part, planned_for, planned_lines, planned_on, take_out
from yunhe.oms.models import Order, OrderLine
from yunhe.oms.scopes import GOODS, LINE_GOODS, LINES, ORDERS, OUTBOUNDS
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound

ALONE = Reason("alone", N_("No other order goes to the same recipient from the same warehouse"))


@command("oms.merge", N_("Merge orders"), ORDERS, GOODS)
def merge(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """What is planned for orders of one company to one recipient and address, from one warehouse, goes onto one outbound;
    fulfilments stay as they are, line by line. `made` maps the order to the outbound.

    Refused: not audited, cancellation asked, nothing planned, nobody to merge with.
    """
    locks.lock("oms_order", order_ids)
    orders = {o.id: o for o in Order.objects.filter(id__in=order_ids)}
    shares = planned_for(order_ids)
    outbounds = {o.id: o for o in Outbound.objects.filter(id__in=shares)}
    planned = {order for share in shares.values() for order in share}
    outcome = Outcome()
    groups: defaultdict[Hashable, dict[int, set[int]]] = defaultdict(dict)
    for id in dict.fromkeys(order_ids):
        if reason := _why_not(id, orders.get(id), planned):
            outcome.refused[id] = reason
    for id, o in sorted(outbounds.items()):
        mine = {order for order in shares[id] if order in orders and order not in outcome.refused}
        if mine:
            groups[_destination(orders[min(mine)], o)][id] = mine
    into = {min(group): sorted(group)[1:] for group in groups.values() if len(group) > 1}
    merged = stock.merge_outbounds(into, by=by, at=at)
    for group in groups.values():
        target = min(group)
        for order in sorted(order for mine in group.values() for order in mine):
            if target in merged.done and len(group) > 1:
                outcome.made[order] = target
            else:
                outcome.refused.setdefault(order, merged.refused.get(target, ALONE))
    outcome.refused = {id: reason for id, reason in outcome.refused.items() if id not in outcome.made}
    outcome.done = [id for id in dict.fromkeys(order_ids) if id in outcome.made]
    return outcome


@command("oms.unmerge", N_("Part orders"), OUTBOUNDS)
def unmerge(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Every order on a planned outbound has its own again, with its own lines; the first one keeps this. `made` maps the
    outbound to the new ones. Refused: not planned, only one order on it."""
    shares = planned_on(outbound_ids)
    locks.lock("oms_order", {order for share in shares.values() for order in share})
    heads = {o.id: o for o in Outbound.objects.filter(id__in=outbound_ids)}
    outcome = Outcome()
    for id in dict.fromkeys(outbound_ids):
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state != "planned":
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, ("planned",))
        elif len(shares.get(id, ())) < 2:
            outcome.refused[id] = Reason("not_merged", N_("{number} serves one order"), {"number": heads[id].number})
        else:
            outcome.done.append(id)
    out = {id: set(shares[id]) - {_first(shares[id])} for id in outcome.done}
    parted = part(shares, out, by=by, at=at)
    outcome.refused |= {outbound: reason for (outbound, _), reason in parted.refused.items()}
    outcome.done = [id for id in outcome.done if id not in outcome.refused]
    for (outbound, _), child in parted.made.items():
        outcome.made.setdefault(outbound, []).append(child)
    return outcome


@command("oms.split", N_("Split orders"), LINES, LINE_GOODS)
def split(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> Outcome:
    """So much (base units) of order lines goes onto outbounds of their own: {order line: quantity}; a kit with all its
    components. `made` maps the outbound to its child. Refused by order line: more than is planned, nothing would stay."""
    lines = dict(OrderLine.objects.filter(id__in=parts).values_list("id", "order_id"))
    locks.lock("oms_order", set(lines.values()))
    follow_lines(set(lines.values()))
    planned = planned_lines(parts)
    outcome = Outcome()
    asked: dict[int, Decimal] = {}  # by outbound line
    of: dict[int, int] = {}  # outbound line → order line
    for id, qty in parts.items():
        shares = _share_out(planned.get(id, []), qty)
        if id not in lines:
            outcome.refused[id] = not_found(id)
        elif shares is None:
            outcome.refused[id] = Reason("not_planned", N_("Not so much of it is planned"))
        else:
            asked |= shares
            of |= dict.fromkeys(shares, id)
    answer = stock.split_outbounds(asked, by=by, at=at)
    for line, reason in answer.refused.items():
        outcome.refused[of[line]] = reason
    follow_lines(set(lines.values()))
    outcome.done = [id for id in parts if id not in outcome.refused]
    outcome.made = answer.made
    return outcome


def _why_not(id: int, order: Order | None, planned: set[int]) -> Reason | None:
    if order is None:
        return not_found(id)
    if order.state != "audited":
        return wrong_state(order.number, order.state, ("audited",))
    if order.cancel_asked_at:
        return Reason("cancel_asked", N_("{number} is being cancelled"), {"number": order.number})
    if id not in planned:
        return Reason("nothing_planned", N_("Nothing is planned for it"))
    if not order.token:
        return Reason("no_recipient", N_("{number} has no recipient"), {"number": order.number})
    return None


def _destination(order: Order, o: Outbound) -> Hashable:
    """Orders that agree in this may travel together."""
    where = (order.token, order.region_code, order.detail, order.recipient, order.phone, order.platform)
    who = (order.entity_id, order.partner_id, order.currency, order.payment == Order.Payment.COD)
    return (*where, *who, o.warehouse_id, o.owner_id, o.kind, o.service, o.recognise, o.recall_requested)


def _first(share: Mapping[int, Sequence[int]]) -> int:
    """The order whose line is the oldest."""
    return min(share, key=lambda order: min(share[order]))


def _share_out(rows: Sequence[PlannedLine], qty: Decimal) -> dict[int, Decimal] | None:
    """How much of each outbound line makes `qty` of the order line, item by item; None when there is not so much."""
    wanted = {row.item: qty * row.ratio for row in rows}
    taken = take_out(rows, wanted)
    return taken if 0 < sum(taken.values()) == sum(wanted.values()) else None
