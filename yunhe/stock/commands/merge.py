"""Merge planned outbounds into one parcel's worth, and part them again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.events import OutboundMerged, OutboundPlanned, OutboundSplit
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.merging import Heading, common, lines_by_outbound, move_lines, set_headings
from yunhe.stock.models import Outbound, OutboundLine
from yunhe.stock.outbounds import NewOutbound, write_outbounds
from yunhe.stock.scopes import OUTBOUNDS, whole_group
from yunhe.stock.splitting import child_of

SALES = (Outbound.Kind.SALE, Outbound.Kind.PICKUP, Outbound.Kind.DROPSHIP)
SAME = ("kind", "warehouse_id", "owner_id", "partner_id", "service", "recognise")


@command("stock.merge_outbounds", N_("Merge"), OUTBOUNDS.each(whole_group))
def merge_outbounds(groups: Mapping[int, Sequence[int]], *, by: Actor, at: datetime) -> Outcome:
    """The lines of planned outbounds go to another one, with what is promised to them: {outbound: those that go there}.
    The empty ones end as cancelled; what the orders do not share is left blank on the merged one.

    Refused by outbound, the whole group: no sale (a transfer has its inbound, an issue its work order, a supplier return its
    paper: each is one document's goods), not planned, being recalled, another warehouse, owner, customer, service.
    """
    ids = {id for into, others in groups.items() for id in (into, *others)}
    locks.lock("stock_outbound", ids)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=ids)}
    outcome = Outcome()
    good: dict[int, list[int]] = {}
    for into, others in groups.items():
        if reason := _why_not(into, others, heads):
            outcome.refused[into] = reason
        else:
            good[into] = [id for id in dict.fromkeys(others) if id != into]
    leaving = [id for others in good.values() for id in others]
    lines = lines_by_outbound(leaving)
    move_lines({line: into for into, others in good.items() for id in others for line in lines[id]})
    set_headings({into: common(heads[id] for id in (into, *others)) for into, others in good.items()})
    OUTBOUND.move(leaving, "cancel", by=by, at=at)
    merged = {into: [line for id in others for line in lines[id]] for into, others in good.items()}
    record([OutboundMerged(subject=into, merged=good[into], lines=merged[into]) for into in good], by=by, at=at)
    outcome.done = list(good)
    return outcome


@dataclass(frozen=True, slots=True)
class Part:
    """Whole lines of a planned outbound that go to an outbound of their own, with this heading."""

    outbound: int
    lines: Sequence[int]
    heading: Heading


@command("stock.part_outbounds", N_("Part"), OUTBOUNDS.by("outbound"), numbered=("done", "made"))
def part_outbounds(
    parts: Sequence[Part], *, by: Actor, at: datetime, rest: Mapping[int, Heading] | None = None
) -> Outcome:
    """Take whole lines out of planned outbounds; `made` maps the row index to the new outbound, `rest` gives headings to
    what stays. Refused by row index: not planned, a line of another outbound, nothing would stay."""
    locks.lock("stock_outbound", {part.outbound for part in parts})
    heads = {o.id: o for o in Outbound.objects.filter(id__in={p.outbound for p in parts}).select_related("warehouse")}
    staying = {id: set(lines) for id, lines in lines_by_outbound(list(heads)).items()}
    outcome, children = Outcome(), {}
    for n, part in enumerate(parts):
        if reason := _cannot_part(part, heads.get(part.outbound), staying):
            outcome.refused[n] = reason
        else:
            staying[part.outbound] -= set(part.lines)
            children[n] = _child(heads[part.outbound], part.heading)
    write_outbounds(list(children.values()), by=by, at=at)
    move_lines({line: child.id for n, child in children.items() for line in parts[n].lines})
    set_headings({id: heading for id, heading in (rest or {}).items() if id in {parts[n].outbound for n in children}})
    qty = dict(
        OutboundLine.objects.filter(id__in=[i for n in children for i in parts[n].lines]).values_list("id", "qty")
    )
    events: list[Event] = []
    for n, child in children.items():
        events.append(
            OutboundPlanned(
                subject=child.id, root=child.root, warehouse=child.warehouse, kind=child.kind, state="planned"
            )
        )
        moved = [{"from": line, "to": line, "qty": str(qty[line])} for line in parts[n].lines]
        events.append(OutboundSplit(subject=parts[n].outbound, root=child.root, child=child.id, lines=moved))
    record(events, by=by, at=at)
    outcome.done = list(children)
    outcome.made = {n: child.id for n, child in children.items()}
    return outcome


def _why_not(into: int, others: Sequence[int], heads: Mapping[int, Outbound]) -> Reason | None:
    for id in (into, *others):
        if id not in heads:
            return not_found(id)
        o = heads[id]
        if o.kind not in SALES:
            return Reason("no_sale", N_("{number} is no sale; only sales travel together"), {"number": o.number})
        if o.state != "planned":
            return wrong_state(o.number, o.state, ("planned",))
        if o.recall_requested:
            return Reason("recall_requested", N_("{number} is being recalled"), {"number": o.number})
        if any(getattr(o, name) != getattr(heads[into], name) for name in SAME):
            return Reason("different", N_("{number} goes elsewhere or belongs to somebody else"), {"number": o.number})
    return None if set(others) - {into} else Reason("alone", N_("There is nothing to merge it with"))


def _cannot_part(part: Part, head: Outbound | None, staying: Mapping[int, set[int]]) -> Reason | None:
    if head is None:
        return not_found(part.outbound)
    if head.state != "planned":
        return wrong_state(head.number, head.state, ("planned",))
    if not part.lines or not set(part.lines) <= staying[part.outbound]:
        return Reason("foreign_line", N_("A line does not belong to {number}"), {"number": head.number})
    if len(part.lines) == len(staying[part.outbound]):
        return Reason("nothing_left", N_("Nothing would be left of {number}"), {"number": head.number})
    return None


def _child(o: Outbound, heading: Heading) -> NewOutbound:
    child = child_of(o)
    child.root, child.shop, child.priority, child.ship_by = heading
    child.source = heading.source
    return child
