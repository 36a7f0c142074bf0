"""Waves: bundle released outbounds, start them, give them up."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock import commands as stock
from yunhe.stock.models import Outbound
from yunhe.stock.scopes import OUTBOUNDS, WAREHOUSES
from yunhe.wms.events import WaveOpened
from yunhe.wms.flows import WAVE
from yunhe.wms.models import Wave, WaveOutbound
from yunhe.wms.rules import EVERYTHING, Rule, Stand, Waiting, carts, walk
from yunhe.wms.scopes import WAVES
from yunhe.wms.waiting import waiting

TOTES = 20
LIVING = ("open", "picking")


@command("wms.wave_released", N_("Make waves"), WAREHOUSES)
def wave_released(
    warehouse_ids: Sequence[int], *, by: Actor, at: datetime, totes: int = TOTES, rule: Rule = EVERYTHING
) -> Outcome:
    """Put every released outbound of these warehouses that is on no wave and fits the rule onto carts of so many totes;
    `done` lists the new waves."""
    free = waiting(warehouse_ids, rule).order_by("priority", "ship_by", "id")
    found = [Waiting(*row) for row in free.values_list("id", "warehouse_id", "priority")]
    return _open(carts(found, totes), by=by, at=at)


@command("wms.open_waves", N_("Open waves"), OUTBOUNDS.each(list))
def open_waves(groups: Sequence[Sequence[int]], *, by: Actor, at: datetime) -> Outcome:
    """Make one wave of each group of outbounds. Refused by outbound: not released, on a wave, another warehouse."""
    asked = [id for group in groups for id in group]
    locks.lock("stock_outbound", asked)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=asked)}
    busy = set(WaveOutbound.objects.filter(outbound__in=asked, living=True).values_list("outbound_id", flat=True))
    outcome, good = Outcome(), []
    for group in groups:
        home = heads[group[0]].warehouse_id if group and group[0] in heads else None
        for id in group:
            if reason := _why_not(id, heads.get(id), id in busy, home):
                outcome.refused[id] = reason
        left = [Waiting(id, heads[id].warehouse_id, heads[id].priority) for id in group if id not in outcome.refused]
        good += [left] if left else []
    return outcome.merge(_open(good, by=by, at=at))


@command("wms.start_waves", N_("Start waves"), WAVES)
def start_waves(wave_ids: Sequence[int], *, by: Actor, at: datetime, picker: str = "") -> Outcome:
    """A picker takes the carts; from now on a recall of their outbounds waits for the picker's answer."""
    outcome = WAVE.move(wave_ids, "start", by=by, at=at)
    Wave.objects.filter(id__in=outcome.done, picker="").update(picker=picker or by.name)
    outbounds = WaveOutbound.objects.filter(wave__in=outcome.done, living=True).values_list("outbound_id", flat=True)
    stock.start_picking(list(outbounds), by=by, at=at)
    return outcome


@command("wms.assign_waves", N_("Assign waves"), WAVES)
def assign_waves(wave_ids: Sequence[int], *, picker: str, by: Actor, at: datetime) -> Outcome:
    """Say who shall pick these waves (a user name; empty = whoever comes first). Refused: done or cancelled ones."""
    locks.lock("wms_wave", wave_ids)
    heads = {wave.id: wave for wave in Wave.objects.filter(id__in=wave_ids)}
    outcome = Outcome()
    for id in dict.fromkeys(wave_ids):
        if id not in heads:
            outcome.refused[id] = not_found(id)
        elif heads[id].state not in LIVING:
            outcome.refused[id] = wrong_state(heads[id].number, heads[id].state, LIVING)
        else:
            outcome.done.append(id)
    Wave.objects.filter(id__in=outcome.done).update(picker=picker)
    return outcome


@command("wms.cancel_waves", N_("Cancel waves"), WAVES)
def cancel_waves(wave_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give up waves: begun outbounds are unpicked and planned again, untouched ones wait for another wave."""
    outcome = WAVE.move(wave_ids, "cancel", by=by, at=at)
    members = WaveOutbound.objects.filter(wave__in=outcome.done, living=True)
    begun = list(members.filter(outbound__state__in=("picking", "picked")).values_list("outbound_id", flat=True))
    members.update(living=False)
    stock.unpick(begun, by=by, at=at)
    return outcome


def finish(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Outbounds that are picked (or gone back) leave their cart; a cart without outbounds is done."""
    WaveOutbound.objects.filter(outbound__in=outbound_ids, living=True).exclude(
        outbound__state__in=("released", "picking")
    ).update(living=False)
    waves = Wave.objects.filter(outbounds__outbound__in=outbound_ids, state__in=("open", "picking")).distinct()
    empty = waves.exclude(id__in=WaveOutbound.objects.filter(living=True).values("wave_id"))
    WAVE.move(list(empty.values_list("id", flat=True)), "finish", by=by, at=at)


def come_back(members: Collection[tuple[int, int]], *, by: Actor, at: datetime) -> None:
    """Outbounds that are to be picked again return to their cart: (wave, outbound). A wave that was done goes on."""
    here = WaveOutbound.objects.filter(
        wave__in={wave for wave, _ in members}, outbound__in={outbound for _, outbound in members}, living=False
    )
    rows = [row for row in here if (row.wave_id, row.outbound_id) in members]
    WaveOutbound.objects.filter(id__in=[row.id for row in rows]).update(living=True)
    done = Wave.objects.filter(id__in={row.wave_id for row in rows}, state="done").order_by("id")
    WAVE.move(list(done.values_list("id", flat=True)), "resume", by=by, at=at)


def _why_not(id: int, head: Outbound | None, busy: bool, home: int | None) -> Reason | None:
    if head is None:
        return not_found(id)
    if head.state != "released":
        return wrong_state(head.number, head.state, ("released",))
    if busy:
        return Reason("on_a_wave", N_("{number} is on a wave already"), {"number": head.number})
    if head.warehouse_id != home:
        return Reason("other_warehouse", N_("{number} ships from another warehouse"), {"number": head.number})
    return None


def _open(groups: Sequence[Sequence[Waiting]], *, by: Actor, at: datetime) -> Outcome:
    if not groups:
        return Outcome()
    walks = _walks(groups)
    waves = Wave.objects.bulk_create(
        [
            Wave(
                number=number,
                warehouse_id=group[0].warehouse,
                state_at=at,
                opened_at=at,
                opened_by=by.name,
                priority=group[0].priority,
                walk=walks[n],
            )
            for n, (group, number) in enumerate(zip(groups, draw("WV", business_day(at), len(groups))))
        ]
    )
    WaveOutbound.objects.bulk_create(
        [
            WaveOutbound(wave=wave, outbound_id=w.outbound, tote=tote)
            for wave, group in zip(waves, groups)
            for tote, w in enumerate(group, 1)
        ]
    )
    record(
        [
            WaveOpened(
                subject=wave.id, warehouse=wave.warehouse_id, outbounds=[w.outbound for w in group], state="open"
            )
            for wave, group in zip(waves, groups)
        ],
        by=by,
        at=at,
    )
    return Outcome(done=[wave.id for wave in waves])


def _walks(groups: Sequence[Sequence[Waiting]]) -> list[list[int]]:
    wave_of = {w.outbound: n for n, group in enumerate(groups) for w in group}
    stands: defaultdict[int, dict[int, Stand]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.outbound_id, n.id, n.code, p.aisle, coalesce(p.metres, 0)
               FROM stock_binding k JOIN stock_outboundline l ON l.id = k.outbound_line_id
               JOIN stock_binlevel b ON b.id = k.bin_level_id JOIN stock_bin n ON n.id = b.bin_id
               LEFT JOIN wms_place p ON p.bin_id = n.id
               WHERE l.outbound_id = ANY(%s::bigint[])""",
            [array(wave_of)],
        )
        for outbound, *stand in cursor.fetchall():
            stands[wave_of[outbound]][stand[0]] = Stand(*stand)
    return [walk(list(stands[n].values())) for n in range(len(groups))]
