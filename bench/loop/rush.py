"""A rush for 50 units: 64 clients at the checkout, and the same wish 2,000 times as paid orders of a marketplace.

The checkout's floor does the same with bare SQL: lock the level, count, insert hold and allocation, a transaction each.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg

from bench.loop import shops
from bench.loop.measuring import Spread
from bench.loop.setting import BATCH, Setting

CLIENTS, ATTEMPTS, UNITS = 64, 2_000, 50
RUNS = 5


def reserve(setting: Setting) -> dict[str, Any]:
    """2,000 attempts at one unit by 64 clients, each a thread with its own connection; the floor the same way."""
    from django.db import connection, connections

    connections.close_all()
    connection.close_pool()
    connections.settings["default"]["OPTIONS"].pop("pool", None)  # from here on a connection per client
    attempts = 200 if setting.quick else ATTEMPTS
    rates: dict[str, list[float]] = {"floor": [], "yunhe": []}
    answers: Counter[str] = Counter()
    for n in range(setting.times(RUNS)):
        item = _item(f"R{n}")
        seconds, sold = _race(attempts, _floor_client(setting.url, item))
        assert sold["sold"] == min(UNITS, attempts), sold
        rates["floor"].append(attempts / seconds)
        item = _item(f"Q{n}")
        seconds, sold = _race(attempts, _client(setting, item))
        answers += sold
        rates["yunhe"].append(attempts / seconds)
    connection.close()
    figures = {name: Spread.of(found).json(0) for name, found in rates.items()}
    return {
        "reserve_now": {
            "clients": CLIENTS,
            "attempts": attempts,
            "answers_per_run": {name: n / len(rates["yunhe"]) for name, n in sorted(answers.items())},
            "attempts_per_second": figures["yunhe"],
            "floor_attempts_per_second": figures["floor"],
            "vs_floor": Spread.of(a / b for a, b in zip(rates["yunhe"], rates["floor"])).json(3),
        }
    }


def marketplace(setting: Setting) -> dict[str, Any]:
    """2,000 paid orders of one unit, 50 on hand, by the intake path, with two connected shops beside it; what became of
    them, and how often each shop was told that nothing is left."""
    item = _item("M0")
    count = 200 if setting.quick else ATTEMPTS
    with shops.connected(setting.company.entity) as shelves:
        found = shops.beside(lambda: _take_in(item, count))
    zeros = {
        code: sum(word.sku == item.code and word.qty == 0 for word in shelf.heard) for code, shelf in shelves.items()
    }
    return {"marketplace": found | {"zeros_told": zeros}}


def _take_in(item: Any, count: int) -> dict[str, Any]:
    from bench.loop.company import AT, BY, REGIONS
    from yunhe.kernel.models import Case
    from yunhe.oms import commands as oms
    from yunhe.oms.messages import Message, MessageAddress, MessageLine
    from yunhe.oms.models import OrderLine

    cases = Case.objects.count()
    came = [
        Message(
            shop="T1",
            external_id=f"M{n}",
            version=AT,
            placed_at=AT,
            lines=[MessageLine(sku=item.code, qty=Decimal(1), price_incl=Decimal("9.90"))],
            address=MessageAddress(
                recipient=f"买家{n}", phone=f"139{n:08}", region_code=REGIONS[0], detail=f"人民路 {n} 号"
            ),
        )
        for n in range(count)
    ]
    start = time.perf_counter()
    accepted = allocated = short = 0
    for first in range(0, count, BATCH):
        ids = list(oms.intake(came[first : first + BATCH], by=BY, at=AT).made.values())
        served = oms.allocate(oms.audit(ids, by=BY, at=AT).done, by=BY, at=AT).done
        waiting = OrderLine.objects.filter(order__in=served, short__gt=0).count()
        accepted, allocated, short = accepted + len(ids), allocated + len(served) - waiting, short + waiting
    seconds = time.perf_counter() - start
    return {
        "accepted": accepted,
        "allocated": allocated,
        "short": short,
        "cases": Case.objects.count() - cases,
        "orders_per_second": round(count / seconds, 1),
    }


def _item(code: str) -> Any:
    """A fresh item of which one warehouse has the 50 units."""
    from bench.loop.company import AT, BY, open_stock
    from yunhe.catalog import commands as catalog
    from yunhe.catalog.commands import ItemRow
    from yunhe.catalog.models import Item

    catalog.save_items([ItemRow(code, code)], by=BY, at=AT)
    open_stock([code], Decimal(UNITS), ("EAST",))
    return Item.objects.get(code=code)


def _race(attempts: int, client: Callable[[], Callable[[int], str]]) -> tuple[float, Counter[str]]:
    """Seconds for all attempts, shared by 64 threads that are connected before the start, and the answers."""
    said: list[str] = []
    left = iter(range(attempts))
    gate = threading.Barrier(CLIENTS + 1)

    def hand() -> None:
        try_one = client()
        gate.wait()
        while (n := next(left, None)) is not None:
            said.append(try_one(n))
        try_one(-1)

    threads = [threading.Thread(target=hand) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    while len(said) < attempts:
        time.sleep(0.001)
        assert any(thread.is_alive() for thread in threads) or len(said) == attempts, "a client has died"
    seconds = time.perf_counter() - start
    for thread in threads:
        thread.join()
    return seconds, Counter(said)


def _client(setting: Setting, item: Any) -> Callable[[], Callable[[int], str]]:
    from django.db import connection

    from bench.loop.company import AT, BY
    from yunhe.stock import commands as stock
    from yunhe.stock.commands.holds import Reservation

    warehouse, owner = setting.company.warehouses[0], setting.company.owner

    def connect() -> Callable[[int], str]:
        connection.ensure_connection()

        def attempt(n: int) -> str:
            if n < 0:
                connection.close()
                return ""
            row = Reservation(f"{item.code}-{n}", warehouse, owner, [(item.id, Decimal(1))])
            outcome = stock.reserve_now([row], by=BY, at=AT)
            return "sold" if outcome.done else outcome.refused[row.key].code

        return attempt

    return connect


def _floor_client(url: str, item: Any) -> Callable[[], Callable[[int], str]]:
    def connect() -> Callable[[int], str]:
        connection = psycopg.connect(url)

        def attempt(n: int) -> str:
            if n < 0:
                connection.close()
                return ""
            with connection.transaction():
                level, free = _one(
                    connection,
                    "SELECT id, on_hand - allocated FROM stock_level WHERE item_id = %s AND grade = 'good' FOR UPDATE",
                    [item.id],
                )
                if free < 1:
                    return "short"
                connection.execute("UPDATE stock_level SET allocated = allocated + 1 WHERE id = %s", [level])
                (hold,) = _one(
                    connection,
                    "INSERT INTO stock_hold (kind, key, made_at) VALUES ('checkout', %s, now()) RETURNING id",
                    [f"floor-{item.code}-{n}"],
                )
                connection.execute(
                    """INSERT INTO stock_allocation (id, level_id, qty, hold_id, closed_as)
                       VALUES (nextval('stock_ledger_seq'), %s, 1, %s, '')""",
                    [level, hold],
                )
            return "sold"

        return attempt

    return connect


def _one(connection: psycopg.Connection[Any], statement: str, values: list[Any]) -> tuple[Any, ...]:
    found = connection.execute(statement, values).fetchone()
    assert found is not None
    return found
