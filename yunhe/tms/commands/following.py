"""Move parcels to where their carriers' messages say they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import Trouble, open_cases, settle
from yunhe.kernel.outcome import Reason
from yunhe.stock.models import Parcel
from yunhe.tms.commands.handover import let_go
from yunhe.tms.commands.locking import lock_parcels
from yunhe.tms.flows import PARCEL
from yunhe.tms.rules import Reading, read_state

VERBS = {
    "in_transit": "move",
    "out_for_delivery": "go_out",
    "problem": "stop",
    "returning": "turn_back",
    "delivered": "deliver",
    "returned": "bring_back",
    "lost": "lose",
}
TOLD = """
    SELECT p.id, array_agg(m.status), array_agg(m.happened_at)
    FROM stock_parcel p JOIN tms_trackingmessage m ON (m.carrier_code, m.waybill) = (p.carrier_code, p.waybill)
    WHERE p.id = ANY(%s) GROUP BY p.id
"""
SET_DELIVERED = """
    UPDATE stock_parcel p SET delivered_at = n.at FROM unnest(%s::bigint[], %s::timestamptz[]) n(id, at) WHERE p.id = n.id
"""


def follow(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> list[int]:
    """Read the messages of these parcels anew and move those whose state differs; returns the moved ones.

    What a carrier reports is a fact: a parcel that nobody scanned out counts as handed over, with a case. A reading
    that no step leads to (delivered and returned) opens a case and changes nothing. The number of statements is fixed.
    """
    if not parcel_ids:
        return []
    parcels = lock_parcels(parcel_ids)
    readings = _read(parcels)
    _fetched_unscanned(parcels, readings, by, at)
    moved: dict[int, Reading] = {}
    for state, verb in VERBS.items():
        ids = [
            id for id, reading in readings.items() if reading.state == state and PARCEL.allows(parcels[id].state, verb)
        ]
        done = PARCEL.move(ids, verb, by=by, at=at, payload=_payload(state, ids, parcels, readings)).done
        moved.update({id: readings[id] for id in done})
    _note_deliveries(moved)
    _open_cases(parcels, readings, moved, by, at)
    _settle_cases(moved, by, at)
    return sorted(moved)


def _read(parcels: Mapping[int, Parcel]) -> dict[int, Reading]:
    with connection.cursor() as cursor:
        cursor.execute(TOLD, [list(parcels)])
        read = {id: read_state(zip(statuses, times)) for id, statuses, times in cursor.fetchall()}
    return {id: reading for id, reading in read.items() if reading}


def _fetched_unscanned(parcels: Mapping[int, Parcel], readings: Iterable[int], by: Actor, at: datetime) -> None:
    unscanned = [id for id in readings if parcels[id].state == "labelled"]
    gone = let_go(unscanned, parcels, scanned=False, by=by, at=at).done
    for id in gone:
        parcels[id].state = "handed_over"
    reason = Reason("moved_without_scan", N_("The carrier moves it, and nobody scanned it out"))
    troubles = [_trouble("moved_without_scan", parcels[id], reason, N_("Check whether it was packed")) for id in gone]
    open_cases(troubles, by=by, at=at)


def _payload(
    state: str, ids: Sequence[int], parcels: Mapping[int, Parcel], readings: Mapping[int, Reading]
) -> dict[int, dict[str, Any]]:
    payload: dict[int, dict[str, Any]] = {
        id: {"outbound": parcels[id].outbound_id, "happened_at": readings[id].since} for id in ids
    }
    if state == "delivered" and ids:
        waiting = Parcel.objects.filter(outbound__in={parcels[id].outbound_id for id in ids}).exclude(
            state__in=("delivered", "voided")
        )
        incomplete = set(waiting.exclude(id__in=ids).values_list("outbound_id", flat=True))
        for id in ids:
            payload[id]["complete"] = parcels[id].outbound_id not in incomplete
            payload[id]["cod_amount"] = parcels[id].cod_amount or None
    return payload


def _note_deliveries(moved: Mapping[int, Reading]) -> None:
    delivered = {id: reading.since for id, reading in moved.items() if reading.state == "delivered"}
    with connection.cursor() as cursor:
        cursor.execute(SET_DELIVERED, [list(delivered), list(delivered.values())])


def _open_cases(
    parcels: Mapping[int, Parcel],
    readings: Mapping[int, Reading],
    moved: Mapping[int, Reading],
    by: Actor,
    at: datetime,
) -> None:
    troubles = []
    for id, reading in readings.items():
        if reading.contradiction:
            reason = Reason("delivered_and_returned", N_("Its carrier says delivered and returned"))
            troubles.append(_trouble("tracking_contradiction", parcels[id], reason, N_("Ask the carrier")))
        if id in moved and reading.state == "problem":
            reason = Reason(
                "parcel_problem", N_("The carrier reports a problem since {since}"), {"since": reading.since}
            )
            troubles.append(_trouble("parcel_problem", parcels[id], reason, N_("Ask carrier and customer")))
        if id in moved and reading.state == "lost":
            reason = Reason("parcel_lost", N_("The carrier lost it"))
            troubles.append(_trouble("parcel_lost", parcels[id], reason, N_("Claim damages, send again or refund")))
    open_cases(troubles, by=by, at=at)


def _settle_cases(moved: Mapping[int, Reading], by: Actor, at: datetime) -> None:
    over = defaultdict(list)
    for id, reading in moved.items():
        over["parcel_stalled"].append(id)
        if reading.state != "problem":
            over["parcel_problem"].append(id)
        if reading.state in PARCEL.terminal:
            over["parcel_late"].append(id)
        if reading.state in ("delivered", "returned"):
            over["parcel_lost"].append(id)
    settle([f"{type}:parcel:{id}" for type, ids in over.items() for id in ids], "moved on", by=by, at=at)


def _trouble(type: str, parcel: Parcel, reason: Reason, next_step: str) -> Trouble:
    return Trouble(
        type=type,
        subject_kind="parcel",
        subject_id=parcel.id,
        root_id=parcel.root_id,
        reason=reason,
        next_step=next_step,
        owner_role="service",
    )
