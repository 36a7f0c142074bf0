"""The nouns of sourcing: demands with lines, nodes with lanes, the policy, and the answer with its reasons.

Quantities are exact: `int` (scaled by the caller) or `Decimal`, of one kind within a call. Weights, money, distances
and days may be either as well. Rows of the answer are named tuples: a thousand orders make tens of thousands of them.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from yunhe.planning.errors import PlanningError

Id = Hashable
Number = int | Decimal


class SourcingError(PlanningError):
    """A demand, node, lane or policy that contradicts itself; `offender` is its id."""


class Criterion(StrEnum):
    """What two plans are compared by, in the policy's order; less is better, the first difference decides."""

    PRIORITY = "priority"
    PARCELS = "parcels"
    COST = "cost"
    DISTANCE = "distance"
    LEAD = "lead"
    BALANCE = "balance"


class Why(StrEnum):
    """Why a candidate was taken or lost. `figure` and `against` of the candidate carry the numbers."""

    CHOSEN = "chosen"
    EXCLUDED = "excluded"  # not among the nodes the demand allows
    REGION = "region"  # the node does not serve the region
    LANE = "lane"  # no lane, hence no rate, to the region
    CUT_OFF = "cut_off"  # figure: day the node can dispatch, against: day it must
    LATE = "late"  # figure: day of arrival, against: day it is due
    CAPACITY = "capacity"  # figure: parcels left today
    STOCK = "stock"  # figure: lines covered, against: lines of the order
    TAKEN = "taken"  # as stock, but at the start of the batch it had enough: other orders were served with it
    SPLIT_VALUE = "split_value"  # figure: value of the smallest parcel, against: least value allowed
    PRIORITY = "priority"  # from here: the criterion that decided; figure: own, against: the winner's
    PARCELS = "parcels"
    COST = "cost"
    DISTANCE = "distance"
    LEAD = "lead"
    BALANCE = "balance"
    ORDER = "order"  # equal in everything: the node named first wins


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity of one item. Lines with the same `kit` are shipped from one node in whole sets of `per_kit` each.

    `value` is money per unit, `weight` is weight per unit. `may_split=False`: at most one node serves this line.
    """

    id: Id
    item: Id
    qty: Number
    kit: Id | None = None
    may_split: bool = True
    per_kit: Number = 0
    value: Number = 0
    weight: Number = 0

    def __post_init__(self) -> None:
        if self.qty <= 0 or self.value < 0 or self.weight < 0:
            raise SourcingError(
                "a line needs a positive quantity and no negative value or weight", offender=str(self.id)
            )
        if self.kit is not None and (self.per_kit < 0 or self.qty % (self.per_kit or self.qty)):
            raise SourcingError("a kit line is a whole number of sets", offender=str(self.id))


@dataclass(frozen=True, slots=True)
class Demand:
    """One order (outbound) to source. `nodes` limits who may serve it; None means everybody.

    `dispatch_by` and `due` are days from today. `may_split=False`: one node only. `may_be_short=False`: all or nothing.
    `use_reserve=True` (pick-up, counter sale): may take what a node keeps back for walk-in customers.
    """

    id: Id
    lines: tuple[Line, ...]
    region: Id | None = None
    nodes: frozenset[Id] | None = None
    dispatch_by: int | None = None
    due: int | None = None
    may_split: bool = True
    may_be_short: bool = True
    use_reserve: bool = False

    def __post_init__(self) -> None:
        if not self.lines:
            raise SourcingError("a demand needs at least one line", offender=str(self.id))


@dataclass(frozen=True, slots=True)
class Node:
    """A warehouse, store or supplier. `serves=None`: every region. `capacity`: parcels it can still ship today.

    `cut_off`: the minute of the day until which an order still leaves today. `reserve`: quantity per item kept back for
    walk-in customers. `taken`: orders already given to it today (the balance criterion). `handling`: cost per line.
    """

    id: Id
    priority: int = 0
    serves: frozenset[Id] | None = None
    capacity: int | None = None
    cut_off: int | None = None
    reserve: Number = 0
    taken: int = 0
    handling: Number = 0

    def __post_init__(self) -> None:
        if self.reserve < 0 or self.handling < 0 or (self.capacity is not None and self.capacity < 0):
            raise SourcingError("a node has no negative capacity, reserve or handling cost", offender=str(self.id))


@dataclass(frozen=True, slots=True)
class Lane:
    """From a node to a region: distance, days on the road, and freight as first weight + steps (首重 / 续重)."""

    distance: Number = 0
    days: int = 0
    first_weight: Number = 0
    first_price: Number = 0
    step_weight: Number = 1
    step_price: Number = 0

    def __post_init__(self) -> None:
        figures = (self.distance, self.days, self.first_weight, self.first_price, self.step_price)
        if min(figures) < 0 or self.step_weight <= 0:
            raise SourcingError("a lane has no negative figure and a positive step weight", offender=repr(self))


@dataclass(frozen=True, slots=True)
class Policy:
    """How plans are compared and how far the search goes. `now`: minute of the day, compared with cut-offs.

    `max_nodes`: most nodes for one order. `width`: how many nodes take part in combinations. `keep`: how many losing
    combinations the answer lists. `min_split_value`: least value of each parcel when an order is split.
    `parcel_penalty` and `short_penalty` (per unit) belong to the cost.
    """

    criteria: tuple[Criterion, ...] = tuple(Criterion)
    now: int = 0
    max_nodes: int = 2
    width: int = 20
    keep: int = 5
    min_split_value: Number = 0
    parcel_penalty: Number = 0
    short_penalty: Number = 0

    def __post_init__(self) -> None:
        if self.max_nodes < 1 or self.width < 1 or self.keep < 0 or len(set(self.criteria)) != len(self.criteria):
            raise SourcingError(
                "a policy needs at least one node per order and names no criterion twice", offender="policy"
            )
        if min(self.min_split_value, self.parcel_penalty, self.short_penalty) < 0:
            raise SourcingError("a policy has no negative value or penalty", offender="policy")


class Take(NamedTuple):
    """`qty` of a line is taken from a node."""

    line: Id
    node: Id
    qty: Number


class Short(NamedTuple):
    """`qty` of a line that no node serves."""

    line: Id
    qty: Number


class Candidate(NamedTuple):
    """A node, or a combination of nodes (who takes first stands first), with why it was chosen or lost."""

    nodes: tuple[Id, ...]
    why: Why
    figure: Number = 0
    against: Number = 0


class Sourced(NamedTuple):
    """The answer for one demand: what comes from where, what is short, and the candidates, best first."""

    demand: Id
    nodes: tuple[Id, ...]
    takes: tuple[Take, ...]
    short: tuple[Short, ...]
    cost: Number
    candidates: tuple[Candidate, ...]
