"""From transport's events to jobs that call carriers (registered in loop.py), and the clock's call for tracking."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from yunhe.connectors.carriers.registry import ADAPTERS, connected
from yunhe.connectors.carriers.tasks import (
    announce_parcels_job,
    fetch_tracking_job,
    fetch_waybills_job,
    void_parcels_job,
)
from yunhe.kernel.actor import Actor
from yunhe.kernel.events import Recorded
from yunhe.tms.models import Carrier


def ask_for_waybills(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """WaybillRequested → one job per carrier."""
    _defer(fetch_waybills_job, events)


def cancel_waybills(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """WaybillVoided → tell the carriers that had given numbers."""
    _defer(void_parcels_job, [e for e in events if e.payload.get("announce")])


def announce_pickups(events: list[Recorded], *, by: Actor, at: datetime) -> None:
    """ParcelHandedOver → tell connected carriers what they got."""
    with_adapter = set(Carrier.objects.filter(adapter__in=ADAPTERS).values_list("code", flat=True))
    _defer(announce_parcels_job, [e for e in events if e.payload["carrier"] in with_adapter])


def poll_carriers(*, by: Actor, at: datetime) -> None:
    """Every few minutes: one job per connected carrier; one that still waits is not doubled."""
    for carrier in connected():
        _once(fetch_tracking_job, f"carriers.fetch_tracking:{carrier}", carrier=carrier)


def _defer(task: Task[Any, Any, Any], events: Iterable[Recorded]) -> None:
    """One job per carrier for these events, unique by the first of them: handled again, they ask once."""
    by_carrier: dict[str, list[Recorded]] = defaultdict(list)
    for event in events:
        by_carrier[event.payload["carrier"]].append(event)
    for carrier, own in by_carrier.items():
        _once(task, f"{task.name}:{own[0].id}", carrier=carrier, parcel_ids=[event.subject for event in own])


def _once(task: Task[Any, Any, Any], key: str, **arguments: Any) -> None:
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.configure(queueing_lock=key).defer(**arguments)
