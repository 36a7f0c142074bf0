"""Recall and cancel: take an outbound back from the warehouse, as far as it has not left the house."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.commands import command
from yunhe.kernel.events import Event, record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import close, lines_of, set_lines
from yunhe.stock.events import RecallRefused, RecallRequested
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Allocation, Outbound, Promise
from yunhe.stock.putting_back import take_back
from yunhe.stock.scopes import OUTBOUNDS

IN_HOUSE = ("released", "picking", "picked", "packed")
GONE = ("shipped", "delivered", "closed")


@command("stock.request_recall", N_("Recall"), OUTBOUNDS)
def request_recall(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Ask the warehouse to stop: from this commit on no label is printed and nothing ships of these outbounds.

    A planned one needs no recall (cancel it); one that left is refused, with the event RecallRefused: intercept it.
    """
    outcome = Outcome()
    locks.lock("stock_outbound", outbound_ids)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=outbound_ids)}
    for id in outbound_ids:
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state in GONE:
            outcome.refused[id] = Reason(
                "left_already", N_("{number} has left the house"), {"number": heads[id].number}
            )
        elif heads[id].state not in IN_HOUSE:
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, IN_HOUSE)
    fresh = [id for id in outbound_ids if id not in outcome.refused and not heads[id].recall_requested]
    Outbound.objects.filter(id__in=fresh).update(recall_requested=True)
    gone = [id for id, reason in outcome.refused.items() if reason.code == "left_already"]
    asked: list[Event] = [
        RecallRequested(subject=id, root=heads[id].root_id, warehouse=heads[id].warehouse_id) for id in fresh
    ]
    record(asked + [RecallRefused(subject=id, root=heads[id].root_id) for id in gone], by=by, at=at)
    outcome.done = [id for id in outbound_ids if id not in outcome.refused]
    return outcome


@command("stock.answer_recalls", N_("Answer recalls"), OUTBOUNDS)
def answer_recalls(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The warehouse has stopped: picked goods go back to RECEIVE, the outbounds are planned again."""
    locks.lock("stock_outbound", outbound_ids)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=outbound_ids)}
    asked = [id for id in outbound_ids if id in heads and heads[id].recall_requested and heads[id].state in IN_HOUSE]
    payload = {id: {"warehouse": heads[id].warehouse_id} for id in asked}
    outcome = take_back(asked, by=by, at=at, payload=payload)
    outcome.refuse(
        [id for id in outbound_ids if id not in asked], Reason("no_recall", N_("No recall waits for an answer"))
    )
    return outcome


@command("stock.cancel_outbounds", N_("Cancel outbounds"), OUTBOUNDS)
def cancel_outbounds(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give back what planned outbounds hold and end them; others are refused: recall them first."""
    outcome = OUTBOUND.move(outbound_ids, "cancel", by=by, at=at)
    lines = lines_of(outcome.done)
    held = {line.id: line.allocated for line in lines if line.allocated}
    book = LevelBook.lock(line.level for line in lines if line.allocated)
    close(held, Allocation.Closed.RELEASED, book=book)
    book.write()
    set_lines({id: {"allocated": -qty} for id, qty in held.items()})
    break_promises([line.id for line in lines])
    return outcome


def break_promises(line_ids: Sequence[int]) -> None:
    """Give expected goods free for others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE stock_promise SET state = %s WHERE outbound_line_id = ANY(%s::bigint[]) AND state = 'open'",
            [Promise.State.BROKEN, array(line_ids)],
        )
