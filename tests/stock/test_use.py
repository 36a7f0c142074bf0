"""What was used of a level on a day: kept with the moves, made from them by the migration, rebuilt from them."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.badday.stories import healthy
from tests.world import AT, BY, TODAY, World
from yunhe.catalog.models import Item
from yunhe.kernel.models import Event
from yunhe.stock import commands as stock
from yunhe.stock.commands.moving import NewTransfer
from yunhe.stock.models import Level, Use
from yunhe.stock.queries import positions

D = Decimal
FEBRUARY, MONTH_AGO = AT - timedelta(days=280), AT - timedelta(days=30)


def used() -> Iterator[tuple[str, int, date, Decimal]]:
    yield from Use.objects.order_by("day", "level__item__code", "level__warehouse").values_list(
        "level__item__code", "level__warehouse", "day", "qty"
    )


def live(world: World) -> list[tuple[str, int, date, Decimal]]:
    """Sales of two days, from two warehouses, and a transfer; what was used by them."""
    for at in (FEBRUARY, MONTH_AGO):
        world.stock("TEA", 20, at=at)
        world.stock("CUP", 20, at=at)
        stock.ship_whole(
            [world.outbound(("TEA", 2), ("CUP", 5), at=at), world.outbound(("TEA", 4), at=at)], by=BY, at=at
        )
    world.stock("TEA", 10, world.south, at=MONTH_AGO)
    stock.ship_whole([world.outbound(("TEA", "1.5"), warehouse=world.south, at=MONTH_AGO)], by=BY, at=MONTH_AGO)
    stock.ship_whole([world.outbound(("TEA", 3), at=MONTH_AGO)], by=BY, at=MONTH_AGO)
    new = NewTransfer(world.east, world.south, world.owner, world.entity.id, TODAY, [(world.items["TEA"].id, D(7))])
    stock.ship_whole(stock.transfer([new], by=BY, at=AT).done, by=BY, at=AT)
    return [
        ("CUP", world.east, FEBRUARY.date(), D(5)),
        ("TEA", world.east, FEBRUARY.date(), D(6)),
        ("CUP", world.east, MONTH_AGO.date(), D(5)),
        ("TEA", world.east, MONTH_AGO.date(), D(9)),
        ("TEA", world.south, MONTH_AGO.date(), D("1.5")),
    ]


def test_what_is_shipped_is_used_and_what_is_moved_is_not(world: World) -> None:
    """Fails when a shipment is not added to its day, or a transfer is."""
    expected = live(world)
    assert list(used()) == expected
    (found,) = positions([(world.items["TEA"].id, world.east)], TODAY)
    assert (found.months, found.per_day) == ((D(6), D(9)), D("0.1"))
    assert healthy() == {}


def test_it_is_rebuilt_from_the_moves(world: World) -> None:
    """Fails when a lost row does not come back, a wrong one stays, or one of nothing keeps its figure."""
    expected = live(world)
    wrong = Use.objects.get(level__item__code="CUP", day=FEBRUARY.date())
    Use.objects.filter(id=wrong.id).update(qty=9)
    Use.objects.filter(day=MONTH_AGO.date()).delete()
    Use.objects.create(level_id=wrong.level_id, day=TODAY, qty=3)
    assert set(healthy()) == {"use_is_summed"}
    assert stock.rebuild_balances(["use_is_summed"], by=BY, at=AT).made == {"use_is_summed": 5}
    assert healthy() == {}
    assert {row for row in used() if row[3]} == set(expected)
    assert Event.objects.get(kind="BalanceRebuilt").payload["figures"][0] == f"{wrong.id}: 9.000000 → 5.000000"


def test_the_migration_counts_what_was_used_before_it(world: World) -> None:
    """Fails when a company that upgrades begins with no use."""
    expected = live(world)
    Use.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(import_module("yunhe.stock.migrations.0003_use").FILLED)
    assert set(used()) == set(expected)


def test_twice_the_places_are_twice_the_work(world: World) -> None:
    """Fails when each place is compared with the uses of all others, as it was once."""
    tea = world.items["TEA"]
    items = Item.objects.bulk_create(Item(code=f"I{n}", name=f"{n}", unit=tea.unit) for n in range(80))
    levels = Level.objects.bulk_create(Level(item=one, warehouse_id=world.east, owner_id=world.owner) for one in items)
    days = [TODAY - timedelta(days=30 * n) for n in range(10)]
    Use.objects.bulk_create(Use(level=level, day=day, qty=1) for level in levels for day in days)
    places = [(one.id, world.east) for one in items]
    assert [p.months for p in positions(places, TODAY)] == [(D(1),) * 10] * 80
    assert rows(places) < 2.5 * rows(places[:40])  # the square would be 4


def rows(places: list[tuple[int, int]]) -> int:
    """How many rows PostgreSQL handles to tell the positions of these places, with those that it looks at and drops."""

    def of(node: dict[str, Any]) -> int:
        looked_at = sum(v for k, v in node.items() if k == "Actual Rows" or k.startswith("Rows Removed"))
        return int(looked_at * node["Actual Loops"]) + sum(of(one) for one in node.get("Plans", []))

    with CaptureQueriesContext(connection) as said, connection.cursor() as cursor:
        positions(places, TODAY)
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {said.captured_queries[0]['sql']}")
        (plan,) = cursor.fetchone()
    return of(plan[0]["Plan"])
