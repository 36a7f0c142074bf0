"""Picking: metres per line by carts and walks, 10 aisles of 30 m, ABC 20/60, 120 orders of 1 to 5 lines, carts of 8.

python bench/planning/picking.py [SEEDS]     # default 100
"""

import random
import sys
import time

from yunhe.planning.batching import Cart, PickOrder, batch, batch_in_turn
from yunhe.planning.picking import Place, Warehouse, walk
from yunhe.planning.picking.policies import largest_gap, name_order, return_walk, s_shape

HALL = Warehouse(tuple(3.0 * aisle for aisle in range(10)), (0.0, 30.0), (4, 0))
CART = Cart(8)


def main() -> None:
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    batch(HALL, orders(0, 20), CART, tries=10)  # compiles
    metres: dict[str, float] = {}
    lines = 0
    worst = [100.0, 100.0]
    for seed in range(seeds):
        day = orders(seed, 120)
        lines += sum(len(order.places) for order in day)
        here = {"single orders, name order": sum(name_order(HALL, order.places).length for order in day)}
        here["single orders, shortest"] = sum(walk(HALL, order.places).length for order in day)
        for name, route in (
            ("name order", name_order),
            ("return", return_walk),
            ("largest gap", largest_gap),
            ("S-shape", s_shape),
            ("shortest", walk),
        ):
            here[f"FIFO carts, {name}"] = batch_in_turn(HALL, day, CART, route).length
        here["seed carts, shortest"] = batch(HALL, day, CART, tries=0).length
        here["ours"] = batch(HALL, day, CART, seed=seed).length
        for at, base in enumerate(("single orders, name order", "FIFO carts, S-shape")):
            worst[at] = min(worst[at], 100 * (1 - here["ours"] / here[base]))
        metres = {name: metres.get(name, 0) + length for name, length in here.items()}
    for name, length in metres.items():
        saved = [100 * (1 - length / metres[base]) for base in ("single orders, name order", "FIFO carts, S-shape")]
        print(
            f"{name:28} {length / lines:6.2f} m a line, {saved[0]:6.1f} % / {saved[1]:6.1f} % below the two baselines"
        )
    print(f"worst seed: {worst[0]:.1f} % / {worst[1]:.1f} %")
    for count in (200, 1000):
        began, cpu = time.perf_counter(), time.process_time()
        batch(HALL, orders(9, count), CART)
        print(
            f"{count} orders batched and routed: {time.perf_counter() - began:.2f} s, CPU {time.process_time() - cpu:.2f} s"
        )


def orders(seed: int, count: int) -> list[PickOrder]:
    """600 places, 30 a side; a fifth of them, anywhere in the hall, get 60 % of the lines."""
    rng = random.Random(seed)
    places = [
        Place(f"A{a + 1:02}-{k + 1:02}-{side}", a, 0.5 + k) for a in range(10) for k in range(30) for side in "LR"
    ]
    rng.shuffle(places)
    fast, slow = places[:120], places[120:]
    return [
        PickOrder(f"O{n}", tuple(rng.choice(fast if rng.random() < 0.6 else slow) for _ in range(rng.randint(1, 5))))
        for n in range(count)
    ]


if __name__ == "__main__":
    main()
