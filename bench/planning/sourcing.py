"""Sourcing: seconds per batch in both modes, and how far the cost mode is from the proved optimum.

python bench/planning/sourcing.py                 # speed
python bench/planning/sourcing.py optimum 0 200   # cost mode against HiGHS on seeds 0 … 199
"""

import random
import sys
import time

from sourcing_cases import batch
from sourcing_optimum import optimum

from yunhe.planning.sourcing import Demand, Line, Node, Sourced, source
from yunhe.planning.sourcing.board import Board
from yunhe.planning.sourcing.cheapest import wish_of
from yunhe.planning.sourcing.columns import columns_of
from yunhe.planning.sourcing.cost import source_by_cost


def main() -> None:
    if sys.argv[1:2] == ["optimum"]:
        against_the_optimum(int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]) if len(sys.argv) > 4 else 300)
    else:
        speed()


def speed() -> None:
    one = [Demand(o, tuple(Line((o, i), i, 2) for i in random.Random(o).sample(range(1000), 3))) for o in range(1000)]
    plenty = {("W", i): 10**6 for i in range(1000)}
    print(
        f"ordered, 1,000 orders x 3 lines, one node: {best_of(5, source, one, [Node('W')], plenty) * 1000:.1f} µs an order"
    )
    for kept, cover in ((1.0, 5.0), (0.5, 1.1), (0.25, 1.0), (0.5, 0.7)):
        demands, nodes, stock, lanes, policy = batch(1, 1000, 3, 20, 500, cover, kept)
        seconds = best_of(3, source, demands, nodes, stock, lanes, policy)
        answers = source(demands, nodes, stock, lanes, policy)
        split, short = sum(len(a.nodes) > 1 for a in answers), sum(bool(a.short) for a in answers)
        print(
            f"ordered, 1,000 x 3 x 20, items at {kept:.0%}, cover {cover}: {seconds:.2f} s, split {split}, short {short}"
        )
    for orders, nodes_, items in ((60, 8, 40), (1000, 20, 500)):
        case = batch(1, orders, 3, nodes_, items, 1.1, 0.75)
        source_by_cost(*case, rounds=1)  # compiles
        print(f"cost, {orders} x 3 x {nodes_}, scarce: {best_of(1, source_by_cost, *case):.2f} s")


def against_the_optimum(first: int, last: int, limit: float) -> None:
    """Instances differ in how many nodes keep an item and in how scarce it is. Costs in fen, `limit` in seconds."""
    gaps = []
    for seed in range(first, last):
        rng = random.Random(seed)
        case = batch(seed, 60, 3, 8, 40, rng.uniform(1.1, 1.5), rng.uniform(0.8, 1.0))
        began = time.perf_counter()
        answers = source_by_cost(*case, seed=seed)
        own = sum(answer.cost for answer in answers)
        between = time.perf_counter()
        best, bound = proved(case, answers, limit)
        seconds = time.perf_counter() - between
        gaps.append(100 * (own / min(best, own) - 1))
        state = "proved" if min(best, own) - bound < 1 else f"open, bound {100 * (own / bound - 1):.2f} % below ours"
        print(
            f"{seed} ours {own} HiGHS {best:.0f} {state}, gap {gaps[-1]:.3f} %, {between - began:.1f} s / {seconds:.1f} s",
            flush=True,
        )
    print(f"mean {sum(gaps) / len(gaps):.3f} %, worst {max(gaps):.3f} %, above 1 %: {sum(gap > 1 for gap in gaps)}")


def proved(case: tuple, answers: list[Sourced], seconds: float) -> tuple[float, float]:
    """(cost, bound) by HiGHS over every way to serve every demand."""
    demands, nodes, stock, lanes, policy = case
    board = Board(nodes, stock, lanes, policy.now)
    tables = [columns_of(wish_of(board, policy, demand)) for demand in demands]
    left = {(at, None): float(room) for at, room in enumerate(board.capacity)}
    for at, items in enumerate(board.left):
        left |= {(at, line.item): float(items.get(line.item, 0)) for demand in demands for line in demand.lines}
    nothing = [float(policy.short_penalty * sum(line.qty for line in demand.lines)) for demand in demands]
    result = optimum(tables, nothing, left, [uses(*pair, board) for pair in zip(demands, answers)], seconds)
    return result.cost, result.bound


def uses(demand: Demand, answer: Sourced, board: Board) -> dict[tuple[int, object], float]:
    """What an answer takes of each node's stock and capacity."""
    place = {node: at for at, node in enumerate(board.ids)}
    items = {line.id: line.item for line in demand.lines}
    taken: dict[tuple[int, object], float] = {(place[node], None): 1.0 for node in answer.nodes}
    for take in answer.takes:
        key = place[take.node], items[take.line]
        taken[key] = taken.get(key, 0.0) + take.qty
    return taken


def best_of(times: int, function, *arguments) -> float:
    """CPU seconds of the fastest run, one thread."""
    seconds = []
    for _ in range(times):
        began = time.process_time()
        function(*arguments)
        seconds.append(time.process_time() - began)
    return min(seconds)


if __name__ == "__main__":
    main()
