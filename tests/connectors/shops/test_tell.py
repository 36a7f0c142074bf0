"""Shops are told over HTTP: nothing left at once and once, the newest word last, whatever the shop does."""

from decimal import Decimal

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sim.shop.faults import Faults
from tests.connectors.shops.conftest import CREDENTIALS, LATER, Mall, offers
from tests.world import AT, BY
from yunhe.connectors.models import Feed, Offer
from yunhe.connectors.shops.client import ShopClient
from yunhe.connectors.shops.commands import FeedRow, connect
from yunhe.connectors.shops.telling import tell
from yunhe.kernel.models import Case, Event
from yunhe.oms import commands as oms
from yunhe.oms.models import OrderLine, ShopItem
from yunhe.stock import commands as stock
from yunhe.stock.commands.holds import Reservation

D = Decimal
ADDRESS = {"recipient": "王小明", "region_code": "310104", "detail": "漕溪北路 88 号"}


@pytest.fixture
def mall(mall: Mall) -> Mall:
    """5 TEA and nothing else; a connected shop shows that."""
    mall.w.world.stock("TEA", 5)
    mall.open("T1", own_codes=True)
    mall.settle()
    assert mall.shelves["T1"].quantities() == {**dict.fromkeys(["CAKE", "CUP", "FLOUR", "GIFT", "MILK"], 0), "TEA": 5}
    return mall


def rush(mall: Mall, count: int) -> list[int]:
    """Paid orders of one TEA each, twelve at a time, with the loop and its jobs running in between."""
    ids: list[int] = []
    for first in range(0, count, 12):
        came = [
            mall.w.message(("TEA", 1, "9.90"), id=f"R{n}", address={**ADDRESS, "phone": f"139{n:08}"})
            for n in range(first, min(first + 12, count))
        ]
        ids += oms.intake(came, by=BY, at=AT).made.values()
        mall.settle()
    return ids


def test_a_rush_tells_every_shop_once_that_nothing_is_left(mall: Mall) -> None:
    """Fails when a figure that has not changed is a change (KEEP without WHERE and with AS_TOLD never: each of the two is
    enough): a zero for every batch of orders."""
    mall.open("T2")
    mall.settle()
    orders = rush(mall, 60)
    short = OrderLine.objects.filter(order__in=orders, short__gt=0).count()
    assert (len(orders), short) == (60, 55)
    mall.w.world.stock("TEA", 30)
    mall.settle()
    for shelf in mall.shelves.values():
        assert [w.qty for w in shelf.heard if w.sku == "TEA"] == [5, 0]
    assert Event.objects.filter(kind="SoldOutTold").count() == 2
    mall.w.world.stock("TEA", 40)
    mall.settle()
    for shelf in mall.shelves.values():
        assert [w.qty for w in shelf.heard if w.sku == "TEA"] == [5, 0, 15]
    told = Event.objects.filter(kind="OnSaleTold").values_list("subject_kind", "payload")
    assert list(told) == [("shop", {"items": [mall.w.world.items["TEA"].id]})] * 2


def test_nothing_left_goes_at_once_and_a_raise_waits_for_a_round(mall: Mall) -> None:
    """Fails when a job that waits for its time holds up the urgent one: the same lock and the same priority."""
    mall.w.world.stock("CUP", 1)
    mall.w.run()
    waiting = ProcrastinateJob.objects.get()
    assert (waiting.priority, waiting.scheduled_at is not None) == (0, True)
    mall.w.world.outbound(("TEA", 5))
    mall.w.run()
    mall.w.world.outbound(("CUP", 1))
    mall.w.run()
    jobs = ProcrastinateJob.objects.order_by("id").values_list("priority", "scheduled_at", "lock")
    assert list(jobs) == [(0, waiting.scheduled_at, waiting.lock), (1, None, waiting.lock)]
    mall.work()
    assert [(w.sku, w.qty) for w in mall.shelves["T1"].heard[6:]] == [("TEA", 0)]  # the cup was back before it was told


def test_zeros_come_first_and_no_request_holds_more_than_200(mall: Mall) -> None:
    """Fails without the order of PENDING, or without its limit."""
    w, unit = mall.w.world, mall.w.world.units["pcs"]
    ShopItem.objects.bulk_create(
        [
            ShopItem(shop=mall.w.shop, sku=f"S{n:03}", item=w.items["CUP" if n % 3 == 0 else "TEA"], unit=unit)
            for n in range(450)
        ]
    )
    shelf = mall.shelves["T1"]
    connect([FeedRow("T1", mall.addresses["T1"], own_codes=False)], by=BY, at=AT)
    heard, before = len(shelf.heard), shelf.requests
    mall.settle()
    news = [word for word in shelf.heard[heard:] if word.sku.startswith("S")]
    assert shelf.requests - before == 3  # with the six codes of before 456
    assert [word.qty for word in news] == [0] * 150 + [5] * 300


def test_a_shop_that_behaves_badly_shows_in_the_end_what_there_is(mall: Mall) -> None:
    """Fails when a figure is noted as told before the shop answered, and when a failure ends the telling."""
    shelf = mall.shelves["T1"]
    shelf.change({"seed": 4, "refuse": 0.3, "lose": 0.25, "twice": 0.3, "late": 0.5})
    counted = [5]
    for n in range(12):
        if n % 3:
            mall.w.world.outbound(("TEA", 2))
        else:
            mall.w.world.stock("TEA", 3)
        if n == 11:
            shelf.change({"refuse": 1.0})
        mall.settle()
        counted.append(offers()["TEA"][0])
    shelf.change({"refuse": 0.0, "lose": 0.0, "twice": 0.0, "late": 0.0})
    mall.work()
    mall.w.world.stock("CUP", 1)
    mall.settle()  # another request, behind which nothing is late any more
    assert len(set(counted)) > 3
    assert offers()["TEA"] == (counted[-1], shelf.quantities()["TEA"]) == (counted[-1],) * 2
    tea = [word for word in shelf.shown if word.sku == "TEA"]
    assert [w.version for w in tea] == sorted({w.version for w in tea})
    assert len([w for w in shelf.heard if w.sku == "TEA"]) > len(tea)  # words came twice and late, to no effect
    then = iter(counted)
    assert all(word.qty in then for word in tea)  # in the order in which they were true


def test_what_was_asked_and_not_answered_is_asked_again_though_it_went_back(mall: Mall) -> None:
    """Fails without asked_version in AS_TOLD: the shop would show 0 for ever, and we believe that it shows 5."""
    shelf = mall.shelves["T1"]
    shelf.change({"lose": 1.0})
    sale = mall.w.world.outbound(("TEA", 5))
    mall.settle()
    assert (shelf.quantities()["TEA"], offers()["TEA"]) == (0, (0, 5))
    stock.cancel_outbounds([sale], by=BY, at=AT)
    mall.w.run()
    shelf.change({"lose": 0.0})
    mall.work()
    assert (shelf.quantities()["TEA"], offers()["TEA"]) == (5, (5, 5))


def test_a_figure_that_went_back_before_it_was_asked_is_not_told(mall: Mall) -> None:
    """Fails when AS_TOLD never holds."""
    before = mall.shelves["T1"].requests
    sale = mall.w.world.outbound(("TEA", 3))
    mall.w.run()
    stock.cancel_outbounds([sale], by=BY, at=AT)
    mall.settle()
    assert (mall.shelves["T1"].requests, offers()["TEA"]) == (before, (5, 5))


def test_a_silent_shop_stops_no_other_and_becomes_a_case(mall: Mall) -> None:
    """Fails when one shop's failure reaches the others, when it opens no case, or when nobody asks again."""
    mall.open("T2")
    mall.settle()
    mall.shelves["T1"].change({"refuse": 1.0})
    mall.w.world.outbound(("TEA", 5))
    mall.settle()
    assert mall.shelves["T2"].quantities()["TEA"] == 0
    for failures in range(1, 5):
        assert (Feed.objects.get(shop__code="T1").failures, Case.objects.count()) == (failures, 0)
        assert mall.work() == [Feed.objects.get(shop__code="T1").id]
    case = Case.objects.get()
    assert (case.type, case.subject_kind, case.subject_id, case.state) == (
        "shop_silent",
        "shop",
        mall.w.shop.id,
        "open",
    )
    assert Feed.objects.get(shop__code="T1").failing_since == LATER
    mall.shelves["T1"].change({"refuse": 0.0})
    mall.work()
    assert mall.shelves["T1"].sold_out()["TEA"] == 1
    assert (Case.objects.get().state, Feed.objects.get(shop__code="T1").failing_since) == ("done", None)


def test_a_wrong_secret_is_a_case_at_once(mall: Mall) -> None:
    connect([FeedRow("T1", mall.addresses["T1"], {"key": "yunhe", "secret": "wrong"})], by=BY, at=AT)
    mall.settle()
    assert Case.objects.get().reason["figures"]["error"].startswith("T1: 401")


def test_a_code_that_the_shop_does_not_have_is_not_asked_again_until_it_changes(mall: Mall) -> None:
    shelf = mall.shelves["T1"]
    shelf.knows = {"TEA"}
    mall.w.world.stock("CUP", 1)
    mall.settle()
    assert (offers()["CUP"], Offer.objects.get(sku="CUP").refusal) == ((1, 0), "本店没有此商品 (UNKNOWN_SKU)")
    before = shelf.requests
    mall.w.world.stock("TEA", 1)
    mall.settle()
    assert shelf.requests == before + 1
    shelf.knows = None
    mall.w.world.stock("CUP", 1)
    mall.settle()
    assert (offers()["CUP"], Offer.objects.get(sku="CUP").refusal) == ((2, 2), "")


def test_a_hold_and_its_end_are_told_too(mall: Mall) -> None:
    """Fails without StockHeld or HoldEnded in loop.py: a checkout could sell the last one of a marketplace."""
    tea = mall.w.world.items["TEA"].id
    held = stock.reserve_now([Reservation("k", mall.w.world.east, mall.w.world.owner, [(tea, D(5))])], by=BY, at=AT)
    mall.settle()
    assert mall.shelves["T1"].quantities()["TEA"] == 0
    stock.end_holds(list(held.made.values()), by=BY, at=AT)
    mall.settle()
    assert mall.shelves["T1"].quantities()["TEA"] == 5


def test_no_shop_is_told_inside_a_transaction(mall: Mall) -> None:
    """Fails without durable=True in _ask: levels and feeds would stay locked as long as a shop thinks."""
    feed, before = Feed.objects.get(), mall.shelves["T1"].requests
    mall.w.world.outbound(("TEA", 5))
    mall.w.run()
    client = ShopClient("T1", feed.endpoint, CREDENTIALS)
    with client, pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        tell(feed.id, client=client, by=BY, at=AT)
    assert mall.shelves["T1"].requests == before


def test_faults_are_of_the_shop_alone() -> None:
    """The simulator strikes the same requests for the same seed."""
    assert [n for n in range(20) if Faults(seed=4, refuse=0.3).happens("refuse", n)] == [
        n for n in range(20) if Faults(seed=4, refuse=0.3, lose=1.0).happens("refuse", n)
    ]
