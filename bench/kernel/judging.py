"""How long a decision table of 20 rules takes to judge 1,000 orders: `python -m bench.kernel.judging`.

Prints milliseconds, the best and the median of 20 runs, for the first rule that holds and for every rule that holds,
on a temporary cluster. The bound that this is held against: 25 ms.
"""

import statistics
import time
from decimal import Decimal

from bench.kernel.database import database

ORDERS, RULES, RUNS = 1000, 20, 20


def main() -> None:
    with database():
        from tests.kernel import sample
        from tests.kernel.sample import AT, VOCABULARY, Line, Order
        from yunhe.kernel.conditions import parse
        from yunhe.kernel.decisions import Rule, every, first

        sample.tables()
        buyers = sample.Buyer.objects.bulk_create(sample.Buyer(name=f"B{n}", level=f"L{n % 5}") for n in range(200))
        orders = Order.objects.bulk_create(
            Order(number=f"N{n}", total=Decimal(n % 700), buyer=buyers[n % 200], remark="r" * (n % 3))
            for n in range(ORDERS)
        )
        Line.objects.bulk_create(
            Line(order=order, sku=f"S{i * n % 97}", qty=Decimal(i + 1))
            for n, order in enumerate(orders)
            for i in range(3)
        )
        rules = [Rule(f"r{n}", "", parse(_condition(n), VOCABULARY), {}, "bench", 1) for n in range(RULES)]
        chosen = Order.objects.filter(pk__in=[order.pk for order in orders])
        for judge in (first, every):
            runs = []
            for _run in range(RUNS):
                started = time.perf_counter()
                judge(rules, chosen, at=AT)
                runs.append(1000 * (time.perf_counter() - started))
            print(f"{judge.__name__:6} best {min(runs):.1f} ms, median {statistics.median(runs):.1f} ms")


def _condition(n: int) -> dict[str, object]:
    sku = f"S{n}"
    kinds = [
        {"field": "total", "op": ">", "value": 690 - n},
        {"all": [{"field": "level", "op": "=", "value": f"L{n % 5}"}, {"field": "total", "op": "<", "value": 5}]},
        {
            "some": "lines",
            "where": {"all": [{"field": "sku", "op": "=", "value": sku}, {"field": "qty", "op": ">", "value": 2}]},
        },
        {
            "any": [
                {"field": "remark", "op": "contains", "value": "x"},
                {"field": "placed_at", "op": "older_than_days", "value": 3},
            ]
        },
        {"not": {"field": "buyer", "op": "not_empty"}},
    ]
    return kinds[n % len(kinds)]


if __name__ == "__main__":
    main()
