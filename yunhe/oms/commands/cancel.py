"""Cancel: whole orders at every stage, and single lines. What the warehouse has is recalled first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.progress import progress
from yunhe.oms.events import OrderCancelAsked, OrderLinesCancelled
from yunhe.oms.flows import ORDER
from yunhe.oms.fulfilling import living_outbounds
from yunhe.oms.merging import give_up_planned
from yunhe.oms.models import Fulfilment, Hold, Order, OrderLine
from yunhe.oms.scopes import GOODS, LINES, ORDERS
from yunhe.stock import commands as stock

GONE = ("shipped", "delivered", "closed")
IN_WAREHOUSE = ("released", "picking", "picked", "packed")


@command("oms.cancel_orders", N_("Cancel orders"), ORDERS, GOODS)
def cancel_orders(order_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Outcome:
    """Cancel orders. Planned goods are given back at once; what the warehouse has is recalled, and the order is
    cancelled when it answers (`made` maps such orders to "asked"). Refused: something has left the house."""
    locks.lock("oms_order", order_ids)
    heads = {o.id: o for o in Order.objects.filter(id__in=order_ids)}
    states = living_outbounds(order_ids)
    outcome = Outcome()
    for id in order_ids:
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state in ORDER.terminal:
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, ORDER.steps["cancel"].sources)
        elif any(state in GONE for state in states[id].values()):
            outcome.refused[id] = Reason(
                "shipped", N_("{number} has shipped; it can only come back as a return"), {"number": heads[id].number}
            )
    good = [id for id in order_ids if id not in outcome.refused]
    fresh = [id for id in good if heads[id].cancel_asked_at is None]
    Order.objects.filter(id__in=fresh).update(cancel_asked_at=at, cancel_reason=reason)
    record([OrderCancelAsked(subject=id, root=id) for id in fresh], by=by, at=at)
    inside = sorted({o for id in good for o, state in states[id].items() if state in IN_WAREHOUSE})
    stock.request_recall(inside, by=by, at=at)
    outcome.done = good
    finished = finish_cancelling(good, by=by, at=at)
    outcome.made = {id: "asked" for id in good if id not in finished}
    return outcome


def finish_cancelling(order_ids: Iterable[int], *, by: Actor, at: datetime) -> set[int]:
    """Cancel those orders whose cancellation was asked and of which the warehouse holds nothing any more."""
    ids = locks.lock("oms_order", order_ids)
    asked = set(
        Order.objects.filter(id__in=ids, cancel_asked_at__isnull=False)
        .exclude(state__in=ORDER.terminal)
        .values_list("id", flat=True)
    )
    states = living_outbounds(asked)  # locked: what is planned here can't be released before it is given up
    free = [id for id in asked if set(states[id].values()) <= {"planned"}]
    give_up_planned(free, by=by, at=at)
    progress(free, by=by, at=at)
    done = ORDER.move(free, "cancel", by=by, at=at).done
    Hold.objects.filter(order__in=done, released_at=None).update(released_at=at, released_by=by.name, note="cancelled")
    return set(done)


@command("oms.cancel_lines", N_("Cancel lines"), LINES)
def cancel_lines(parts: Mapping[int, Decimal], *, by: Actor, at: datetime) -> Outcome:
    """Cancel so much (base units) of order lines that nothing is planned for; planned orders are deallocated first."""
    locks.lock("oms_order", OrderLine.objects.filter(id__in=parts).values_list("order_id", flat=True))
    lines = {line.id: line for line in OrderLine.objects.filter(id__in=parts).select_related("order")}
    planned = set(
        Fulfilment.objects.filter(order_line__in=parts)
        .exclude(outbound_line__outbound__state="cancelled")
        .values_list("order_line_id", flat=True)
    )
    outcome, change = Outcome(), []
    for id, qty in parts.items():
        line = lines.get(id)
        if line is None:
            outcome.refused[id] = not_found(id)
        elif line.order.state not in ("draft", "new", "audited"):
            outcome.refused[id] = wrong_state(line.order.number, line.order.state, ("draft", "new", "audited"))
        elif id in planned:
            outcome.refused[id] = Reason("planned", N_("An outbound is planned for it; deallocate it first"))
        elif not 0 < qty <= line.base_qty - line.cancelled:
            outcome.refused[id] = Reason("bad_quantity", N_("The part must be more than nothing and at most the line"))
        else:
            line.cancelled += qty
            change.append(line)
            outcome.done.append(id)
    OrderLine.objects.bulk_update(change, ["cancelled"])
    by_order: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for line in change:
        by_order[line.order_id].append({"line": line.id, "qty": str(parts[line.id])})
    record([OrderLinesCancelled(subject=id, root=id, lines=rows) for id, rows in by_order.items()], by=by, at=at)
    progress(list(by_order), by=by, at=at)
    return outcome
