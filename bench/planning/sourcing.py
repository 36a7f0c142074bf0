"""Sourcing: seconds per batch in both modes, and how far the cost mode is from the proved optimum.

python bench/planning/sourcing.py                      # speed
python bench/planning/sourcing.py optimum 0 200 10     # cost mode against HiGHS on seeds 0 … 199, 10 s each
python bench/planning/sourcing.py optimum 0 200 120    # again, only those not yet proved
python bench/planning/sourcing.py table                # what results/sourcing.json holds
"""

import json
import random
import sys
import time
from pathlib import Path

from sourcing_cases import batch
from sourcing_optimum import optimum

from yunhe.planning.sourcing import Demand, Line, Node, Sourced, source
from yunhe.planning.sourcing.board import Board
from yunhe.planning.sourcing.cheapest import wish_of
from yunhe.planning.sourcing.columns import columns_of
from yunhe.planning.sourcing.cost import source_by_cost

RESULTS = Path(__file__).parent / "results" / "sourcing.json"


def main() -> None:
    if sys.argv[1:2] == ["optimum"]:
        against_the_optimum(range(int(sys.argv[2]), int(sys.argv[3])), float(sys.argv[4]))
        table()
    elif sys.argv[1:2] == ["table"]:
        table()
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


def against_the_optimum(seeds: range, limit: float) -> None:
    """Instances differ in how many nodes keep an item and in how scarce it is. Costs in fen, `limit` in seconds.

    Each row is kept at once; those proved, or already given as much time, are left alone.
    """
    for seed in seeds:
        kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        row = kept.get(str(seed))
        if row and (closed(row) or row["limit"] >= limit):
            continue
        rng = random.Random(seed)
        case = batch(seed, 60, 3, 8, 40, rng.uniform(1.1, 1.5), rng.uniform(0.8, 1.0))
        began = time.process_time()
        answers = source_by_cost(*case, seed=seed)
        between = time.process_time()
        best, bound = proved(case, answers, limit)
        own = sum(answer.cost for answer in answers)
        best, bound = min(best, own, row["best"] if row else own), max(bound, row["bound"] if row else 0.0)
        kept[str(seed)] = {
            "ours": own, "best": round(best), "bound": round(bound, 2), "limit": limit, "seconds": round(between - began, 2),
        }  # fmt: skip
        RESULTS.write_text(json.dumps(kept, indent=0) + "\n")
        print(seed, kept[str(seed)], "proved" if closed(kept[str(seed)]) else "open", flush=True)


def closed(row: dict) -> bool:
    """No plan is cheaper than the best found: costs are whole fen."""
    return bool(row["best"] - row["bound"] < 1)


def table() -> None:
    rows = json.loads(RESULTS.read_text()).values()
    done = [100 * (row["ours"] / row["best"] - 1) for row in rows if closed(row)]
    rest = [row for row in rows if not closed(row)]
    print(
        f"{len(rows)} instances, {sum(row['seconds'] for row in rows) / len(rows):.1f} s CPU each; {len(done)} proved: mean"
        f" {sum(done) / len(done):.3f} %, worst {max(done):.3f} %, {sum(gap == 0 for gap in done)} optimal"
    )
    for name in ("best", "bound"):
        gaps = [100 * (row["ours"] / row[name] - 1) for row in rows]
        print(f"all, above the {name}: mean {sum(gaps) / len(gaps):.3f} %, worst {max(gaps):.3f} %", end="; ")
        print(f"above 1 %: {sum(gap > 1 for gap in gaps)}, of them open: ", end="")
        print(sum(100 * (row["ours"] / row[name] - 1) > 1 for row in rest))


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
