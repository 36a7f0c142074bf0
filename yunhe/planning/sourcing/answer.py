"""The answer: the criteria strike plans out one after the other, the last one standing is booked."""

from typing import cast

from yunhe.planning.sourcing.board import Board
from yunhe.planning.sourcing.model import Candidate, Demand, Id, Number, Short, Sourced, Take, Why
from yunhe.planning.sourcing.plans import MEASURES, Mark, Plan, Scale, cost_of

_REASON = {criterion: Why(criterion.value) for criterion in MEASURES}


def choose(scale: Scale, plans: list[Plan]) -> tuple[Plan, list[Candidate]]:
    """The best of one or more plans, and all as candidates, best first: a plan that lost later stands higher.

    Of combinations at most `policy.keep` losers are listed.
    """
    struck: list[list[Candidate]] = []
    standing = list(plans)
    for criterion in scale.policy.criteria:
        if len(standing) == 1:
            break
        measure = MEASURES[criterion]
        marks = [measure(scale, plan) for plan in standing]
        best = min(marks)
        if marks.count(best) < len(marks):
            why = _REASON[criterion]
            losers = sorted(
                [(mark, at) for at, mark in enumerate(marks) if mark != best],
            )
            struck.append([_loser(scale.board, standing[at], why, mark, best) for mark, at in losers])
            standing = [plan for plan, mark in zip(standing, marks) if mark == best]
    standing.sort(key=_places)
    candidates = [Candidate(_nodes(scale.board, standing[0]), Why.CHOSEN)]
    candidates += [Candidate(_nodes(scale.board, plan), Why.ORDER) for plan in standing[1:]]
    for losers_of_one in reversed(struck):
        candidates += losers_of_one
    if len(plans) > scale.policy.keep:
        candidates = _fewer(candidates, scale.policy.keep)
    return standing[0], candidates


def answer(scale: Scale, demand: Demand, plan: Plan | None, candidates: tuple[Candidate, ...]) -> Sourced:
    """Book the plan on the board and write out what is taken where and what stays short."""
    if plan is None:
        short = tuple([Short(line.id, line.qty) for line in demand.lines])
        return Sourced(demand.id, (), (), short, scale.policy.short_penalty * sum(s.qty for s in short), candidates)
    takes: list[Take] = []
    for door, row in zip(plan.doors, plan.rows):
        node = scale.board.ids[door.at]
        moved: list[tuple[Id, Number]] = []
        for (_, parts, _, _), amount in zip(scale.units, row):
            if amount:
                for line, per in parts:
                    qty = per * amount
                    takes.append(Take(line.id, node, qty))
                    moved.append((line.item, qty))
        scale.board.book(door.at, moved)
    short = () if plan.rows[0] == [unit.need for unit in scale.units] else _short(demand, takes)
    return Sourced(demand.id, _nodes(scale.board, plan), tuple(takes), short, cost_of(scale, plan), candidates)


def _short(demand: Demand, takes: list[Take]) -> tuple[Short, ...]:
    rest = {line.id: line.qty for line in demand.lines}
    for take in takes:
        rest[take.line] -= take.qty
    return tuple([Short(line, qty) for line, qty in rest.items() if qty])


def _places(plan: Plan) -> tuple[int, ...]:
    return tuple([door.at for door in plan.doors])


def _nodes(board: Board, plan: Plan) -> tuple[Id, ...]:
    return tuple([board.ids[door.at] for door in plan.doors])


def _loser(board: Board, plan: Plan, why: Why, mark: Mark, best: Mark) -> Candidate:
    """With the two numbers that differ: of two lists of priorities the first, or else the number of nodes."""
    if isinstance(mark, tuple) and isinstance(best, tuple):
        pairs = [(a, b) for a, b in zip(mark, best) if a != b]
        why, mark, best = (why, *pairs[0]) if pairs else (Why.PARCELS, len(mark), len(best))
    return Candidate(_nodes(board, plan), why, cast(Number, mark), cast(Number, best))


def _fewer(candidates: list[Candidate], keep: int) -> list[Candidate]:
    kept: list[Candidate] = []
    combined = 0
    for candidate in candidates:
        combined += len(candidate.nodes) > 1
        if len(candidate.nodes) == 1 or combined <= keep + 1:
            kept.append(candidate)
    return kept
