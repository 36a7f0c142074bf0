"""Expect goods, and end the expectation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome
from yunhe.stock.events import InboundExpected
from yunhe.stock.flows import INBOUND
from yunhe.stock.models import Inbound, InboundLine
from yunhe.stock.promising import break_promises_on, move_promises
from yunhe.stock.scopes import INBOUNDS, WAREHOUSES

ZERO = Decimal(0)
LINE_COLUMNS = (
    *("inbound_id", "n", "item_id", "qty", "received"),
    *("source_line_id", "unit_cost", "cost_currency", "over_tolerance"),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of goods to come: base units; `unit_cost` without tax; `source_line` the upper document's line."""

    item: int
    qty: Decimal
    source_line: int | None = None
    unit_cost: Decimal | None = None
    over_tolerance: Decimal = ZERO
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class NewInbound:
    """An inbound to be expected."""

    kind: str
    warehouse: int
    owner: int
    entity: int
    due_on: date
    lines: Sequence[Expected] = field(default_factory=list)
    partner: int | None = None
    source: tuple[str, int | None] = ("", None)
    root: int | None = None
    outbound: int | None = None
    reason: str = ""


@command("stock.expect", N_("Expect goods"), WAREHOUSES.by("warehouse"), numbered=())
def expect(inbounds: Sequence[NewInbound], *, by: Actor, at: datetime) -> Outcome:
    """Make inbounds; `done` lists their ids in the order given. Waiting lines are pegged by a handler of the event."""
    if not inbounds:
        return Outcome()
    day = business_day(at)
    booked = bookings({new.entity for new in inbounds}, day)
    made = Inbound.objects.bulk_create(
        [
            Inbound(
                number=number,
                state="expected",
                state_at=at,
                kind=new.kind,
                warehouse_id=new.warehouse,
                owner_id=new.owner,
                partner_id=new.partner,
                source_kind=new.source[0],
                source_id=new.source[1],
                root_id=new.root,
                outbound_id=new.outbound,
                reason=new.reason,
                due_on=new.due_on,
                business_date=day,
                period_id=booked[new.entity].period_id,
                late=booked[new.entity].late,
                created_by=by.name,
            )
            for new, number in zip(inbounds, draw("IB", day, len(inbounds)))
        ]
    )
    copy_rows(
        InboundLine,
        LINE_COLUMNS,
        (
            (
                inbound.id,
                n,
                line.item,
                line.qty,
                ZERO,
                line.source_line,
                line.unit_cost,
                line.currency,
                line.over_tolerance,
            )
            for inbound, new in zip(made, inbounds)
            for n, line in enumerate(new.lines, 1)
        ),
    )
    record(
        [
            InboundExpected(
                subject=inbound.id,
                root=inbound.root_id,
                warehouse=inbound.warehouse_id,
                kind=inbound.kind,
                items=sorted({line.item for line in new.lines}),
                state="expected",
            )
            for inbound, new in zip(made, inbounds)
        ],
        by=by,
        at=at,
    )
    return Outcome(done=[inbound.id for inbound in made])


@command("stock.cancel_inbounds", N_("Cancel inbounds"), INBOUNDS)
def cancel_inbounds(inbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing will come (and nothing came): promises on it are broken, with a case for each waiting outbound."""
    outcome = INBOUND.move(inbound_ids, "cancel", by=by, at=at)
    break_promises_on(outcome.done, by=by, at=at)
    return outcome


@command("stock.close_inbounds", N_("Close inbounds"), INBOUNDS)
def close_inbounds(inbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Nothing more will come: received ones close, others close short; promises that still stand on them are broken."""
    states = dict(Inbound.objects.filter(id__in=inbound_ids).values_list("id", "state"))
    whole = INBOUND.move([id for id in inbound_ids if states.get(id) == "received"], "close", by=by, at=at)
    short = INBOUND.move([id for id in inbound_ids if states.get(id) != "received"], "close_short", by=by, at=at)
    outcome = whole.merge(short)
    break_promises_on(outcome.done, by=by, at=at)
    return outcome


@command("stock.change_due", N_("Change arrival day"), INBOUNDS)
def change_due(due: Mapping[int, date], *, by: Actor, at: datetime) -> Outcome:
    """Goods come on another day: {inbound id: day}; promises on them are due then. Ended inbounds are refused."""
    inbounds = {i.id: i for i in Inbound.objects.filter(id__in=due).order_by("id").select_for_update()}
    open_ = [i for i in inbounds.values() if i.state not in INBOUND.terminal]
    for i in open_:
        i.due_on = due[i.id]
    Inbound.objects.bulk_update(open_, ["due_on"])
    move_promises(due)
    outcome = Outcome(done=[i.id for i in open_])
    for id in due:
        if id not in inbounds:
            outcome.refused[id] = not_found(id)
        elif inbounds[id] not in open_:
            outcome.refused[id] = wrong_state(
                inbounds[id].number, inbounds[id].state, ("expected", "arrived", "part_received")
            )
    return outcome
