"""Tell carriers what was handed over, and fetch what they say."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.connectors.carriers.protocol import CarrierAdapter
from yunhe.kernel.actor import Actor
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.tms.commands import record_tracking
from yunhe.tms.queries.parcels import waybills


def announce_parcels(parcel_ids: Sequence[int], *, adapter: CarrierAdapter) -> Outcome:
    """Tell the carrier which waybills it got and when; ids are waybills. Raises CarrierBusyError: telling again is safe."""
    gone = [(waybill, at) for waybill, at in waybills(parcel_ids) if at]
    outcome = Outcome()
    for n in range(0, len(gone), adapter.batch):
        part = gone[n : n + adapter.batch]
        refused = adapter.announce(part)
        outcome.refuse(refused, Reason("not_accepted", N_("The carrier does not know this waybill as ours")))
    outcome.done = [waybill for waybill, _ in gone if waybill not in outcome.refused]
    return outcome


def void_parcels(parcel_ids: Sequence[int], *, adapter: CarrierAdapter) -> Outcome:
    """Cancel the waybills of voided parcels at the carrier; ids are waybills. Raises CarrierBusyError."""
    voided = [waybill for waybill, _ in waybills(parcel_ids)]
    outcome = Outcome()
    for n in range(0, len(voided), adapter.batch):
        refused = adapter.void_waybills(voided[n : n + adapter.batch])
        outcome.refuse(refused, Reason("not_voided", N_("The carrier did not cancel this waybill")))
    outcome.done = [waybill for waybill in voided if waybill not in outcome.refused]
    return outcome


def fetch_tracking(*, adapter: CarrierAdapter, by: Actor, at: datetime) -> int:
    """Take everything the carrier has said by `at`, page by page; returns how many messages were new.

    A page is confirmed after it is kept, so one that is interrupted in between comes twice, to no effect.
    """
    new = 0
    while (page := adapter.next_page(at)).receipt:
        new += len(record_tracking(page.messages, by=by, at=at).made)
        adapter.confirm(page.receipt)
    return new
