"""What pickers send from the floor: picked, not found, taken back. A scan that comes twice counts once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock import commands as stock
from yunhe.stock.bindings import Bound, bound
from yunhe.stock.commands.picking import Pick
from yunhe.stock.scopes import BINDINGS
from yunhe.wms.commands.waves import come_back, finish
from yunhe.wms.events import LineShortPicked
from yunhe.wms.models import Scan
from yunhe.wms.scopes import SCANS, WAVES


@dataclass(frozen=True, slots=True)
class Picked:
    """A scan of a wave: so much of a binding was taken, or (reported short) was not there."""

    uuid: UUID
    wave: int
    binding: int
    qty: Decimal
    at: datetime


@command("wms.confirm_picks", N_("Confirm picks"), BINDINGS.by("binding"), WAVES.by("wave"), named="uuid")
def confirm_picks(rows: Sequence[Picked], *, by: Actor, at: datetime) -> Outcome:
    """Goods went from bin to cart. Answers by uuid; a uuid that came before is done and changes nothing."""
    return _take(rows, stock.pick, short=False, by=by, at=at)[0]


@command("wms.report_short", N_("Report short pick"), BINDINGS.by("binding"), WAVES.by("wave"), named="uuid")
def report_short(rows: Sequence[Picked], *, by: Actor, at: datetime, reason: str = "not_found") -> Outcome:
    """So much was not in its bin: stock serves it from elsewhere or lets it wait; the bin's count becomes a case."""
    places = {b.id: b for b in bound(row.binding for row in rows)}
    outcome, fresh = _take(rows, stock.short_pick, short=True, by=by, at=at)
    gone = [(places[row.binding], row.qty) for row in fresh if row.uuid in set(outcome.done)]
    record(
        [LineShortPicked(subject=b.outbound, line=b.line, bin=b.bin, qty=qty, reason=reason) for b, qty in gone],
        by=by,
        at=at,
    )
    open_cases([_count_again(b) for b, _ in gone], by=by, at=at)
    return outcome


@command("wms.undo_picks", N_("Undo picks"), SCANS)
def undo_picks(scans: Sequence[UUID], *, by: Actor, at: datetime) -> Outcome:
    """The goods of these scans lie in their bins again, and are to be picked again. Answers by the scan's uuid; one that
    was undone before is done and changes nothing. Refused: unknown, reported short, packed since, or bound elsewhere."""
    found = {s.uuid: s for s in Scan.objects.filter(uuid__in=scans).order_by("uuid").select_for_update()}
    outcome = Outcome(done=[id for id in scans if id in found and found[id].undone_at])
    for id in scans:
        if id not in found or found[id].short:
            outcome.refused[id] = Reason("not_a_pick", N_("There is no such pick to undo"))
    fresh = [found[id] for id in dict.fromkeys(scans) if id not in outcome.refused and not found[id].undone_at]
    outbounds = {b.id: b.outbound for b in bound(scan.binding_id for scan in fresh)}
    answer = stock.return_picks([Pick(scan.binding_id, scan.qty) for scan in fresh], by=by, at=at)
    good = [scan for scan in fresh if scan.binding_id not in answer.refused]
    outcome.refused |= {s.uuid: answer.refused[s.binding_id] for s in fresh if s.binding_id in answer.refused}
    outcome.done += [scan.uuid for scan in good]
    Scan.objects.filter(uuid__in=[scan.uuid for scan in good]).update(undone_at=at)
    come_back({(scan.wave_id, outbounds[scan.binding_id]) for scan in good}, by=by, at=at)
    return outcome


def _take(
    rows: Sequence[Picked], verb: Callable[..., Outcome], *, short: bool, by: Actor, at: datetime
) -> tuple[Outcome, list[Picked]]:
    seen = set(Scan.objects.filter(uuid__in=[row.uuid for row in rows]).values_list("uuid", flat=True))
    fresh = list({row.uuid: row for row in rows if row.uuid not in seen}.values())
    outbounds = {b.outbound for b in bound(row.binding for row in fresh)}
    answer = verb([Pick(row.binding, row.qty) for row in fresh], by=by, at=at)
    outcome = Outcome(done=[row.uuid for row in rows if row.uuid in seen])
    good = []
    for row in fresh:
        if row.binding in answer.refused:
            outcome.refused[row.uuid] = answer.refused[row.binding]
        else:
            outcome.done.append(row.uuid)
            good.append(row)
    Scan.objects.bulk_create(
        [
            Scan(uuid=r.uuid, wave_id=r.wave, binding_id=r.binding, qty=r.qty, short=short, scanned_at=r.at, by=by.name)
            for r in good
        ],
        ignore_conflicts=True,
    )
    finish(sorted(outbounds), by=by, at=at)
    return outcome, fresh


def _count_again(b: Bound) -> Trouble:
    kwargs: dict[str, Any] = {"next_step": "count_bin", "owner_role": "warehouse", "key": f"count:{b.bin}:{b.item}"}
    return Trouble(
        "count_bin", "bin", b.bin, Reason("short_picked", N_("A picker did not find what should lie here")), **kwargs
    )
