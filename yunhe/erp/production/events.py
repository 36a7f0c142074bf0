"""What happens in production. Ids and figures only; quantities are base units."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yunhe.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkPlanned(Event, subject="work_order", inverse="WorkCancelled"):
    """A work order is proposed, or a person wrote it (then it is firm). `auto`: it is to be released by itself."""

    item: int
    warehouse: int
    qty: Decimal
    auto: bool


@dataclass(frozen=True, kw_only=True)
class WorkFirmed(Event, subject="work_order", inverse="WorkCancelled"):
    """A person (or the terms) answers for it: planning changes it no more."""


@dataclass(frozen=True, kw_only=True)
class WorkReleased(Event, subject="work_order", inverse="WorkCancelled"):
    """The floor has it: material is reserved, the product is expected. Also after a pause before anything was begun."""


@dataclass(frozen=True, kw_only=True)
class WorkStarted(Event, subject="work_order"):
    """Begun, or gone on with after a pause."""


@dataclass(frozen=True, kw_only=True)
class WorkPaused(Event, subject="work_order"):
    pass


@dataclass(frozen=True, kw_only=True)
class MaterialIssued(Event, subject="work_order", inverse="MaterialReturned"):
    """`lines`: [{item, qty}] that went into the work."""

    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class MaterialReturned(Event, subject="work_order", inverse="MaterialIssued"):
    lines: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class WorkReported(Event, subject="work_order", inverse="WorkReportReversed"):
    report: int
    good: Decimal
    scrap: Decimal
    rework: Decimal


@dataclass(frozen=True, kw_only=True)
class WorkReportReversed(Event, subject="work_order"):
    report: int


@dataclass(frozen=True, kw_only=True)
class WorkFinished(Event, subject="work_order"):
    """Nothing more comes and nothing more is used: the books may settle what it cost."""

    item: int
    warehouse: int
    good: Decimal
    scrap: Decimal


@dataclass(frozen=True, kw_only=True)
class WorkClosed(Event, subject="work_order"):
    """`variances`: [{item, qty}] of materials used more (or, negative, less) than the bill allows."""

    variances: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class WorkCancelled(Event, subject="work_order"):
    pass
