"""How badly the shop behaves: shares of requests between 0 and 1, drawn from a seed."""

from dataclasses import dataclass

from sim.luck import draw


@dataclass(frozen=True, slots=True)
class Faults:
    """`refuse`: answered 503, nothing done. `lose`: taken, then answered 503. `slow`: taken, and answered after
    `slow_seconds`. `twice`: taken twice. `late`: answered as taken, and put on the shelf after the next request only."""

    seed: int = 1
    refuse: float = 0.0
    lose: float = 0.0
    slow: float = 0.0
    slow_seconds: float = 0.0
    twice: float = 0.0
    late: float = 0.0

    def happens(self, kind: str, key: object) -> bool:
        """Whether the fault `kind` strikes this request."""
        share: float = getattr(self, kind)
        return draw(self.seed, kind, key) < share
