"""A person holds orders back: the audit passes none of them before a person releases it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import those
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason, RefusalError, split
from yunhe.oms.events import OrderHeld
from yunhe.oms.models import Hold, Order
from yunhe.oms.rules import BY_PERSON
from yunhe.oms.scopes import ORDERS


@command("oms.hold", N_("Hold"), ORDERS)
def hold(order_ids: Sequence[int], *, by: Actor, at: datetime, reason: str) -> Outcome:
    """Hold orders that are not audited yet, with a reason that the holds desk shows; releasing lets the audit judge them.

    Neither a newer version nor a mended address ends such a hold. Refused: another state, one that a person holds
    already. `made` maps the order to its hold. Raises RefusalError `no_reason` without a reason."""
    if not reason.strip():
        raise RefusalError(Reason("no_reason", N_("Say why")))
    found = {order.id: order for order in Order.objects.filter(id__in=locks.lock("oms_order", order_ids))}
    holds = Hold.objects.filter(order__in=those(found), code=BY_PERSON, released_at=None)
    held = set(holds.values_list("order_id", flat=True))
    good, refused = split(dict.fromkeys(order_ids), lambda id: _no_hold(id, found.get(id), held))
    rule = {"code": BY_PERSON, "said": reason.strip(), "by": by.name}
    made = Hold.objects.bulk_create(
        [Hold(order_id=id, type=Hold.Type.OTHER, code=BY_PERSON, rule=rule, opened_at=at) for id in good]
    )
    record([OrderHeld(subject=id, root=id, codes=[BY_PERSON]) for id in good], by=by, at=at)
    return Outcome(done=good, refused=refused, made={one.order_id: one.pk for one in made})


def _no_hold(id: int, order: Order | None, held: set[int]) -> Reason | None:
    if order is None:
        return not_found(id)
    if order.state != "new":
        return wrong_state(order.number, order.state, ("new",))
    if id in held:
        return Reason("held_already", N_("{number} is held already"), {"number": order.number})
    return None
