"""Kit check (齐套): which production orders can start now, which when, and what each one waits for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yunhe.planning.mrp.calendar import iso
from yunhe.planning.mrp.errors import BadQuantity, DuplicateId
from yunhe.planning.mrp.quantity import units


@dataclass(frozen=True)
class Job:
    """A production order: its kit as (part, millionths still to issue), its start day, its rank (1 goes first)."""

    id: object
    start: int
    kit: tuple[tuple[object, int], ...]
    priority: int = 1


@dataclass(frozen=True)
class Missing:
    """What one part lacks on the job's start day, and when open supply makes it good (None: nothing is coming)."""

    part: object
    short: Decimal
    comes: str | None


@dataclass(frozen=True)
class Kit:
    """`state`: full (start now), waiting (complete on `ready`), short (something is not even ordered).

    `share` is the part of the kit's lines that lie ready; `missing` says what is not there today.
    """

    id: object
    state: str
    ready: str | None
    share: float
    missing: tuple[Missing, ...]


def kit_check(
    jobs: Sequence[Job], stock: dict[object, int], incoming: Sequence[tuple[object, int, int]], today: int
) -> tuple[Kit, ...]:
    """Judge all jobs against the same parts, ranked by what can start.

    `stock`: free millionths by part; `incoming`: (part, day, millionths). Jobs are served by priority, then start,
    then in the given order; first all kits that are complete from stock take their parts, then the rest reserve stock and incoming
    goods in the same order. Answer: full kits first, then by the day they are complete, the short ones last.
    Raises DuplicateId or BadQuantity, naming the job.
    """
    _refuse(jobs)
    queue = sorted(range(len(jobs)), key=lambda number: (jobs[number].priority, jobs[number].start, number))
    free: dict[object, int] = defaultdict(int, stock)
    full = {number for number in queue if _take_whole(jobs[number], free)}
    arrivals: dict[object, list[list[int]]] = defaultdict(list)
    for part, day, quantity in sorted(incoming, key=lambda row: row[1]):
        arrivals[part].append([max(day, today), quantity])
    judged = []
    for place, number in enumerate(queue):
        job = jobs[number]
        kit = Kit(job.id, "full", iso(today), 1.0, ()) if number in full else _reserve(job, free, arrivals)
        judged.append(((number not in full, kit.ready is None, kit.ready or "", place), kit))
    return tuple(kit for _, kit in sorted(judged, key=lambda pair: pair[0]))


def _refuse(jobs: Sequence[Job]) -> None:
    seen: set[object] = set()
    for job in jobs:
        if job.id in seen:
            raise DuplicateId(f"job {job.id} appears twice", offender=str(job.id))
        if any(quantity < 0 for _, quantity in job.kit):
            raise BadQuantity(f"job {job.id} asks for less than nothing", offender=str(job.id))
        seen.add(job.id)


def _needs(job: Job) -> dict[object, int]:
    needs: dict[object, int] = defaultdict(int)
    for part, quantity in job.kit:
        needs[part] += quantity
    return needs


def _take_whole(job: Job, free: dict[object, int]) -> bool:
    needs = _needs(job)
    if any(free[part] < quantity for part, quantity in needs.items()):
        return False
    for part, quantity in needs.items():
        free[part] -= quantity
    return True


def _reserve(job: Job, free: dict[object, int], arrivals: dict[object, list[list[int]]]) -> Kit:
    """Reserve what is there and what comes; a part of which not enough comes leaves the job short."""
    missing, needs = [], _needs(job)
    last: int | None = 0
    for part, quantity in needs.items():
        taken = min(max(free[part], 0), quantity)
        free[part] -= taken
        if quantity == taken:
            continue
        day = _wait_for(arrivals[part], quantity - taken)
        missing.append(Missing(part, units(quantity - taken), None if day is None else iso(day)))
        last = None if day is None or last is None else max(last, day)
    share = 1 - len(missing) / len(needs)
    state, ready = ("short", None) if last is None else ("waiting", iso(last))
    return Kit(job.id, state, ready, share, tuple(missing))


def _wait_for(arrivals: list[list[int]], quantity: int) -> int | None:
    for arrival in arrivals:
        taken = min(arrival[1], quantity)
        arrival[1] -= taken
        quantity -= taken
        if quantity == 0:
            return arrival[0]
    return None
