"""The jobs that call carriers: tried again with growing pauses (3, 9, 27 … seconds), given up after some hours."""

from contextlib import suppress
from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app as jobs

from yunhe.connectors.carriers.protocol import CarrierBusyError
from yunhe.connectors.carriers.registry import open_adapter
from yunhe.connectors.carriers.tracking import announce_parcels, fetch_tracking, void_parcels
from yunhe.connectors.carriers.waybills import BUSY, fetch_waybills, give_up
from yunhe.kernel.actor import system

ATTEMPTS = 8
AGAIN = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3, retry_exceptions=[CarrierBusyError])
BY = system("carriers")


@jobs.task(name="carriers.fetch_waybills", retry=AGAIN, pass_context=True)
def fetch_waybills_job(context: JobContext, *, carrier: str, parcel_ids: list[int]) -> None:
    """Get the waybills of these parcels; those that the carrier keeps waiting are asked for again, at last given up."""
    at = datetime.now(UTC)
    with open_adapter(carrier) as adapter:
        outcome = fetch_waybills(parcel_ids, adapter=adapter, by=BY, at=at)
    busy = [reason for reason in outcome.refused.values() if reason.code == BUSY]
    if busy and context.job.attempts >= ATTEMPTS:
        give_up(parcel_ids, by=BY, at=at)
    elif busy:
        raise CarrierBusyError(str(busy[0]))


@jobs.task(name="carriers.announce_parcels", retry=AGAIN)
def announce_parcels_job(*, carrier: str, parcel_ids: list[int]) -> None:
    """Tell the carrier what it got."""
    with open_adapter(carrier) as adapter:
        announce_parcels(parcel_ids, adapter=adapter)


@jobs.task(name="carriers.void_parcels", retry=AGAIN)
def void_parcels_job(*, carrier: str, parcel_ids: list[int]) -> None:
    """Cancel waybills at the carrier."""
    with open_adapter(carrier) as adapter:
        void_parcels(parcel_ids, adapter=adapter)


@jobs.task(name="carriers.fetch_tracking")
def fetch_tracking_job(*, carrier: str) -> None:
    """Take what the carrier has said. One that is busy is not asked again before the clock does, in a few minutes."""
    with suppress(CarrierBusyError), open_adapter(carrier) as adapter:
        fetch_tracking(adapter=adapter, by=BY, at=datetime.now(UTC))
