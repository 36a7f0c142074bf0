"""Cost mode: the whole batch for the least sum of freight, handling, and penalties for parcels and for units short.

First each demand as cheap as it can. Where all fit beside each other that is the answer, proved. Where they do not,
the demands that pay for scarcity and those who hold what they want are dealt anew together (`anneal`).
"""

from collections.abc import Sequence

from yunhe.planning.sourcing.anneal import choose_columns
from yunhe.planning.sourcing.answer import answer
from yunhe.planning.sourcing.board import Board, Lanes, Stock
from yunhe.planning.sourcing.cheapest import Wish, alone, cheapest, nothing, wish_of
from yunhe.planning.sourcing.columns import Resource, columns_of
from yunhe.planning.sourcing.model import Candidate, Demand, Id, Node, Number, Policy, Sourced, Why
from yunhe.planning.sourcing.plans import Plan, Row, cost_of, goods

TOGETHER = 150  # demands dealt anew at once
ROUNDS = 80_000  # per demand dealt anew


def source_by_cost(
    demands: Sequence[Demand],
    nodes: Sequence[Node],
    stock: Stock,
    lanes: Lanes,
    policy: Policy,
    *,
    seed: int = 0,
    rounds: int = ROUNDS,
) -> list[Sourced]:
    """Serve the batch at the least total cost; arguments as of `source`, but the order of the demands is no rank.

    `rounds` per demand that competes for scarce goods limit the search; the same seed gives the same answer.
    Raises SourcingError, naming the row at fault.
    """
    batch = _Batch(Board(nodes, stock, lanes, policy.now), demands, policy)
    unhappy = batch.unhappy()
    if unhappy:
        rivals = batch.rivals(unhappy)
        for start in range(0, len(rivals), TOGETHER):
            batch.deal_anew(rivals[start : start + TOGETHER], seed, rounds)
    return batch.answers()


class _Batch:
    """The plans of all demands; the board shows what is left beside them."""

    def __init__(self, board: Board, demands: Sequence[Demand], policy: Policy) -> None:
        self.board = board
        self.wishes = [wish_of(board, policy, demand) for demand in demands]
        self.ideal = [cheapest(wish) for wish in self.wishes]
        self.full = [[alone(wish, door) for door in wish.doors] for wish in self.wishes]
        self.plans: list[Plan | None] = [None] * len(demands)
        self.costs: list[Number] = [nothing(wish) for wish in self.wishes]
        for index in self._by_loss(range(len(demands))):
            self._set(index, *cheapest(self.wishes[index]))

    def unhappy(self) -> list[int]:
        """The demands that would be cheaper if they were alone."""
        return [index for index, (cost, _) in enumerate(self.ideal) if self.costs[index] > cost]

    def rivals(self, unhappy: list[int]) -> list[int]:
        """They and all that take an item, or a parcel of a full node, which they could use; largest loss first."""
        wanted: set[Resource] = set()
        for index in unhappy:
            items = {line.item for line in self.wishes[index].demand.lines}
            wanted.update((door.at, item) for door in self.wishes[index].doors for item in items)
            wanted.update((door.at, None) for door in self.wishes[index].doors if self.board.capacity[door.at] <= 0)
        able = [index for index in range(len(self.plans)) if wanted.intersection(q[:2] for q in self._uses(index))]
        return self._by_loss(set(able).union(unhappy))

    def deal_anew(self, group: list[int], seed: int, rounds: int) -> None:
        """Choose plans for the group together; keep them only if they are cheaper than what it has."""
        before = [(index, self.costs[index], self.plans[index]) for index in group]
        for index in group:
            self._take_out(index)
        tables = [columns_of(self.wishes[index]) for index in group]
        left = {resource: self._left(resource) for table in tables for resource in table.resources}
        unserved = [float(nothing(self.wishes[index])) for index in group]
        for index, table, column in zip(
            group, tables, choose_columns(tables, unserved, left, seed=seed, rounds=rounds * len(group))
        ):
            plan = None if column is None else table.plan(column)
            if plan is not None and self._fits(index, plan):
                self._set(index, cost_of(self.wishes[index].scale, plan), plan)
        for index in group:
            cost, plan = self.costs[index], self.plans[index]
            self._take_out(index)
            self._set(index, *min((cheapest(self.wishes[index]), (cost, plan)), key=lambda pair: pair[0]))
        if sum(self.costs[index] for index in group) > sum(cost for _, cost, _ in before):
            for index in group:
                self._take_out(index)
            for index, cost, plan in before:
                self._set(index, cost, plan)

    def answers(self) -> list[Sourced]:
        return [self._answer(index) for index in range(len(self.wishes))]

    def _by_loss(self, group: Sequence[int] | set[int] | range) -> list[int]:
        """Those for whom not being served would cost most stand first."""
        return sorted(group, key=lambda index: (self.ideal[index][0] - nothing(self.wishes[index]), index))

    def _uses(self, index: int) -> list[tuple[int, Id | None, Number]]:
        """(place, item, quantity) of what the plan takes, and (place, None, 1) for each parcel."""
        plan, units = self.plans[index], self.wishes[index].scale.units
        if plan is None:
            return []
        taken = [(door.at, item, qty) for door, row in zip(plan.doors, plan.rows) for item, qty in goods(units, row)]
        return [*taken, *[(door.at, None, 1) for door in plan.doors]]

    def _left(self, resource: Resource) -> float:
        at, item = resource
        if item is None:
            return float(self.board.capacity[at])
        return float(max(0, self.board.left[at].get(item, 0) - self.board.floor[at]))

    def _fits(self, index: int, plan: Plan) -> bool:
        """Whether the exact quantities fit; the program that chose the plan counts in floating point."""
        for door, row in zip(plan.doors, plan.rows):
            wanted: dict[Id, Number] = {}
            for item, qty in goods(self.wishes[index].scale.units, row):
                wanted[item] = wanted.get(item, 0) + qty
            floor = 0 if self.wishes[index].demand.use_reserve else self.board.floor[door.at]
            left = self.board.left[door.at]
            if self.board.capacity[door.at] <= 0 or any(qty > left[item] - floor for item, qty in wanted.items()):
                return False
        return True

    def _set(self, index: int, cost: Number, plan: Plan | None) -> None:
        self.plans[index], self.costs[index] = plan, cost
        self._move(index, -1)

    def _take_out(self, index: int) -> None:
        self._move(index, 1)
        self.plans[index], self.costs[index] = None, nothing(self.wishes[index])

    def _move(self, index: int, sign: int) -> None:
        for at, item, qty in self._uses(index):
            if item is None:
                self.board.capacity[at] += sign
            else:
                self.board.left[at][item] += sign * qty

    def _answer(self, index: int) -> Sourced:
        wish, plan, cost = self.wishes[index], self.plans[index], self.costs[index]
        self._take_out(index)
        others = [
            self._other(wish, door.at, row, full, cost_of(wish.scale, Plan((door,), (row,))), cost)
            for door, full in zip(wish.doors, self.full[index])
            if (row := alone(wish, door)) is not None and (plan is None or plan.doors != (door,))
        ]
        others.sort(key=lambda candidate: (candidate.why is not Why.COST, candidate.figure))
        chosen = [] if plan is None else [Candidate(tuple([self.board.ids[d.at] for d in plan.doors]), Why.CHOSEN)]
        return answer(wish.scale, wish.demand, plan, (*chosen, *others, *self.board.doors(wish.demand)[1]))

    def _other(self, wish: Wish, at: int, row: Row, full: Row, own: Number, cost: Number) -> Candidate:
        """Why one node alone is not the answer, beside all other plans of the batch."""
        node = (self.board.ids[at],)
        needs = [unit.need for unit in wish.scale.units]
        if self.board.capacity[at] <= 0:
            return Candidate(node, Why.CAPACITY)
        if row == needs:
            return Candidate(node, Why.COST, own, cost)
        covered = sum([len(unit.parts) for unit, n in zip(wish.scale.units, row) if n == unit.need])
        return Candidate(node, Why.TAKEN if full == needs else Why.STOCK, covered, len(wish.demand.lines))
