"""Random batches for the sourcing benchmarks: cities on a map, zones by distance, stock that is scarce on purpose."""

import random

from yunhe.planning.sourcing import Demand, Lane, Line, Node, Policy


def batch(
    seed: int, orders: int, lines: int, nodes: int, items: int, cover: float, kept: float
) -> tuple[list[Demand], list[Node], dict[tuple[str, str], int], dict[tuple[str, str], Lane], Policy]:
    """`cover`: stock of an item over all nodes, as a share of what the batch wants of it (each item ±25 %).
    `kept`: the share of the nodes that keep an item, some much more of it than others.

    Money in fen, weights in grams, distances in kilometres. Every third node has room for a fifth of the orders.
    """
    rng = random.Random(seed)
    towns = [(rng.uniform(0, 2000), rng.uniform(0, 2000)) for _ in range(nodes)]
    regions = [(rng.uniform(0, 2000), rng.uniform(0, 2000)) for _ in range(12)]
    places = [
        Node(f"W{n}", priority=n % 3, capacity=orders // 5 if n % 3 == 2 else None, handling=rng.randint(40, 120))
        for n in range(nodes)
    ]
    lanes = {}
    for node, (x, y) in zip(places, towns):
        for r, (u, v) in enumerate(regions):
            km = round(((x - u) ** 2 + (y - v) ** 2) ** 0.5)
            zone = min(3, km // 500)
            lanes[node.id, f"R{r}"] = Lane(km, 1 + zone, 1000, 400 + 150 * zone, 1000, 100 + 90 * zone)
    weights = {f"I{i}": rng.choice((120, 300, 480, 900, 1500)) for i in range(items)}
    demands = []
    for o in range(orders):
        chosen = rng.sample(sorted(weights), lines)
        demands.append(
            Demand(
                f"O{o}",
                tuple(
                    Line(f"{o}.{k}", i, rng.randint(1, 3), weight=weights[i], value=2000) for k, i in enumerate(chosen)
                ),
                region=f"R{rng.randrange(12)}",
            )
        )
    wanted: dict[str, int] = {}
    for demand in demands:
        for line in demand.lines:
            wanted[line.item] = wanted.get(line.item, 0) + line.qty
    stock: dict[tuple[str, str], int] = {}
    for item, qty in wanted.items():
        keepers = rng.sample(places, max(2, round(nodes * kept)))
        sizes = [rng.expovariate(1) ** 2 for _ in keepers]
        for keeper in rng.choices(keepers, sizes, k=round(qty * cover * rng.uniform(0.75, 1.25))):
            place = keeper.id, item
            stock[place] = stock.get(place, 0) + 1
    return demands, places, stock, lanes, Policy(parcel_penalty=200, short_penalty=2500)
