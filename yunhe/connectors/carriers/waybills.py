"""Get waybills for parcels and give them back: ask outside any transaction, then tell by command."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.carriers.protocol import Answer, CarrierAdapter, CarrierBusyError
from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.tms.commands import WaybillRefusal, WaybillRow, assign_waybills, refuse_waybills
from yunhe.tms.queries.parcels import Shipment, shipments

BUSY = "carrier_busy"


def fetch_waybills(parcel_ids: Sequence[int], *, adapter: CarrierAdapter, by: Actor, at: datetime) -> Outcome:
    """Ask for the waybills of those parcels that still wait, and assign them.

    Refused with `carrier_busy`: may be asked again, nothing is lost. Refused otherwise: a case has been opened. A parcel
    that was voided meanwhile gives its new number back. Parcels that have a number already are passed over.
    """
    outcome = Outcome()
    for chunk in _chunks(shipments(parcel_ids), adapter.batch):
        try:
            answers = adapter.give_waybills(chunk)
        except CarrierBusyError as error:
            answers = [Answer(s.parcel, code=BUSY, text=str(error)) for s in chunk]
        outcome = outcome.merge(_take(answers, adapter, by, at))
    return outcome


def give_up(parcel_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """The carrier has been asked often enough: a case for each parcel that still waits."""
    waiting = [WaybillRefusal(s.parcel, BUSY, "no answer after all attempts") for s in shipments(parcel_ids)]
    return refuse_waybills(waiting, by=by, at=at)


def _take(answers: Sequence[Answer], adapter: CarrierAdapter, by: Actor, at: datetime) -> Outcome:
    given = {a.parcel: a.waybill for a in answers if a.waybill}
    outcome = assign_waybills([WaybillRow(parcel, waybill) for parcel, waybill in given.items()], by=by, at=at)
    unwanted = [
        given[id] for id, reason in outcome.refused.items() if reason.code == "wrong_state" and isinstance(id, int)
    ]
    if unwanted:
        with suppress(CarrierBusyError):  # an unused number lapses at the carrier by itself
            adapter.void_waybills(unwanted)
    refused = [a for a in answers if not a.waybill and a.permanent]
    refuse_waybills([WaybillRefusal(a.parcel, a.code, a.text) for a in refused], by=by, at=at)
    for a in answers:
        if not a.waybill:
            code = "waybill_refused" if a.permanent else BUSY
            outcome.refused[a.parcel] = Reason(
                code, N_("The carrier says: {text} ({code})"), {"text": a.text, "code": a.code}
            )
    return outcome


def _chunks(rows: Sequence[Shipment], size: int) -> Iterator[Sequence[Shipment]]:
    return (rows[n : n + size] for n in range(0, len(rows), size))
