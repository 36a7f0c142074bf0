"""Propose what to buy; accept proposals as purchase orders, one per supplier and warehouse."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Item
from yunhe.erp.purchasing.commands.orders import NewLine, NewOrder, order
from yunhe.erp.purchasing.events import PurchaseProposed
from yunhe.erp.purchasing.models import Proposal, SupplierItem
from yunhe.erp.purchasing.queries import unsent
from yunhe.erp.purchasing.scopes import PROPOSALS
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import rounded_up
from yunhe.stock.order_point import Need, need
from yunhe.stock.queries import positions
from yunhe.stock.scopes import WAREHOUSES

ONE = Decimal(1)
ZERO = Decimal(0)


@command("purchasing.propose", N_("Propose purchases"), WAREHOUSES.by(1), named=tuple)
def propose(places: Sequence[tuple[int, int]], *, by: Actor, at: datetime) -> Outcome:
    """Judge (item, warehouse) pairs by the order-point rule; `made` maps each pair to its open proposal.

    Only bought items. What is ordered counts as coming. An open proposal is changed to the new quantity; one that is
    no longer needed is dismissed.
    """
    day = business_day(at)
    bought = set(
        Item.objects.filter(id__in={i for i, _ in places}, source="buy", kind="stocked").values_list("id", flat=True)
    )
    asked = sorted({place for place in places if place[0] in bought})
    offers = _offers(bought)
    needs: dict[tuple[int, int], Need] = {}
    ordered = unsent(asked)
    for position in positions(asked, day):
        place = (position.item, position.warehouse)
        coming = replace(position, incoming=position.incoming + ordered.get(place, ZERO))
        offer = offers.get(position.item)
        if found := need(coming, offer.moq if offer else ONE, offer.multiple if offer else ONE):
            needs[place] = found
    open_ = {
        (p.item_id, p.warehouse_id): p
        for p in Proposal.objects.filter(item__in=bought, state="open").order_by("id").select_for_update()
    }
    _dismiss([p for place, p in open_.items() if place in set(asked) and place not in needs], at)
    made = _write(needs, open_, offers, by=by, at=at)
    return Outcome(done=list(asked), made=made)


@command("purchasing.accept", N_("Accept proposals"), PROPOSALS)
def accept(proposal_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Turn proposals into purchase orders (draft), merged by supplier and warehouse; `made` maps each to its order."""
    outcome = Outcome()
    found = {
        p.id: p
        for p in Proposal.objects.filter(id__in=proposal_ids)
        .select_related("offer", "warehouse", "item")
        .order_by("id")
        .select_for_update(of=("self",))
    }
    for id in proposal_ids:
        if id not in found:
            outcome.refused[id] = not_found(id)
        elif found[id].state != "open":
            outcome.refused[id] = wrong_state(found[id].item.code, found[id].state, ("open",))
        elif found[id].offer is None:
            outcome.refused[id] = Reason("no_supplier", N_("No supplier offers {item}"), {"item": found[id].item.code})
    good = [found[id] for id in proposal_ids if id not in outcome.refused]
    groups: defaultdict[tuple[int, int], list[Proposal]] = defaultdict(list)
    for p in good:
        groups[p.offer.supplier_id, p.warehouse_id].append(p)
    orders = [_order(supplier, proposals) for (supplier, _), proposals in groups.items()]
    ids = order(orders, by=by, at=at).done
    Proposal.objects.filter(id__in=[p.id for p in good]).update(state="accepted", state_at=at)
    outcome.done = [p.id for p in good]
    outcome.made = {p.id: id for proposals, id in zip(groups.values(), ids) for p in proposals}
    return outcome


@command("purchasing.dismiss", N_("Dismiss proposals"), PROPOSALS)
def dismiss(proposal_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """A person decides not to buy; the next run may propose again."""
    open_ = list(Proposal.objects.filter(id__in=proposal_ids, state="open").order_by("id").select_for_update())
    _dismiss(open_, at)
    outcome = Outcome(done=[p.id for p in open_])
    for id in set(proposal_ids) - set(outcome.done):
        outcome.refused[id] = not_found(id)
    return outcome


def _offers(items: set[int]) -> dict[int, SupplierItem]:
    """The offer that is asked first, by item."""
    found: dict[int, SupplierItem] = {}
    for offer in SupplierItem.objects.filter(item__in=items, active=True).order_by(
        "rank", F("price_incl") / F("factor"), "id"
    ):
        found.setdefault(offer.item_id, offer)
    return found


def _dismiss(proposals: Sequence[Proposal], at: datetime) -> None:
    Proposal.objects.filter(id__in=[p.id for p in proposals]).update(state="dismissed", state_at=at)


def _write(
    needs: Mapping[tuple[int, int], Need],
    open_: Mapping[tuple[int, int], Proposal],
    offers: Mapping[int, SupplierItem],
    *,
    by: Actor,
    at: datetime,
) -> dict[tuple[int, int], int]:
    day = business_day(at)
    old: list[Proposal] = []
    new: list[Proposal] = []
    for place, n in needs.items():
        offer = offers.get(n.item)
        p = open_.get(place) or Proposal(item_id=n.item, warehouse_id=n.warehouse, state_at=at)
        p.offer, p.qty, p.why = offer, n.qty, n.why
        p.due_on = day + timedelta(days=offer.lead_days if offer else 0)
        (old if p.pk else new).append(p)
    Proposal.objects.bulk_update(old, ["offer", "qty", "why", "due_on"])
    Proposal.objects.bulk_create(new)
    record(
        [
            PurchaseProposed(
                subject=p.id, item=p.item_id, warehouse=p.warehouse_id, qty=p.qty, auto=bool(p.offer and p.offer.auto)
            )
            for p in new
        ],
        by=by,
        at=at,
    )
    open_cases([_nobody_sells(p) for p in new if p.offer is None], by=by, at=at)
    return {(p.item_id, p.warehouse_id): p.id for p in old + new}


def _nobody_sells(p: Proposal) -> Trouble:
    reason = Reason("no_supplier", N_("An item is needed that no supplier offers"))
    return Trouble("no_supplier", "item", p.item_id, reason, next_step="find_supplier", owner_role="buyer")


def _order(supplier: int, proposals: Sequence[Proposal]) -> NewOrder:
    first = proposals[0]
    return NewOrder(
        supplier=supplier,
        entity=first.warehouse.entity_id,
        warehouse=first.warehouse_id,
        due_on=max(p.due_on for p in proposals),
        currency=first.offer.currency,
        lines=[
            NewLine(
                item=p.item_id,
                unit=p.offer.unit_id,
                factor=p.offer.factor,
                qty=rounded_up(p.qty / p.offer.factor, ONE),
                price_incl=p.offer.price_incl,
                proposal=p.id,
            )
            for p in proposals
        ],
    )
