"""The nouns of scheduling: machines, crews, jobs and their operations, what a good plan is, and the plan itself.

Times are whole numbers of one unit of the caller's choice (minutes, say), counted from one zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Shift:
    """Work is possible from `opens` until just before `closes`."""

    opens: int
    closes: int


@dataclass(frozen=True)
class Machine:
    """`shifts` in order, without overlap; none means always open. `set_for` is the family it stands ready for."""

    name: str
    shifts: tuple[Shift, ...] = ()
    set_for: str = ""


@dataclass(frozen=True)
class Crew:
    """Operators who can stand in for each other: `heads` of them, all in the same shifts."""

    name: str
    heads: int
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """A machine that can do the operation, and how long it takes there."""

    machine: str
    time: int


@dataclass(frozen=True)
class Operation:
    """One step of a job. `ready` is when its material is there; `family` decides the set-up; one operator of `crew` is
    needed throughout. A divisible operation pauses when the machine or the crew goes home, another must fit a shift."""

    alternatives: tuple[Alternative, ...]
    ready: int = 0
    family: str = ""
    crew: str = ""
    divisible: bool = True


@dataclass(frozen=True)
class Job:
    """Operations in their order. Being late costs `weight` per unit of time: urgency × customer × margin."""

    name: str
    operations: tuple[Operation, ...]
    release: int = 0
    due: int | None = None
    urgency: float = 1.0
    customer: float = 1.0
    margin: float = 1.0

    @property
    def weight(self) -> float:
        return self.urgency * self.customer * self.margin


@dataclass(frozen=True)
class Objective:
    """Minimise lateness × Σ weight × tardiness + setup × Σ set-up time + makespan × end of the last operation."""

    lateness: float = 1.0
    setup: float = 0.0
    makespan: float = 0.0


SHORTEST = Objective(lateness=0.0, makespan=1.0)


@dataclass(frozen=True)
class Placement:
    """Operation number `operation` (from 0) of `job` on `machine`: set-up, then work, from `start` to `end`."""

    job: str
    operation: int
    machine: str
    start: int
    end: int
    setup: int = 0


@dataclass(frozen=True)
class Shop:
    """What is to be made and with what. `setups` maps (machine, from family, to family) to a time; what is not in it
    takes none. Nothing begins before `start`. `frozen` placements stay as they are, and all else comes behind them."""

    machines: tuple[Machine, ...]
    jobs: tuple[Job, ...]
    crews: tuple[Crew, ...] = ()
    setups: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    objective: Objective = Objective()
    start: int = 0
    frozen: tuple[Placement, ...] = ()


@dataclass(frozen=True)
class Unplaced:
    """A job left out, whole: `reason` is a stable word, `text` a sentence that names what is wrong."""

    job: str
    reason: str
    text: str


@dataclass(frozen=True)
class Lateness:
    """A job that ends after its due date, by how much, and what that costs."""

    job: str
    due: int
    end: int
    cost: float

    @property
    def late(self) -> int:
        return self.end - self.due


@dataclass(frozen=True)
class Load:
    """How much of the open time of a machine the plan uses, until its last operation ends."""

    machine: str
    busy: int
    share: float


@dataclass(frozen=True)
class Schedule:
    """The plan. `lower_bound` is proved for the makespan; `cost` is the objective; `bottleneck` the machine with the
    largest share of work for its open time, planned first; `method` the step that found the plan; `notes` say what had
    to give (a frozen operation that its machine cannot keep)."""

    placements: tuple[Placement, ...]
    unplaced: tuple[Unplaced, ...]
    cost: float
    lower_bound: int
    bottleneck: str
    method: str
    seed: int
    late: tuple[Lateness, ...] = ()
    loads: tuple[Load, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def makespan(self) -> int:
        return max((placement.end for placement in self.placements), default=0)

    @property
    def optimal(self) -> bool:
        """Whether the makespan is proved to be the shortest."""
        return self.makespan == self.lower_bound

    @cached_property
    def ends(self) -> dict[str, int]:
        """The end of each job."""
        ends: dict[str, int] = {}
        for placement in self.placements:
            ends[placement.job] = max(ends.get(placement.job, 0), placement.end)
        return ends
