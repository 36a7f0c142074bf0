"""Open parcels for outbounds: what a carrier will take; and write what the scale says."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel import locks
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import array
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.models import Outbound, Parcel, ParcelLine
from yunhe.stock.scopes import OUTBOUNDS, PARCELS

IN_HOUSE = ("open", "labelled")
OPENABLE = ("released", "picking", "picked", "packed")


@command("stock.open_parcels", N_("Open parcels"), OUTBOUNDS)
def open_parcels(outbound_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """One parcel with all lines for each outbound that has none; weight = Σ item weights, where known.

    `made` maps the outbound to its new parcel; an outbound with a living parcel is refused.
    """
    locks.lock("stock_outbound", outbound_ids)
    heads = {o.id: o for o in Outbound.objects.filter(id__in=outbound_ids)}
    existing = list(Parcel.objects.filter(outbound__in=outbound_ids).values_list("outbound_id", "state"))
    ever, living = Counter(id for id, _ in existing), {id for id, state in existing if state not in ("voided",)}
    outcome = Outcome()
    outcome.refused = {id: not_found(id) for id in outbound_ids if id not in heads}
    for id, o in heads.items():
        if o.state not in OPENABLE:
            outcome.refused[id] = wrong_state(o.number, o.state, OPENABLE)
        elif id in living:
            outcome.refused[id] = Reason("has_parcel", N_("{number} has a parcel already"), {"number": o.number})
    ready = [id for id in dict.fromkeys(outbound_ids) if id not in outcome.refused]
    lines = _lines(ready)
    parcels = Parcel.objects.bulk_create(
        [
            Parcel(
                number=number,
                outbound_id=id,
                n=ever[id] + 1,
                root_id=heads[id].root_id,
                state="open",
                state_at=at,
                service=heads[id].service,
                weight_kg=_weight(lines[id]),
            )
            for id, number in zip(ready, draw("PC", business_day(at), len(ready)))
        ]
    )
    ParcelLine.objects.bulk_create(
        [ParcelLine(parcel=p, outbound_line_id=line, qty=qty) for p in parcels for line, qty, _ in lines[p.outbound_id]]
    )
    outcome.done = ready
    outcome.made = {p.outbound_id: p.id for p in parcels}
    return outcome


@dataclass(frozen=True, slots=True)
class Measured:
    """What a parcel weighs with everything in it, and its outer sizes where they were taken."""

    parcel: int
    weight_kg: Decimal
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None


@command("stock.measure_parcels", N_("Weigh parcels"), PARCELS.by("parcel"))
def measure_parcels(rows: Sequence[Measured], *, by: Actor, at: datetime) -> Outcome:
    """Write weights and sizes. Refused by parcel id: handed over already, or a weight of nothing."""
    asked = Parcel.objects.filter(id__in=[row.parcel for row in rows])
    locks.lock("stock_outbound", asked.values_list("outbound_id", flat=True))
    parcels = {p.id: p for p in asked.order_by("id").select_for_update()}
    outcome = Outcome()
    for row in rows:
        parcel = parcels.get(row.parcel)
        if parcel is None:
            outcome.refused[row.parcel] = not_found(row.parcel)
        elif parcel.state not in IN_HOUSE:
            outcome.refused[row.parcel] = wrong_state(parcel.number, parcel.state, IN_HOUSE)
        elif row.weight_kg <= 0:
            outcome.refused[row.parcel] = Reason("no_weight", N_("A parcel weighs more than nothing"))
        else:
            parcel.weight_kg = row.weight_kg
            parcel.length_mm, parcel.width_mm, parcel.height_mm = row.length_mm, row.width_mm, row.height_mm
            outcome.done.append(row.parcel)
    Parcel.objects.bulk_update(
        [parcels[id] for id in outcome.done], ["weight_kg", "length_mm", "width_mm", "height_mm"]
    )
    return outcome


def _lines(outbound_ids: Sequence[int]) -> dict[int, list[tuple[int, Decimal, Decimal | None]]]:
    found: defaultdict[int, list[tuple[int, Decimal, Decimal | None]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT l.outbound_id, l.id, l.qty, l.qty * i.weight_kg
               FROM stock_outboundline l JOIN catalog_item i ON i.id = l.item_id
               WHERE l.outbound_id = ANY(%s::bigint[]) ORDER BY l.id""",
            [array(outbound_ids)],
        )
        for outbound, line, qty, weight in cursor.fetchall():
            found[outbound].append((line, qty, weight))
    return found


def _weight(lines: list[tuple[int, Decimal, Decimal | None]]) -> Decimal | None:
    weights = [weight for _, _, weight in lines if weight is not None]
    return sum(weights, Decimal(0)).quantize(Decimal("0.001")) if len(weights) == len(lines) else None
