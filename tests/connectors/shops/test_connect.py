"""Connecting shops, and what the handlers ask of the database."""

import asyncio
from decimal import Decimal

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.connectors.carriers.test_jobs import until_done
from tests.connectors.shops.conftest import Mall, offers
from tests.laws.test_many_first import statements
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY, World, build
from yunhe import loop
from yunhe.catalog.models import Item
from yunhe.cli.worker import work
from yunhe.connectors.models import Feed
from yunhe.connectors.shops.commands import FeedRow, connect
from yunhe.connectors.shops.handlers import compare, follow_stock
from yunhe.connectors.shops.tasks import compare_all
from yunhe.kernel.events import Recorded
from yunhe.kernel.events.pump import drain
from yunhe.kernel.models import Event
from yunhe.oms.models import Shop
from yunhe.stock.models import Policy

D = Decimal


def test_each_wrong_row_says_why_and_the_good_one_passes(shop_world: ShopWorld) -> None:
    Shop.objects.bulk_create(
        [Shop(code=code, name=code, entity=shop_world.world.entity) for code in ("T2", "T3", "T4")]
    )
    rows = [
        FeedRow("T1", "https://shop.example/yunhe", {"key": "k", "secret": "s3cret"}, warehouses=["SOUTH"]),
        FeedRow("T2", "shop.example"),
        FeedRow("T3", "https://x", warehouses=["WEST"]),
        FeedRow("T4", "https://x", keep_back=D(-1)),
        FeedRow("T9", "https://x"),
    ]
    outcome = connect(rows, by=BY, at=AT)
    assert outcome.done == ["T1"]
    assert {code: reason.code for code, reason in outcome.refused.items()} == {
        **{"T2": "no_address", "T3": "no_warehouse", "T4": "below_zero", "T9": "no_shop"},
    }
    feed = Feed.objects.get()
    assert (feed.warehouses, "s3cret" in feed.sealed) == ([shop_world.world.south], False)


def test_credentials_stay_when_none_are_given(shop_world: ShopWorld) -> None:
    connect([FeedRow("T1", "https://a", {"key": "k"})], by=BY, at=AT)
    [sealed] = Feed.objects.values_list("sealed", flat=True)
    connect([FeedRow("T1", "https://b", keep_back=D(2), active=False)], by=BY, at=AT)
    feed = Feed.objects.get()
    assert (feed.sealed, feed.endpoint, feed.keep_back, feed.active) == (sealed, "https://b", 2, False)
    kinds = Event.objects.filter(subject_kind="shop").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["ShopConnected", "ShopDisconnected"]


def test_a_shop_that_is_not_connected_is_told_nothing(mall: Mall) -> None:
    shelf = mall.open("T1")
    mall.settle()
    connect([FeedRow("T1", mall.addresses["T1"], active=False)], by=BY, at=AT)
    before = shelf.requests
    mall.w.world.stock("TEA", 5)
    mall.settle()
    compare(by=BY, at=AT)
    assert (shelf.requests, mall.work(), offers()["TEA"][0]) == (before, [], 0)


def test_the_clock_counts_what_no_event_tells_and_asks_again(mall: Mall) -> None:
    """Fails when compare_all counts nothing, or asks only for what it has found itself."""
    w = mall.w.world
    w.stock("TEA", 5)
    shelf = mall.open("T1")
    mall.settle()
    Policy.objects.create(item=w.items["TEA"], warehouse_id=w.east, safety=2)
    compare_all(at=AT)
    assert offers()["TEA"] == (3, 5)
    ProcrastinateJob.objects.all().delete()  # as if the job had been lost
    compare(by=BY, at=AT)
    compare(by=BY, at=AT)
    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["shops.compare"]
    mall.work()
    assert (shelf.quantities()["TEA"], offers()["TEA"]) == (3, (3, 3))


def test_a_worker_tells_by_itself(mall: Mall) -> None:
    """From the command over event, handler and job to the shop, with the loop's own subscriptions and a real worker."""
    mall.w.world.stock("TEA", 5)
    shelf = mall.open("T1")
    drain(loop.SUBSCRIPTIONS, at=AT)
    asyncio.run(work(until_done))
    assert shelf.quantities()["TEA"] == 5
    assert set(ProcrastinateJob.objects.values_list("task_name", "status")) == {
        ("shops.compare", "succeeded"),
        ("shops.tell", "succeeded"),
    }


def test_without_a_connected_shop_an_event_costs_one_look(db_tx: None) -> None:
    """Fails when the handler asks what the events touch before it knows that somebody wants to hear it."""
    events = planned(build(), 3)
    assert statements(lambda: follow_stock(events, by=BY, at=AT)) == 1


def test_as_many_statements_for_a_thousand_items_as_for_ten(db_tx: None) -> None:
    world = build()
    shop = Shop.objects.create(code="T1", name="店", entity=world.entity)
    Feed.objects.create(shop=shop, endpoint="http://t1")
    unit = world.units["pcs"]
    Item.objects.bulk_create([Item(code=f"I{n}", name="物", unit=unit) for n in range(1_000)])
    counts = []
    for n in (10, 1_000):
        ProcrastinateJob.objects.all().delete()
        events = received(world, n)
        counts.append(statements(lambda events=events: follow_stock(events, by=BY, at=AT)))
    assert counts == [4, 4]  # lock, count and keep, which jobs wait, one job
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM connectors_offer")
        assert cursor.fetchone() == (1_000,)


def planned(world: World, count: int) -> list[Recorded]:
    ids = [world.outbound(("TEA", 1)) for _ in range(count)]
    return [recorded("OutboundPlanned", "outbound", id, {"warehouse": world.east}) for id in ids]


def received(world: World, count: int) -> list[Recorded]:
    items = list(Item.objects.filter(code__startswith="I").order_by("id").values_list("id", flat=True)[:count])
    return [recorded("GoodsReceived", "inbound", 1, {"warehouse": world.east, "items": items})]


def recorded(kind: str, of: str, subject: int, payload: dict[str, object]) -> Recorded:
    return Recorded(1, 1, kind, of, subject, None, AT.date(), AT, "test", payload)
