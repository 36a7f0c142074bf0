"""How long the server takes for a page, without a browser: warm, one request after the other, to the last byte."""

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import httpx
from playwright.sync_api import StorageState

from tests.e2e.everywhere import Place, visitor

WARM, ASKED = 3, 20


class Time(NamedTuple):
    """Milliseconds, the median of ASKED; kB of the page alone as compressed by the server."""

    p50: float
    kb: float


def times(address: str, session: StorageState, places: Sequence[Place]) -> Iterator[tuple[Place, Time]]:
    """Of each page, asked by its owner; the login by a guest."""
    with visitor(address, session) as owner, httpx.Client(base_url=address) as guest:
        for place in places:
            yield place, _time(guest if place.name == "login" else owner, place.path)


def _time(client: httpx.Client, path: str) -> Time:
    taken, size = [], 0
    for _ in range(WARM + ASKED):
        began = time.perf_counter()
        answer = client.get(path).raise_for_status()
        taken.append(1000 * (time.perf_counter() - began))
        size = answer.num_bytes_downloaded
    return Time(round(statistics.median(taken[WARM:]), 1), round(size / 1000, 1))
