"""What happens on the warehouse floor. Ids and figures only."""

from dataclasses import dataclass
from decimal import Decimal

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WaveOpened(Event, subject="wave", inverse="WaveCancelled"):
    warehouse: int
    outbounds: list[int]


@dataclass(frozen=True, kw_only=True)
class WaveStarted(Event, subject="wave"):
    pass


@dataclass(frozen=True, kw_only=True)
class WaveDone(Event, subject="wave", inverse="WaveResumed"):
    pass


@dataclass(frozen=True, kw_only=True)
class WaveResumed(Event, subject="wave"):
    """A pick of a wave that was done was taken back: there is something to pick again."""


@dataclass(frozen=True, kw_only=True)
class WaveCancelled(Event, subject="wave"):
    pass


@dataclass(frozen=True, kw_only=True)
class LineShortPicked(Event, subject="outbound"):
    """A picker did not find so much of a line in its bin."""

    line: int
    bin: int
    qty: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class PutAwayDone(Event, subject="bin"):
    """Goods came to this bin."""

    item: int
    warehouse: int
    qty: Decimal


@dataclass(frozen=True, kw_only=True)
class BinCounted(Event, subject="bin"):
    item: int
    expected: Decimal
    counted: Decimal
