"""Audit: a decision table judges new orders; clean ones pass, the others get holds that a person releases."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import those
from yunhe.kernel.commands import command
from yunhe.kernel.conditions import parse
from yunhe.kernel.decisions import Rule, define_rules, every, rules_of
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import DecisionTable
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.oms.events import OrderHeld, OrderHoldReleased
from yunhe.oms.flows import ORDER
from yunhe.oms.fulfilling import living_outbounds
from yunhe.oms.models import Hold, Order, OrderLine
from yunhe.oms.rules import AUDIT, AUDIT_RULES, BY_PERSON, UNMATCHED_ITEM
from yunhe.oms.scopes import HOLDS, ORDERS
from yunhe.oms.vocabulary import ORDER_WORDS

# Law, not policy: it needs no row in the company's table, and no pardon ends it.
UNMATCHED = Rule(
    UNMATCHED_ITEM["code"],
    UNMATCHED_ITEM["label"],
    parse(UNMATCHED_ITEM["condition"], ORDER_WORDS),
    UNMATCHED_ITEM["outcome"],
    AUDIT,
    version=0,
)
HELD_BY_PERSON = Rule(BY_PERSON, N_("A person holds it"), parse({"all": []}, ORDER_WORDS), {}, AUDIT, version=0)


@command("oms.audit", N_("Audit"), ORDERS)
def audit(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Judge new orders by all rules at once; refused = held, with the rules that fired as the reason.

    A hold that a person released for an order does not come back for it; but an order with a line that nobody can serve
    passes only when its item is matched or the line cancelled, and one that a person holds only when it is released.
    The statements are the same for any number.
    """
    ids = locks.lock("oms_order", order_ids)
    new = Order.objects.filter(id__in=those(ids), state="new")
    rules = rules_of(AUDIT, ORDER_WORDS)
    fired = every(rules, new, at=at) if rules else dict.fromkeys(new.values_list("id", flat=True), ())
    fresh = set(fired)
    pardoned: defaultdict[int, set[str]] = defaultdict(set)
    held: defaultdict[int, set[str]] = defaultdict(set)
    for order, code, released in Hold.objects.filter(order__in=those(fresh)).values_list(
        "order_id", "code", "released_at"
    ):
        (held if released is None else pardoned)[order].add(code)
    unmatched = _unmatched(fresh)
    speaking = {
        id: [UNMATCHED] * (id in unmatched)
        + [HELD_BY_PERSON] * (BY_PERSON in held[id])
        + [rule for rule in fired.get(id, ()) if rule.code not in {*pardoned[id], UNMATCHED.code}]
        for id in fresh
    }
    _hold({id: [r for r in found if r.code not in held[id]] for id, found in speaking.items()}, by=by, at=at)
    outcome = Outcome(refused={id: _why(found) for id, found in speaking.items() if found})
    clean = [id for id in order_ids if not speaking.get(id)]
    return outcome.merge(ORDER.move(clean, "audit", by=by, at=at))


@command("oms.release_holds", N_("Release holds"), HOLDS)
def release_holds(hold_ids: Sequence[int], *, by: Actor, at: datetime, note: str = "") -> Outcome:
    """A person takes responsibility: the holds end with a note; the order is audited again by a handler. Refused: a hold
    that is over already."""
    holds = list(Hold.objects.filter(id__in=hold_ids, released_at=None).order_by("id").select_for_update())
    Hold.objects.filter(id__in=[h.id for h in holds]).update(released_at=at, released_by=by.name, note=note)
    codes: dict[int, list[str]] = defaultdict(list)
    for h in holds:
        codes[h.order_id].append(h.code)
    record([OrderHoldReleased(subject=id, root=id, codes=found) for id, found in codes.items()], by=by, at=at)
    outcome = Outcome(done=[h.id for h in holds])
    others = set(hold_ids) - {h.id for h in holds}
    over = set(Hold.objects.filter(id__in=others).values_list("id", flat=True)) if others else set()
    outcome.refuse(over, Reason("hold_over", N_("This hold is over already")))
    outcome.refused |= {id: not_found(id) for id in others - over}
    return outcome


@command("oms.unaudit", N_("Un-audit"), ORDERS)
def unaudit(order_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Back to new, while nothing of the order is planned or allocated any more; deallocate first."""
    ids = locks.lock("oms_order", order_ids)
    planned = set(living_outbounds(ids))
    outcome = ORDER.move([id for id in order_ids if id not in planned], "unaudit", by=by, at=at)
    outcome.refuse(planned, Reason("planned", N_("An outbound is planned for it; deallocate it first")))
    return outcome


@command("oms.set_up_audit", N_("Set up audit"))
def set_up_audit(*, by: Actor, at: datetime) -> Outcome:
    """The audit rules that a company starts with; a table that exists is the company's own and stays."""
    if DecisionTable.objects.filter(name=AUDIT).exists():
        return Outcome()
    return define_rules({AUDIT: AUDIT_RULES}, kind="order", by=by, at=at)


def _unmatched(order_ids: Collection[int]) -> set[int]:
    """Orders with a line of which something stays and nobody knows the item."""
    lines = OrderLine.objects.filter(order__in=those(order_ids), item=None, cancelled__lt=F("base_qty"))
    return set(lines.values_list("order_id", flat=True))


def _hold(found: Mapping[int, Sequence[Rule]], *, by: Actor, at: datetime) -> None:
    rows = [
        Hold(
            order_id=id,
            type=rule.outcome.get("hold", Hold.Type.OTHER),
            code=rule.code,
            rule=rule.stored(),
            owner_role=rule.outcome.get("role", "clerk"),
            opened_at=at,
        )
        for id, rules in found.items()
        for rule in rules
    ]
    Hold.objects.bulk_create(rows)
    record(
        [OrderHeld(subject=id, root=id, codes=[rule.code for rule in rules]) for id, rules in found.items() if rules],
        by=by,
        at=at,
    )


def _why(rules: Sequence[Rule]) -> Reason:
    return Reason(
        "held", N_("Held: {rules}"), {"rules": [rule.label for rule in rules], "codes": [rule.code for rule in rules]}
    )
