"""What a batch of demands competes for: stock and capacity per node, and which nodes may serve whom."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from yunhe.planning.sourcing.model import Candidate, Demand, Id, Lane, Node, Number, SourcingError, Why

ENDLESS = 10**18  # stock of a supplier who takes any order
NO_LANE = Lane()

Stock = Mapping[tuple[Id, Id], Number | None]
Lanes = Mapping[tuple[Id, Id | None], Lane]


class Door(NamedTuple):
    """The node at a place of the board that may serve a region, the lane to it, the day of arrival from today."""

    at: int
    lane: Lane
    lead: int


class Board:
    """Stock left per node and item, capacity left and orders taken per node; changed by `book` only."""

    def __init__(self, nodes: Sequence[Node], stock: Stock, lanes: Lanes | None, now: int) -> None:
        self.nodes = nodes
        self.ids = [node.id for node in nodes]
        self.floor = [node.reserve for node in nodes]
        self.capacity = [ENDLESS if node.capacity is None else node.capacity for node in nodes]
        self.taken = [node.taken for node in nodes]
        self.left = _nested(self.ids, stock)
        self._lanes = lanes
        self._leaves = [int(node.cut_off is not None and now > node.cut_off) for node in nodes]
        self._doors: dict[tuple[object, ...], tuple[list[Door], tuple[Candidate, ...]]] = {}

    def doors(self, demand: Demand) -> tuple[list[Door], tuple[Candidate, ...]]:
        """The nodes that pass every filter that does not change during the batch, and why the others do not."""
        key = (demand.region, demand.nodes, demand.dispatch_by, demand.due)
        known = self._doors.get(key)
        if known is None:
            known = self._doors[key] = self._filter(demand)
        return known

    def book(self, index: int, goods: Iterable[tuple[Id, Number]]) -> None:
        """Take goods and one parcel's capacity from a node."""
        left = self.left[index]
        for item, qty in goods:
            left[item] -= qty
        self.capacity[index] -= 1
        self.taken[index] += 1

    def _filter(self, demand: Demand) -> tuple[list[Door], tuple[Candidate, ...]]:
        if demand.nodes is not None and not demand.nodes.issubset(self.ids):
            raise SourcingError("a demand allows a node that does not exist", offender=str(demand.id))
        opened: list[Door] = []
        closed: list[Candidate] = []
        for index, node in enumerate(self.nodes):
            lane = NO_LANE if self._lanes is None else self._lanes.get((node.id, demand.region))
            leaves = self._leaves[index]
            if demand.nodes is not None and node.id not in demand.nodes:
                closed.append(Candidate((node.id,), Why.EXCLUDED))
            elif node.serves is not None and demand.region not in node.serves:
                closed.append(Candidate((node.id,), Why.REGION))
            elif lane is None:
                closed.append(Candidate((node.id,), Why.LANE))
            elif demand.dispatch_by is not None and leaves > demand.dispatch_by:
                closed.append(Candidate((node.id,), Why.CUT_OFF, leaves, demand.dispatch_by))
            elif demand.due is not None and leaves + lane.days > demand.due:
                closed.append(Candidate((node.id,), Why.LATE, leaves + lane.days, demand.due))
            else:
                opened.append(Door(index, lane, leaves + lane.days))
        return opened, tuple(closed)


def _nested(ids: Sequence[Id], stock: Stock) -> list[dict[Id, Number]]:
    left: dict[Id, dict[Id, Number]] = {node: {} for node in ids}
    if len(left) != len(ids):
        raise SourcingError("two nodes have one id", offender=str(next(i for i in ids if list(ids).count(i) > 1)))
    for (node, item), qty in stock.items():
        if node not in left:
            raise SourcingError("stock at a node that does not exist", offender=str(node))
        if qty is not None and qty < 0:
            raise SourcingError("stock is negative", offender=f"{node}, {item}")
        left[node][item] = ENDLESS if qty is None else qty
    return list(left.values())
