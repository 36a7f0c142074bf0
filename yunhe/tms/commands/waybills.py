"""Waybills: ask the carrier for numbers, take them (from a connector, typed or scanned), and void them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.cases import Trouble, open_cases, settle
from yunhe.kernel.commands import command
from yunhe.kernel.events import record
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.models import Parcel
from yunhe.stock.scopes import PARCELS
from yunhe.tms.commands.following import follow
from yunhe.tms.commands.locking import lock_parcels, stays_here
from yunhe.tms.events import WaybillRequested
from yunhe.tms.flows import PARCEL
from yunhe.tms.models import Carrier, TrackingMessage
from yunhe.tms.rules import TRACKING_PATH, tracking_digest, tracking_link

WAYBILL = re.compile(r"^[A-Za-z0-9./_-]{1,40}$")

# Another carrier than the chosen one takes it: then the chosen service is not its service.
SET_WAYBILL = """
    UPDATE stock_parcel p SET waybill = n.waybill, tracking_digest = n.digest, carrier_code = n.carrier,
        service = CASE WHEN p.carrier_code = n.carrier THEN p.service ELSE '' END
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) n(id, carrier, waybill, digest) WHERE p.id = n.id
"""


@dataclass(frozen=True, slots=True)
class WaybillRow:
    """A number for a parcel. `carrier` is needed only when none was chosen, or another one takes it."""

    parcel: int
    waybill: str
    carrier: str = ""


@dataclass(frozen=True, slots=True)
class WaybillRefusal:
    """The carrier gives no number for a parcel, for good: its own code and words."""

    parcel: int
    code: str
    text: str


@command("tms.request_waybills", N_("Request waybills"), PARCELS)
def request_waybills(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Ask the carriers of open parcels for numbers; the answer comes by `assign_waybills` through a connector.

    Refused: not open, no service chosen, a carrier without an interface, an outbound that is being recalled.
    """
    outcome = Outcome()
    parcels, adapters = lock_parcels(parcel_ids), _adapters()
    for id in dict.fromkeys(parcel_ids):
        if reason := _why_no_request(id, parcels.get(id), adapters):
            outcome.refused[id] = reason
        else:
            outcome.done.append(id)
    asked = [parcels[id] for id in outcome.done]
    record([WaybillRequested(subject=p.id, root=p.root_id, carrier=p.carrier_code) for p in asked], by=by, at=at)
    return outcome


@command("tms.assign_waybills", N_("Assign waybills"), PARCELS.by("parcel"))
def assign_waybills(rows: Sequence[WaybillRow], *, by: Actor, at: datetime) -> Outcome:
    """Give open parcels their waybill numbers; ids are the parcels'. The same answer twice changes nothing.

    Refused: not open, unknown carrier, a number no barcode can carry, or one that another living parcel has. What the
    carrier has already said about a number is read at once.
    """
    outcome, carriers = Outcome(), _adapters()
    parcels = lock_parcels(row.parcel for row in rows)
    taken = _taken(
        [(row.carrier or parcels[row.parcel].carrier_code, row.waybill) for row in rows if row.parcel in parcels]
    )
    good: dict[int, tuple[str, str]] = {}
    for row in rows:
        parcel = parcels.get(row.parcel)
        pair = (row.carrier or (parcel.carrier_code if parcel else ""), row.waybill)
        if reason := _why_not_assign(row, parcel, pair, carriers, taken):
            outcome.refused[row.parcel] = reason
        elif parcel is not None and parcel.state == "labelled":
            outcome.done.append(row.parcel)  # the same number again
        else:
            good[row.parcel] = pair
            taken[pair] = row.parcel
    payload = {id: {"outbound": parcels[id].outbound_id, "carrier": carrier} for id, (carrier, _) in good.items()}
    outcome = outcome.merge(PARCEL.move(good, "assign", by=by, at=at, payload=payload))
    _write(good, parcels)
    _settle(good, "assigned", by, at)
    follow(_already_told(good), by=by, at=at)
    return outcome


@command("tms.refuse_waybills", N_("Report refused waybills"), PARCELS.by("parcel"))
def refuse_waybills(rows: Sequence[WaybillRefusal], *, by: Actor, at: datetime) -> Outcome:
    """Note that a carrier gives no number for open parcels: one case each, for someone to mend or choose another."""
    parcels = {p.id: p for p in Parcel.objects.filter(id__in=[row.parcel for row in rows], state="open")}
    outcome = Outcome(done=[row.parcel for row in rows if row.parcel in parcels])
    outcome.refused = {row.parcel: not_found(row.parcel) for row in rows if row.parcel not in parcels}
    open_cases(
        [
            Trouble(
                type="waybill_refused",
                subject_kind="parcel",
                subject_id=row.parcel,
                root_id=parcels[row.parcel].root_id,
                reason=Reason(
                    "waybill_refused",
                    N_("{carrier} gives no waybill: {text} ({code})"),
                    {"carrier": parcels[row.parcel].carrier_code, "text": row.text, "code": row.code},
                ),
                next_step=N_("Mend the address or choose another carrier"),
                owner_role="warehouse",
            )
            for row in rows
            if row.parcel in parcels
        ],
        by=by,
        at=at,
    )
    return outcome


@command("tms.void_waybills", N_("Void waybills"), PARCELS)
def void_waybills(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """These parcels will not travel: their labels and numbers are worth nothing any more. Refused after the ship scan."""
    parcels, adapters = lock_parcels(parcel_ids), _adapters()
    payload = {
        p.id: {
            "outbound": p.outbound_id,
            "carrier": p.carrier_code,
            "announce": bool(p.waybill and adapters.get(p.carrier_code)),
        }
        for p in parcels.values()
    }
    outcome = PARCEL.move(parcel_ids, "void", by=by, at=at, payload=payload)
    _settle(outcome.done, "voided", by, at)
    return outcome


def _adapters() -> dict[str, str]:
    return dict(Carrier.objects.values_list("code", "adapter"))


def _why_no_request(id: int, parcel: Parcel | None, adapters: Mapping[str, str]) -> Reason | None:
    if parcel is None:
        return not_found(id)
    if parcel.state != "open":
        return wrong_state(parcel.number, parcel.state, ["open"])
    if not parcel.carrier_code:
        return Reason("no_service", N_("{number} has no carrier service yet"), {"number": parcel.number})
    if not adapters.get(parcel.carrier_code):
        figures = {"carrier": parcel.carrier_code}
        return Reason("by_hand", N_("{carrier} has no interface: type or scan its number"), figures)
    return stays_here(parcel)


def _taken(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Which living parcel has each (carrier, waybill)."""
    wanted = set(pairs)
    found = Parcel.objects.filter(waybill__in={waybill for _, waybill in wanted} - {""}).exclude(state="voided")
    return {
        (carrier, waybill): id
        for id, carrier, waybill in found.values_list("id", "carrier_code", "waybill")
        if (carrier, waybill) in wanted
    }


def _why_not_assign(
    row: WaybillRow,
    parcel: Parcel | None,
    pair: tuple[str, str],
    carriers: Mapping[str, str],
    taken: Mapping[tuple[str, str], int],
) -> Reason | None:
    if parcel is None:
        return not_found(row.parcel)
    if pair[0] not in carriers:
        return Reason("unknown_carrier", N_("There is no carrier {code}"), {"code": pair[0]})
    if not WAYBILL.match(row.waybill):
        return Reason("no_waybill", N_("{waybill} is no waybill number"), {"waybill": row.waybill})
    if taken.get(pair, parcel.id) != parcel.id:
        return Reason("waybill_taken", N_("Another parcel has the waybill {waybill}"), {"waybill": row.waybill})
    if parcel.state != "open" and taken.get(pair) != parcel.id:
        return wrong_state(parcel.number, parcel.state, ["open"])
    return None


def _write(assigned: Mapping[int, tuple[str, str]], parcels: Mapping[int, Parcel]) -> None:
    digests = [tracking_digest(tracking_link(parcels[id].number).removeprefix(TRACKING_PATH)) for id in assigned]
    carriers = [carrier for carrier, _ in assigned.values()]
    waybills = [waybill for _, waybill in assigned.values()]
    with connection.cursor() as cursor:
        cursor.execute(SET_WAYBILL, [list(assigned), carriers, waybills, digests])


def _settle(parcel_ids: Iterable[int], resolution: str, by: Actor, at: datetime) -> None:
    keys = [f"{type}:parcel:{id}" for id in parcel_ids for type in ("waybill_refused", "no_carrier_service")]
    settle(keys, resolution, by=by, at=at)


def _already_told(assigned: Mapping[int, tuple[str, str]]) -> list[int]:
    by_pair = {pair: id for id, pair in assigned.items()}
    told = TrackingMessage.objects.filter(waybill__in=[waybill for _, waybill in by_pair]).values_list(
        "carrier_code", "waybill"
    )
    return sorted({by_pair[pair] for pair in told if pair in by_pair})
