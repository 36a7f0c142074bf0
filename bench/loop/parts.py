"""The parts of the benchmark by name, in the order in which they run, and the ratios between them."""

from collections.abc import Callable
from typing import Any

from bench.loop import available, examined, http, lists, rush, throughput, tryton, whole
from bench.loop.setting import Setting

PARTS: dict[str, Callable[[Setting], dict[str, Any]]] = {
    "orders": throughput.run,
    "available": available.run,
    "marketplace": rush.marketplace,
    "http": http.run,
    "tryton": tryton.run,
    "reserve": rush.reserve,
    "replay": whole.run,
    "growing": whole.growing,
    "list": lists.run,
    "doctor": examined.run,
}
ONLY_BY_NAME = {"replay", "growing", "list", "doctor"}  # a quarter of an hour and more each


def ratios(results: dict[str, Any]) -> dict[str, Any]:
    """Our figures as multiples of the peer's, where both have been measured."""
    if "tryton" not in results or "yunhe" not in results:
        return {}
    peer = results["tryton"]["orders_per_second"]["median"]
    return {
        "intake_to_allocated_vs_tryton": round(results["yunhe"]["orders_per_second"]["median"] / peer),
        "intake_to_allocated_vs_tryton_two_processes": round(
            results["yunhe_two"]["orders_per_second"]["median"] / peer
        ),
    }
