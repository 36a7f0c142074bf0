"""The life of work orders up to the first material: firm, release, start, pause, resume, cancel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q
from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.flows import WORK_ORDER
from yunhe.erp.production.following import follow
from yunhe.erp.production.models import Material, WorkOrder
from yunhe.erp.production.queries import last_costs
from yunhe.erp.production.rules import unit_cost
from yunhe.erp.production.scopes import WORK_ORDERS
from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.links import link
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.models import Inbound, Outbound, Owner
from yunhe.stock.outbounds import NewLine, NewOutbound


@command("production.firm", N_("Firm work orders"), WORK_ORDERS)
def firm(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Somebody answers for planned orders; planning changes them no more."""
    return WORK_ORDER.move(order_ids, "firm", by=by, at=at)


@command("production.release", N_("Release work orders"), WORK_ORDERS)
def release(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Hand orders to the floor: their material is planned out of stock (what lacks is bought or made by event), their
    product is expected. The soonest due gets material first. `made` maps the order to the issue outbound."""
    outcome = WORK_ORDER.move(order_ids, "release", by=by, at=at)
    orders = list(
        WorkOrder.objects.filter(id__in=outcome.done)
        .select_related("entity")
        .prefetch_related("materials")
        .order_by("due_on", "id")
    )
    owners = dict(Owner.objects.filter(entity__in={o.entity_id for o in orders}).values_list("entity_id", "id"))
    costs = last_costs(m.item_id for o in orders for m in o.materials.all())
    fed = [o for o in orders if o.materials.all()]
    outbounds = stock.plan_outbounds([_issue(o, owners[o.entity_id]) for o in fed], by=by, at=at).done
    inbounds = stock.expect([_product(o, owners[o.entity_id], costs) for o in orders], by=by, at=at).done
    for o, inbound in zip(orders, inbounds):
        o.inbound_id = inbound
    WorkOrder.objects.bulk_update(orders, ["inbound"])
    link((("work_order", o.id), ("inbound", i), "makes") for o, i in zip(orders, inbounds))
    link((("work_order", o.id), ("outbound", i), "takes") for o, i in zip(fed, outbounds))
    follow(outcome.done, by=by, at=at)
    outcome.made = {o.id: id for o, id in zip(fed, outbounds)}
    return outcome


@command("production.start", N_("Start work"), WORK_ORDERS)
def start(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The floor begins; issuing material or reporting begins it as well."""
    return WORK_ORDER.move(order_ids, "start", by=by, at=at)


@command("production.pause", N_("Pause work"), WORK_ORDERS)
def pause(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing is issued to or reported on these orders until they are resumed."""
    return WORK_ORDER.move(order_ids, "pause", by=by, at=at)


@command("production.resume", N_("Resume work"), WORK_ORDERS)
def resume(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Go on: started when something was issued or reported, else released again."""
    locks.lock("production_order", order_ids)
    begun = _begun(order_ids)
    going = WORK_ORDER.move([id for id in order_ids if id in begun], "resume", by=by, at=at)
    return going.merge(WORK_ORDER.move([id for id in order_ids if id not in begun], "resume_unbegun", by=by, at=at))


@command("production.cancel", N_("Cancel work orders"), WORK_ORDERS)
def cancel(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give orders up before anything was issued or reported: material is free again, the product is not expected.

    Refused when begun (finish it), or while the warehouse has its material in hand (recall the outbound first).
    """
    outcome = Outcome()
    locks.lock("production_order", order_ids)
    begun = _begun(order_ids)
    outcome.refuse([id for id in order_ids if id in begun], Reason("begun", N_("Work has begun: finish it")))
    issues = Outbound.objects.filter(source_kind="work_order", source_id__in=order_ids).exclude(state="cancelled")
    locks.lock("stock_outbound", issues.values_list("id", flat=True))
    held = set(issues.exclude(state="planned").values_list("source_id", flat=True)) - begun
    outcome.refuse(held, Reason("material_in_hand", N_("The warehouse has the material in hand: recall it first")))
    free = [id for id in order_ids if id not in outcome.refused]
    moved = WORK_ORDER.move(free, "cancel", by=by, at=at)
    planned = issues.filter(source_id__in=moved.done, state="planned")
    stock.cancel_outbounds(list(planned.order_by("id").values_list("id", flat=True)), by=by, at=at)
    inbounds = WorkOrder.objects.filter(id__in=moved.done, inbound__isnull=False)
    stock.cancel_inbounds(list(inbounds.order_by("id").values_list("inbound_id", flat=True)), by=by, at=at)
    return outcome.merge(moved)


def _begun(order_ids: Sequence[int]) -> set[int]:
    made = Q(good__gt=0) | Q(scrap__gt=0) | Q(rework__gt=0)
    begun = set(WorkOrder.objects.filter(made, id__in=order_ids).values_list("id", flat=True))
    taken = Material.objects.filter(order__in=order_ids, issued__gt=F("returned"))
    return begun | set(taken.values_list("order_id", flat=True))


def _issue(o: WorkOrder, owner: int) -> NewOutbound:
    lines = [NewLine(m.item_id, m.planned) for m in sorted(o.materials.all(), key=lambda m: m.n)]
    return NewOutbound(Outbound.Kind.ISSUE, o.warehouse_id, owner, o.entity_id, lines, source=("work_order", o.id))


def _product(o: WorkOrder, owner: int, costs: Mapping[tuple[int, int], Decimal]) -> NewInbound:
    """What is expected of the work, at what its material cost last: provisional until the finished work is settled."""
    planned = {m.item_id: m.planned for m in o.materials.all()}
    known = {item: costs[o.entity_id, item] for item in planned if (o.entity_id, item) in costs}
    line = Expected(o.item_id, o.qty, unit_cost=unit_cost(planned, known, o.qty), currency=o.entity.currency)
    return NewInbound(
        Inbound.Kind.PRODUCTION,
        o.warehouse_id,
        owner,
        o.entity_id,
        o.due_on,
        [line],
        source=("work_order", o.id),
    )
