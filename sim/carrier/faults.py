"""How badly the carrier behaves: shares between 0 and 1, drawn from a seed, the same for every order of requests."""

from dataclasses import dataclass

from sim.luck import draw


@dataclass(frozen=True, slots=True)
class Faults:
    """Of requests: `slow` (by `slow_seconds`), `error` (answered 503). Of shipments: `refuse` (the address). Of journeys:
    `problem` (nobody at home), `back` (comes back), `lose`. Of messages: `duplicate`, `late` (by `late_hours`), `shuffle`
    (a page in any order). `numbers`: how many waybills are left (None = no limit)."""

    seed: int = 1
    slow: float = 0.0
    slow_seconds: float = 0.0
    error: float = 0.0
    refuse: float = 0.0
    problem: float = 0.0
    back: float = 0.0
    lose: float = 0.0
    duplicate: float = 0.0
    late: float = 0.0
    late_hours: float = 30.0
    shuffle: bool = False
    numbers: int | None = None

    def draw(self, kind: str, key: object) -> float:
        """A number in [0, 1) that depends on seed, kind and key alone."""
        return draw(self.seed, kind, key)

    def happens(self, kind: str, key: object) -> bool:
        """Whether the fault `kind` strikes this request, shipment, journey or message."""
        share: float = getattr(self, kind)
        return self.draw(kind, key) < share
