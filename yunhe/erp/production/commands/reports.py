"""Reports of the floor: what was made, scrapped or needs rework; and reports taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.production.backflushing import backflush
from yunhe.erp.production.commands.materials import lock_orders
from yunhe.erp.production.events import WorkReported, WorkReportReversed
from yunhe.erp.production.flows import OPEN
from yunhe.erp.production.following import follow
from yunhe.erp.production.models import WorkOrder, WorkReport
from yunhe.erp.production.scopes import WORK_ORDERS, WORK_REPORTS
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import bookings, business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.kernel.quantity import fits
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Report:
    """What was made of an order since the last report, in base units. `rework` is counted, not received: it is reported
    as good or scrap later. `cause` explains scrap, or more than was ordered; `bin` empty = the dock."""

    order: int
    good: Decimal = ZERO
    scrap: Decimal = ZERO
    rework: Decimal = ZERO
    lot: str = ""
    expires_on: date | None = None
    bin: int | None = None
    cause: str = ""


@command("production.report", N_("Report work"), WORK_ORDERS.by("order"), numbered=("done", "made"))
def report(rows: Sequence[Report], *, by: Actor, at: datetime) -> Outcome:
    """Post reports: what is good is received, orders with backflush issue what good and scrap used. `made` maps the row
    number to the report. Refused by row number: an order not at work, nothing or a wrong quantity, more than ordered
    without a cause, a second report of one order, a product without its lot, material that is not there.
    """
    outcome, heads = Outcome(), Outcome()
    orders = lock_orders(list(dict.fromkeys(row.order for row in rows)), heads)
    follow(orders, by=by, at=at)
    orders = {o.id: o for o in WorkOrder.objects.filter(id__in=orders).select_related("item")}
    first = {row.order: n for n, row in reversed(list(enumerate(rows)))}
    for n, row in enumerate(rows):
        if reason := heads.refused.get(row.order) or _why_not(row, orders[row.order]):
            outcome.refused[n] = reason
        elif first[row.order] != n:
            outcome.refused[n] = Reason("reported_twice", N_("One report of an order at a time"))
    good = {row.order: row for n, row in enumerate(rows) if n not in outcome.refused}
    lacking = backflush(orders, _made_by(good, orders), by=by, at=at)
    outcome.refused |= {first[id]: reason for id, reason in lacking.items()}
    posted = [row for id, row in good.items() if id not in lacking]
    reports = _post(posted, orders, _receive(posted, orders, by=by, at=at), by=by, at=at)
    follow([row.order for row in posted], by=by, at=at)
    outcome.done = [first[row.order] for row in posted]
    outcome.made = {first[r.order_id]: r.id for r in reports}
    return outcome


@command("production.reverse_reports", N_("Take reports back"), WORK_REPORTS)
def reverse_reports(report_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take reports back whose product still lies where it was received; backflushed material returns. Else refused."""
    outcome, heads = Outcome(), Outcome()
    found = {r.id: r for r in WorkReport.objects.filter(id__in=report_ids)}
    orders = lock_orders(sorted({r.order_id for r in found.values()}), heads, OPEN)
    found = {r.id: r for r in WorkReport.objects.filter(id__in=report_ids)}
    for id in report_ids:
        if id not in found:
            outcome.refused[id] = not_found(id)
        elif found[id].state != "posted":
            outcome.refused[id] = wrong_state(found[id].number, found[id].state, ("posted",))
        elif found[id].order_id not in orders:
            outcome.refused[id] = heads.refused[found[id].order_id]
    receipts = {r.receipt_id: id for id, r in found.items() if r.receipt_id and id not in outcome.refused}
    answer = stock.reverse_receipts(list(receipts), by=by, at=at)
    outcome.refused |= {receipts[id]: reason for id, reason in answer.refused.items()}
    outcome.done = [id for id in report_ids if id not in outcome.refused]
    WorkReport.objects.filter(id__in=outcome.done).update(state="reversed", state_at=at)
    record([WorkReportReversed(subject=found[id].order_id, report=id) for id in outcome.done], by=by, at=at)
    touched = sorted({found[id].order_id for id in outcome.done})
    follow(touched, by=by, at=at)
    orders = {o.id: o for o in WorkOrder.objects.filter(id__in=touched)}
    backflush(orders, {o.id: o.good + o.scrap for o in orders.values() if o.backflush}, by=by, at=at)
    follow(touched, by=by, at=at)
    return outcome


def _why_not(row: Report, o: WorkOrder) -> Reason | None:
    amounts = (row.good, row.scrap, row.rework)
    if min(amounts) < 0 or not any(amounts) or not all(fits(qty, o.item.decimals) for qty in amounts):
        return Reason(
            "bad_quantity", N_("Report what was made, scrapped or needs rework of {number}"), {"number": o.number}
        )
    if o.good + row.good > o.qty and not row.cause:
        figures = {"number": o.number, "qty": o.qty, "good": o.good + row.good}
        return Reason("too_much", N_("{good} are more than the {qty} of {number}; name the cause"), figures)
    if row.good and o.item.tracking != "none" and not row.lot:
        return Reason("no_lot", N_("{item} needs a lot or serial number"), {"item": o.item.code})
    return None


def _made_by(rows: Mapping[int, Report], orders: Mapping[int, WorkOrder]) -> dict[int, Decimal]:
    """Good and scrap with these reports, of orders with backflush."""
    return {id: orders[id].good + orders[id].scrap + r.good + r.scrap for id, r in rows.items() if orders[id].backflush}


def _receive(rows: Sequence[Report], orders: Mapping[int, WorkOrder], *, by: Actor, at: datetime) -> dict[int, int]:
    """Receive what is good; {order: receipt}."""
    of = {orders[row.order].inbound_id: row.order for row in rows}
    lines = dict(InboundLine.objects.filter(inbound__in=of).values_list("inbound_id", "id"))
    received = [
        Received(lines[orders[r.order].inbound_id], r.good, r.lot, r.expires_on, bin=r.bin, cause=r.cause)
        for r in rows
        if r.good
    ]
    made = stock.receive(received, by=by, at=at).made
    return {of[inbound]: receipt for inbound, receipt in made.items()}


def _post(
    rows: Sequence[Report], orders: Mapping[int, WorkOrder], receipts: Mapping[int, int], *, by: Actor, at: datetime
) -> list[WorkReport]:
    if not rows:
        return []
    day = business_day(at)
    booked = bookings({orders[row.order].entity_id for row in rows}, day)
    reports = WorkReport.objects.bulk_create(
        [
            WorkReport(
                number=number,
                state="posted",
                state_at=at,
                business_date=day,
                period_id=booked[orders[r.order].entity_id].period_id,
                late=booked[orders[r.order].entity_id].late,
                created_by=by.name,
                order_id=r.order,
                good=r.good,
                scrap=r.scrap,
                rework=r.rework,
                cause=r.cause,
                receipt_id=receipts.get(r.order),
            )
            for r, number in zip(rows, draw("WR", day, len(rows)))
        ]
    )
    told = [WorkReported(subject=r.order_id, report=r.id, good=r.good, scrap=r.scrap, rework=r.rework) for r in reports]
    record(told, by=by, at=at)
    return reports
