"""A depot whose carrier `swift` is a simulated office in this process."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

from sim.carrier.faults import Faults
from sim.carrier.office import Office
from sim.carrier.server import app
from tests.tms.depot import Depot, open_depot
from yunhe.connectors.carriers.sim import SimCarrier

CREDENTIALS = {"key": "yunhe", "secret": "s3cret"}
Opener = Callable[..., tuple[Office, SimCarrier]]


@pytest.fixture
def depot(db_tx: None) -> Depot:
    return open_depot()


@pytest.fixture
def office() -> Iterator[Opener]:
    """Opens an office with the given faults, and our account with it."""
    with ExitStack() as stack:

        def open_one(**faults: object) -> tuple[Office, SimCarrier]:
            made = Office(replace(Faults(), **faults), **CREDENTIALS)
            adapter = SimCarrier("swift", "http://swift", CREDENTIALS, transport=httpx.WSGITransport(app(made)))
            return made, stack.enter_context(adapter)

        yield open_one
