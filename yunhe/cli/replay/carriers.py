"""Simulated carriers in this process: the same protocol and adapter as over the network, called by the loop at once."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from sim.carrier.faults import Faults
from sim.carrier.office import Office
from sim.carrier.server import app
from yunhe.connectors.carriers.sim import SimCarrier
from yunhe.connectors.carriers.tracking import announce_parcels, fetch_tracking, void_parcels
from yunhe.connectors.carriers.waybills import fetch_waybills
from yunhe.kernel.actor import Actor, system
from yunhe.kernel.events import Recorded
from yunhe.kernel.events.subscriptions import Subscription

CREDENTIALS = {"key": "replay", "secret": "replay"}
BY = system("carriers")
FAULTS = Faults(duplicate=0.05, late=0.1, problem=0.02, shuffle=True)


class Carriers:
    """One office per carrier. Instead of a job that calls it later, the loop's carrier subscriptions call it themselves."""

    def __init__(self, codes: Sequence[str], seed: int) -> None:
        self._adapters = {code: _adapter(code, seed + n) for n, code in enumerate(codes)}

    def directly(self, subscriptions: Sequence[Subscription]) -> list[Subscription]:
        """The loop with the carriers asked at once. Names and kinds stay, so a worker goes on where the replay stopped."""
        calls = {
            "connectors.carriers.ask_for_waybills": self._ask,
            "connectors.carriers.cancel_waybills": self._cancel,
            "connectors.carriers.announce_pickups": self._announce,
        }
        return [replace(s, handle=calls[s.name]) if s.name in calls else s for s in subscriptions]

    def tell(self, at: datetime) -> int:
        """Fetch what the carriers have said by a moment."""
        return sum(fetch_tracking(adapter=adapter, by=BY, at=at) for adapter in self._adapters.values())

    def _ask(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        self._each(events, lambda ids, adapter: fetch_waybills(ids, adapter=adapter, by=by, at=at))

    def _cancel(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        self._each([e for e in events if e.payload.get("announce")], lambda ids, a: void_parcels(ids, adapter=a))

    def _announce(self, events: list[Recorded], *, by: Actor, at: datetime) -> None:
        self._each(events, lambda ids, adapter: announce_parcels(ids, adapter=adapter))

    def _each(self, events: Sequence[Recorded], call: Callable[[list[int], SimCarrier], object]) -> None:
        by_carrier: defaultdict[str, list[int]] = defaultdict(list)
        for e in events:
            by_carrier[e.payload["carrier"]].append(e.subject)
        for carrier, ids in by_carrier.items():
            call(ids, self._adapters[carrier])


def _adapter(code: str, seed: int) -> SimCarrier:
    office = Office(replace(FAULTS, seed=seed), **CREDENTIALS)
    return SimCarrier(code, "http://carrier", CREDENTIALS, transport=httpx.WSGITransport(app(office)))
