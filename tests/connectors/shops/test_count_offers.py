"""What a shop may sell: exact figures, and the same as a plain count in Python."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import world as worlds
from tests.world import AT, BY
from yunhe.connectors.models import Feed, Offer
from yunhe.connectors.shops.offers import count_offers, lock_feeds
from yunhe.connectors.shops.tasks import compare_all
from yunhe.insight.doctor import examine
from yunhe.oms.models import Shop, ShopItem
from yunhe.stock import commands as stock
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.models import Policy, Warehouse

D = Decimal


@pytest.fixture
def world(db_tx: None) -> worlds.World:
    """TEA 30 in the east and 7 in the south, CUP 9 and 4; shop T1 has no names of its own."""
    world = worlds.build()
    for item, east, south in (("TEA", 30, 7), ("CUP", 9, 4)):
        world.stock(item, east)
        world.stock(item, south, world.south)
    shop = Shop.objects.create(code="T1", name="店", entity=world.entity, warehouse_id=world.east)
    Feed.objects.create(shop=shop, endpoint="http://t1")
    return world


def counted(**share: object) -> dict[str, int]:
    Feed.objects.update(**share)
    compare_all(at=AT)
    return dict(Offer.objects.values_list("sku", "qty"))


def name(world: worlds.World, sku: str, item: str, factor: int = 1) -> None:
    ShopItem.objects.create(
        shop=Shop.objects.get(), sku=sku, item=world.items[item], unit=world.units["pcs"], factor=factor
    )


def test_what_is_free_in_all_that_ship_is_offered_under_our_codes(world: worlds.World) -> None:
    """Fails when a kit is counted over all warehouses together: (37, 13 // 2 = 6) instead of 4 + 2."""
    world.stock("FLOUR", "2.5")
    assert counted() == {"TEA": 37, "CUP": 13, "GIFT": 6, "MILK": 0, "FLOUR": 2, "CAKE": 0}
    Policy.objects.create(item=world.items["CUP"], warehouse_id=world.south, safety=3)
    assert counted()["CUP"] == 10
    assert counted()["GIFT"] == 4  # 9 // 2 in the east, (4 − 3) // 2 in the south


def test_promises_holds_and_what_waits_are_taken_off(world: worlds.World) -> None:
    """Fails without what waits for goods: 3 instead of 0 in the south, 10 in all."""
    world.outbound(("TEA", 20))
    stock.reserve_now([Reservation("k", world.east, world.owner, [(world.items["TEA"].id, D(3))])], by=BY, at=AT)
    assert counted()["TEA"] == 7 + 7
    world.outbound(("TEA", 11), warehouse=world.south)  # 7 promised, 4 wait
    assert counted()["TEA"] == 7
    world.stock("TEA", 3, world.south)
    assert counted()["TEA"] == 7
    world.stock("TEA", 5, world.south)
    assert counted()["TEA"] == 11


def test_a_share_is_kept_back_and_only_chosen_warehouses_count(world: worlds.World) -> None:
    assert counted(keep_back=D(5))["TEA"] == 32
    assert counted(keep_back=D(50))["TEA"] == 0
    assert counted(keep_back=D(5), warehouses=[world.south])["TEA"] == 2
    Warehouse.objects.filter(id=world.south).update(active=False)
    assert counted()["TEA"] == 0


def test_the_shops_own_names_count_in_their_units(world: worlds.World) -> None:
    """Fails when own codes are offered beside the shop's names, or names are not divided by their factor."""
    name(world, "茶一箱", "TEA", 12)
    name(world, "茶", "TEA")
    assert counted() == {"茶一箱": 3, "茶": 37, "CUP": 13, "GIFT": 6, "MILK": 0, "FLOUR": 0, "CAKE": 0}


def test_names_only_and_no_others(world: worlds.World) -> None:
    name(world, "套装", "GIFT")
    assert counted(own_codes=False) == {"套装": 6}
    world.items["GIFT"].active = False
    world.items["GIFT"].save()
    assert counted() == {"套装": 0}


def test_one_item_touches_its_kits_and_nothing_else(world: worlds.World) -> None:
    """Fails when COUNT forgets the kits of what it is asked for."""
    counted()
    world.outbound(("CUP", 8))
    world.outbound(("TEA", 1))
    news = count_offers(lock_feeds(), {world.items["CUP"].id}, at=AT)
    assert dict(Offer.objects.values_list("sku", "qty")) == {
        **{"TEA": 37, "CUP": 5, "GIFT": 2, "MILK": 0, "FLOUR": 0, "CAKE": 0},
    }
    assert (len(news.feeds), news.sold_out) == (1, set())


def test_a_change_gets_a_greater_version_and_no_change_none(world: worlds.World) -> None:
    """Fails when the version is the moment alone: the clock stood still between two changes."""
    counted()
    [first] = Offer.objects.filter(sku="TEA").values_list("version", flat=True)
    assert first == int(AT.timestamp() * 1000)
    counted()
    world.outbound(("TEA", 1))
    counted()
    assert dict(Offer.objects.filter(sku__in=["TEA", "CUP"]).values_list("sku", "version")) == {
        "TEA": first + 1,
        "CUP": first,
    }


AMOUNTS = st.tuples(st.integers(0, 20), st.integers(0, 60), st.integers(0, 10))  # comes, goes out, safety stock
THERE = {("TEA", "east"): 30, ("TEA", "south"): 7, ("CUP", "east"): 9, ("CUP", "south"): 4}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.fixed_dictionaries(dict.fromkeys(THERE, AMOUNTS)), keep_back=st.integers(0, 6))
def test_the_statement_counts_as_a_plain_count_does(
    world: worlds.World, amounts: dict[tuple[str, str], tuple[int, int, int]], keep_back: int
) -> None:
    """The reference: by warehouse what is there less what goes out (or waits to) and the safety stock; a kit by the part
    that is scarcest there."""
    free = {}
    with transaction.atomic():
        for (item, place), (comes, goes, safety) in amounts.items():
            warehouse = getattr(world, place)
            if goes:
                world.outbound((item, goes), warehouse=warehouse)
            if comes:
                world.stock(item, comes, warehouse)
            Policy.objects.create(item=world.items[item], warehouse_id=warehouse, safety=safety)
            free[item, place] = max(THERE[item, place] + comes - goes - safety, 0)
        found = counted(keep_back=D(keep_back))
        transaction.set_rollback(True)
    places = ("east", "south")
    assert found["TEA"] == max(sum(free["TEA", place] for place in places) - keep_back, 0)
    assert found["CUP"] == max(sum(free["CUP", place] for place in places) - keep_back, 0)
    sets = sum(min(free["TEA", place], free["CUP", place] // 2) for place in places)
    assert found["GIFT"] == max(sets - keep_back, 0)


def test_the_doctor_finds_a_shop_that_may_sell_what_is_not_there(world: worlds.World) -> None:
    """Each lie is told by SQL: 37 TEA are free, 4 cartons of 12 are more."""
    name(world, "茶一箱", "TEA", 12)
    counted()
    assert [f.name for f in examine() if not f.holds] == []
    Offer.objects.filter(sku="茶一箱").update(qty=4)
    assert [f.name for f in examine() if not f.holds] == ["offered_is_free"]
    Shop.objects.update(active=False)
    assert [f.name for f in examine() if not f.holds] == []
