"""Cancel whole orders at every stage. What the warehouse has is recalled first."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.commands.progress import progress
from yunhe.oms.commands.refunds import give_all_back
from yunhe.oms.events import OrderCancelAsked
from yunhe.oms.flows import ORDER
from yunhe.oms.fulfilling import living_outbounds
from yunhe.oms.holding import end_holds
from yunhe.oms.merging import give_up_planned
from yunhe.oms.models import Order
from yunhe.oms.scopes import GOODS, ORDERS
from yunhe.stock import commands as stock

GONE = ("shipped", "delivered", "closed")
IN_WAREHOUSE = ("released", "picking", "picked", "packed")


@command("oms.cancel_orders", N_("Cancel orders"), ORDERS, GOODS)
def cancel_orders(order_ids: Sequence[int], *, by: Actor, at: datetime, reason: str = "") -> Outcome:
    """Cancel orders. Planned goods are given back at once; what the warehouse has is recalled, and the order is
    cancelled when it answers (`made` maps such orders to "asked"). What was paid is asked back. Refused: something has
    left the house."""
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
    inside = sorted({o for id in good for o, state in states[id].items() if state in IN_WAREHOUSE})
    recalled = stock.request_recall(inside, by=by, at=at)
    outcome.refused |= {id: recalled.refused[o] for id in good for o in states[id] if o in recalled.refused}
    good = [id for id in good if id not in outcome.refused]
    fresh = [id for id in good if heads[id].cancel_asked_at is None]
    Order.objects.filter(id__in=fresh).update(cancel_asked_at=at, cancel_reason=reason)
    record([OrderCancelAsked(subject=id, root=id) for id in fresh], by=by, at=at)
    outcome.done = good
    finished = finish_cancelling(good, by=by, at=at)
    outcome.made = {id: "asked" for id in good if id not in finished}
    return outcome


def finish_cancelling(order_ids: Iterable[int], *, by: Actor, at: datetime) -> set[int]:
    """Cancel those orders whose cancellation was asked and of which the warehouse holds nothing any more; what their
    buyers paid is asked back."""
    ids = locks.lock("oms_order", order_ids)
    asked = set(
        Order.objects.filter(id__in=ids, cancel_asked_at__isnull=False)
        .exclude(state__in=ORDER.terminal)
        .values_list("id", flat=True)
    )
    states = living_outbounds(asked)  # locked: what is planned here can't be released before it is given up
    free = [id for id in asked if set(states[id].values()) <= {"planned"}]
    kept = give_up_planned(free, by=by, at=at)
    progress(free, by=by, at=at)
    done = ORDER.move([id for id in free if id not in kept], "cancel", by=by, at=at).done
    end_holds(done, by=by, at=at)
    give_all_back(done, "cancelled", by=by, at=at)
    return set(done)
