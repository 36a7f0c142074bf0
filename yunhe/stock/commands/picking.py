"""Pick: goods go from their bins to PACK; return: back to the bin at once; unpick: they wait to be put back; short pick:
they were not there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.allocations import lines_of, set_lines
from yunhe.stock.bindings import Bound, bound, change_bound, set_bindings
from yunhe.stock.flows import OUTBOUND
from yunhe.stock.ledger import post
from yunhe.stock.levels import LevelBook
from yunhe.stock.models import Bin, Outbound
from yunhe.stock.putting_back import bins_of, take_back, through_pack
from yunhe.stock.scopes import BINDINGS, OUTBOUNDS
from yunhe.stock.shortfall import Shortfall, shed

ZERO = Decimal(0)
PICKABLE = ("released", "picking")
RETURNABLE = ("picking", "picked")


class Pick(NamedTuple):
    """So much of a binding was taken from its bin."""

    binding: int
    qty: Decimal


@command("stock.start_picking", N_("Start picking"), OUTBOUNDS)
def start_picking(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """A picker has begun: from now on a recall needs the warehouse's answer."""
    return OUTBOUND.move(outbound_ids, "start", by=by, at=at)


@command("stock.pick", N_("Pick"), BINDINGS.by("binding"))
def pick(picks: Sequence[Pick], *, by: Actor, at: datetime) -> Outcome:
    """Move picked goods to PACK. An outbound whose lines are all picked becomes `picked`.

    Refused by binding id: more than is bound, a recalled or not released outbound.
    """
    wanted = _sums(picks)
    heads = _lock_heads({b.outbound for b in bound(wanted)})
    found = {b.id: b for b in bound(wanted) if b.outbound in heads}  # as they stand under the lock
    outcome = Outcome()
    for id, qty in wanted.items():
        if reason := _why_not(found.get(id), qty, heads):
            outcome.refused[id] = reason
    good = [found[id] for id in wanted if id not in outcome.refused]
    _move([(b, wanted[b.id]) for b in good], "pick", by=by, at=at)
    _advance({b.outbound for b in good}, heads, by=by, at=at)
    outcome.done = [b.id for b in good]
    return outcome


@command("stock.return_picks", N_("Take picks back"), BINDINGS.by("binding"))
def return_picks(picks: Sequence[Pick], *, by: Actor, at: datetime) -> Outcome:
    """Move picked goods from PACK back to the bin that they came from, where they stay bound and are picked again. An
    outbound that was picked is being picked once more.

    Refused by binding id: more than was picked, an outbound that is packed or further, or recalled.
    """
    wanted = _sums(picks)
    heads = _lock_heads({b.outbound for b in bound(wanted)})
    found = {b.id: b for b in bound(wanted) if b.outbound in heads}  # as they stand under the lock
    outcome = Outcome()
    for id, qty in wanted.items():
        if reason := _why_not_back(found.get(id), qty, heads):
            outcome.refused[id] = reason
    good = [found[id] for id in wanted if id not in outcome.refused]
    _move([(b, -wanted[b.id]) for b in good], "unpick", by=by, at=at)
    whole = {b.outbound for b in good if heads[b.outbound].state == "picked"}
    OUTBOUND.move(sorted(whole), "resume", by=by, at=at)
    outcome.done = [b.id for b in good]
    return outcome


@command("stock.unpick", N_("Unpick"), OUTBOUNDS)
def unpick(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take picking back: goods in PACK go to RECEIVE, to be put away again; the outbound is planned, to be released anew."""
    outcome = OUTBOUND.move(outbound_ids, "unpick", by=by, at=at)
    take_back(outcome.done, by=by, at=at)
    return outcome


@command("stock.short_pick", N_("Short pick"), BINDINGS.by("binding"))
def short_pick(picks: Sequence[Pick], *, by: Actor, at: datetime, reason: str = "short_pick") -> Outcome:
    """So much of a binding was not in its bin: stock is corrected, the line is served from another bin if there is one,
    else the missing part goes to a child outbound that waits for goods."""
    missing = _sums(picks)
    heads = _lock_heads({b.outbound for b in bound(missing)})
    found = {b.id: b for b in bound(missing) if b.outbound in heads}  # as they stand under the lock
    outcome = Outcome()
    for id in list(missing):
        if refusal := _why_not(found.get(id), missing[id], heads):
            outcome.refused[id] = refusal
            del missing[id]
    shed([Shortfall(found[id], qty) for id, qty in missing.items()], reason=reason, by=by, at=at)
    _advance({found[id].outbound for id in missing}, heads, by=by, at=at)
    outcome.done = list(missing)
    return outcome


def _sums(picks: Sequence[Pick]) -> dict[int, Decimal]:
    sums: defaultdict[int, Decimal] = defaultdict(Decimal)
    for row in picks:
        sums[row.binding] += row.qty
    return dict(sums)


def _lock_heads(outbound_ids: set[int]) -> dict[int, Outbound]:
    locks.lock("stock_outbound", outbound_ids)
    return {
        o.id: o for o in Outbound.objects.filter(id__in=outbound_ids).only("id", "number", "state", "recall_requested")
    }


def _why_not(b: Bound | None, qty: Decimal, heads: dict[int, Outbound]) -> Reason | None:
    if b is None:
        return not_found("binding")
    if reason := _not_here(heads[b.outbound], PICKABLE):
        return reason
    if qty <= 0 or qty > b.qty - b.picked:
        return Reason(
            "over_pick",
            N_("{qty} is not between 0 and the {left} left to pick"),
            {"qty": qty, "left": b.qty - b.picked},
        )
    return None


def _why_not_back(b: Bound | None, qty: Decimal, heads: dict[int, Outbound]) -> Reason | None:
    if b is None:
        return not_found("binding")
    if reason := _not_here(heads[b.outbound], RETURNABLE):
        return reason
    if not 0 < qty <= b.picked:
        return Reason(
            "not_picked", N_("{qty} is not between 0 and the {picked} picked"), {"qty": qty, "picked": b.picked}
        )
    return None


def _not_here(head: Outbound, needed: Sequence[str]) -> Reason | None:
    if head.state not in needed:
        return wrong_state(head.number, head.state, needed)
    if head.recall_requested:
        return Reason("recall_requested", N_("{number} is being recalled"), {"number": head.number})
    return None


def _move(picked: Sequence[tuple[Bound, Decimal]], cause: str, *, by: Actor, at: datetime) -> None:
    """From the bins to PACK; what is negative goes back from there."""
    if not picked:
        return
    book = LevelBook.lock(b.level for b, _ in picked)
    pack_of = bins_of({b.warehouse for b, _ in picked}, Bin.Kind.PACK)
    entries = []
    for b, qty in picked:
        entries.append(through_pack(b, b.bin, -qty, cause))
        entries.append(through_pack(b, pack_of[b.warehouse], qty, cause))
    change_bound([(b.bin_level, -qty) for b, qty in picked if qty > 0])  # a bin never holds less than is bound
    post(entries, book=book, business_date=business_day(at), by=by)
    change_bound([(b.bin_level, -qty) for b, qty in picked if qty < 0])
    set_bindings({b.id: (b.qty, b.picked + qty) for b, qty in picked})
    change: defaultdict[int, Decimal] = defaultdict(Decimal)
    for b, qty in picked:
        change[b.line] += qty
    set_lines({line: {"picked": qty} for line, qty in change.items()})


def _advance(outbound_ids: set[int], heads: dict[int, Outbound], *, by: Actor, at: datetime) -> None:
    """Begun outbounds become `picking`, wholly picked ones `picked`."""
    whole: defaultdict[int, bool] = defaultdict(lambda: True)
    begun: defaultdict[int, bool] = defaultdict(bool)
    for line in lines_of(outbound_ids):
        whole[line.outbound] &= line.picked == line.qty
        begun[line.outbound] |= line.picked > 0
    OUTBOUND.move(
        [id for id in begun if begun[id] and heads[id].state == "released" and not whole[id]], "start", by=by, at=at
    )
    OUTBOUND.move([id for id in whole if whole[id]], "pick", by=by, at=at)
