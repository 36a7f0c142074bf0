"""The ship scan: parcels leave the house with their carrier."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.models import Parcel
from yunhe.stock.scopes import PARCELS
from yunhe.tms.commands.locking import lock_parcels, stays_here
from yunhe.tms.flows import PARCEL
from yunhe.tms.models import ServiceChoice
from yunhe.tms.scopes import CODES


@command("tms.hand_over", N_("Hand over to the carrier"), PARCELS)
def hand_over(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Give packed, labelled parcels to their carriers. Handing over the last one of an outbound is what ships it.

    Refused: not labelled, not packed, or the outbound is being recalled: then the parcel is put aside.
    """
    parcels = lock_parcels(parcel_ids)
    outcome = Outcome(refused={id: reason for id, p in parcels.items() if (reason := _why_not(p))})
    asked = [id for id in dict.fromkeys(parcel_ids) if id not in outcome.refused]
    return outcome.merge(let_go(asked, parcels, scanned=True, by=by, at=at))


@command("tms.scan_out", N_("Scan parcels out"), CODES)
def scan_out(codes: Sequence[str], *, by: Actor, at: datetime) -> Outcome:
    """The same by what the scanner read: waybill or parcel numbers. Ids are the codes, `made` the parcels found.

    A parcel that was handed over before is done again without effect, so a repeated scan is no error.
    """
    outcome, by_code = Outcome(), _find(codes)
    for code in dict.fromkeys(codes):
        if len(by_code.get(code, [])) != 1:
            outcome.refused[code] = _not_one(code, by_code.get(code, []))
    found = {code: by_code[code][0] for code in dict.fromkeys(codes) if code not in outcome.refused}
    outcome.made = {code: parcel.id for code, parcel in found.items()}
    left = {p.id for p in found.values() if p.handed_over_at}
    handed = hand_over([p.id for p in found.values() if p.id not in left], by=by, at=at)
    for code, parcel in found.items():
        if parcel.id in handed.refused:
            outcome.refused[code] = handed.refused[parcel.id]
        else:
            outcome.done.append(code)
    return outcome


def let_go(
    parcel_ids: Sequence[int], parcels: Mapping[int, Parcel], *, scanned: bool, by: Actor, at: datetime
) -> Outcome:
    """Move labelled parcels, locked with their outbounds, to handed over; the event says what the carrier will charge."""
    going = [parcels[id] for id in parcel_ids if id in parcels and parcels[id].state == "labelled"]
    left_behind = _left_behind(going)
    freight = {
        c.parcel_id: (c.amount, c.currency)
        for c in ServiceChoice.objects.filter(parcel__in=[p.id for p in going])
        if c.carrier_code == parcels[c.parcel_id].carrier_code
    }
    payload = {}
    for parcel in going:
        amount, currency = freight.get(parcel.id, (None, None))
        payload[parcel.id] = {
            "outbound": parcel.outbound_id,
            "carrier": parcel.carrier_code,
            "complete": parcel.outbound_id not in left_behind,
            "scanned": scanned,
            "freight": amount,
            "currency": currency,
        }
    outcome = PARCEL.move(parcel_ids, "hand_over", by=by, at=at, payload=payload)
    Parcel.objects.filter(id__in=outcome.done).update(handed_over_at=at)
    return outcome


def _why_not(parcel: Parcel) -> Reason | None:
    if reason := stays_here(parcel):
        return reason
    if parcel.outbound.state not in ("packed", "shipped"):
        figures = {"number": parcel.outbound.number, "state": parcel.outbound.state}
        return Reason("not_packed", N_("{number} is {state}, not packed"), figures)
    return None


def _left_behind(going: Sequence[Parcel]) -> set[int]:
    """The outbounds with a parcel that is still in the house and not among those going."""
    staying = Parcel.objects.filter(outbound__in={p.outbound_id for p in going}, state__in=("open", "labelled"))
    return set(staying.exclude(id__in=[p.id for p in going]).values_list("outbound_id", flat=True))


def _find(codes: Iterable[str]) -> dict[str, list[Parcel]]:
    wanted = list(codes)
    found: dict[str, list[Parcel]] = {}
    for parcel in Parcel.objects.filter(Q(waybill__in=wanted) | Q(number__in=wanted)).exclude(state="voided"):
        for code in {parcel.waybill, parcel.number} & set(wanted):
            found.setdefault(code, []).append(parcel)
    return found


def _not_one(code: str, found: Sequence[Parcel]) -> Reason:
    if not found:
        return Reason("unknown_code", N_("No parcel has the code {code}"), {"code": code})
    figures = {"code": code, "carriers": sorted(p.carrier_code for p in found)}
    return Reason("two_parcels", N_("{code} is a number of {carriers}: scan the parcel's own code"), figures)
