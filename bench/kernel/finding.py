"""How long a search among 68,000 items takes, and how a list pages through 200,000: `python -m bench.kernel.finding`.

Items get names from the commodity words below with codes and barcodes. Prints the median of 15 runs per text typed, in
milliseconds, for the twenty best. The bound that this is held against: 30 ms.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from bench.kernel.database import database

ITEMS, LISTED, RUNS = 68_000, 200_000, 15
BRANDS = [
    "蒙牛",
    "伊利",
    "光明",
    "三元",
    "Nestlé",
    "农夫山泉",
    "康师傅",
    "统一",
    "海天",
    "金龙鱼",
    "双汇",
    "旺旺",
    "洽洽",
]
GOODS = ["纯牛奶", "酸牛奶", "奶粉", "矿泉水", "方便面", "酱油", "花生油", "火腿肠", "速溶咖啡", "雪饼", "瓜子", "面包"]
SIZES = ["250ml", "500ml", "1L", "1.5L", "100g", "500g", "1kg", "5kg", "12x1", "24x1"]
TYPED = ["牛奶", "牛", "纯牛奶 250", "cnn", "nn", "mengniu", "690", "SKU-04", "6900000012345", "火腿", "zzz"]


def main() -> None:
    with database():
        _search()
        _list()


def _search() -> None:
    from django.db import connection

    from yunhe.catalog.models import Item, Unit
    from yunhe.kernel.search import best_ids, matches, search_key

    rng, unit = random.Random(1), Unit.objects.create(code="ea", name="each")
    names = [f"{rng.choice(BRANDS)} {rng.choice(GOODS)} {rng.choice(SIZES)}" for _ in range(ITEMS)]
    started = time.perf_counter()
    keys = [search_key(name, f"SKU-{n:06}", f"69{n:011}") for n, name in enumerate(names)]
    print(f"{ITEMS} keys made in {time.perf_counter() - started:.1f} s")
    rows = [Item(code=f"SKU-{n:06}", name=name, unit=unit, search=keys[n]) for n, name in enumerate(names)]
    Item.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('item_search')")
        cursor.execute("ANALYZE catalog_item")
    for text in TYPED:
        found = Item.objects.filter(matches("search", text)).count()
        taken = _median(lambda text=text: best_ids(Item.objects.all(), "search", text))
        print(f"{text:16} {found:6} found, {taken:6.1f} ms")


def _list() -> None:
    from django.db import connection

    from tests.kernel import sample
    from tests.kernel.sample import AT, BOSS, ORDERS, Order
    from yunhe.kernel.listing import State, page_of

    sample.tables()
    buyers = sample.Buyer.objects.bulk_create(sample.Buyer(name=f"B{n}", level=f"L{n % 5}") for n in range(2_000))
    rows = [
        Order(
            number=f"N{n}", state=("held" if n % 500 == 0 else "new"), total=Decimal(n % 700), buyer=buyers[n % 2_000]
        )
        for n in range(LISTED)
    ]
    for minutes, row in enumerate(rows):
        row.placed_at = AT - timedelta(minutes=minutes)
    Order.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("CREATE INDEX ON sample_order (placed_at, id)")
        cursor.execute("CREATE INDEX ON sample_order (state)")
        cursor.execute("ANALYZE sample_order")
    deep = page_of(ORDERS, State(), actor=BOSS, at=AT)
    for _ in range(20):
        deep = page_of(ORDERS, State.parse(deep.next_url), actor=BOSS, at=AT)
    states = {
        "first page": State(),
        "page 22": State.parse(deep.next_url),
        "tab, summed": State.parse("f.state.eq=held"),
    }
    for name, state in states.items():
        print(f"{name:16} {_median(lambda state=state: page_of(ORDERS, state, actor=BOSS, at=AT)):6.1f} ms")


def _median(run: Callable[[], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


if __name__ == "__main__":
    main()
