"""The grocery year as it is, and what is drawn for it from a seed."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

import pytest

from sim.grocery.baskets import Grocery
from sim.grocery.goods import goods
from sim.grocery.luck import Luck
from sim.grocery.people import person
from sim.grocery.places import REGIONS
from sim.grocery.words import CATEGORIES, category_name, size_name

D = Decimal


@pytest.fixture(scope="module")
def grocery() -> Grocery:
    with Grocery(200) as opened:
        yield opened


def test_the_newest_baskets_come_in_time_order(grocery: Grocery) -> None:
    baskets = list(grocery.baskets())
    assert len(baskets) == 200
    assert [b.at for b in baskets] == sorted(b.at for b in baskets)
    assert grocery.span() == (
        datetime.fromisoformat("2017-12-31 16:45:34"),
        datetime.fromisoformat("2017-12-31 23:01:20"),
    )
    assert grocery.span() == (baskets[0].at, baskets[-1].at)


def test_wrong_lines_stay_in_and_fuel_stays_out(grocery: Grocery) -> None:
    lines = [line for b in grocery.baskets() for line in b.lines]
    assert sum(line.qty <= 0 for line in lines) > 0
    assert max(line.qty for line in lines) < 100
    assert all(any(line.qty > 0 and line.known for line in b.lines) for b in grocery.baskets())


def test_stores_are_spread_evenly_over_the_regions(grocery: Grocery) -> None:
    assert len(grocery.stores()) == 457
    assert set(Counter(grocery.stores().values()).values()) == {57, 58}
    assert set(grocery.households().values()) <= set(range(len(REGIONS)))


def test_average_demand_is_of_the_whole_year(grocery: Grocery) -> None:
    sold = {p.id for p in grocery.products()}
    demand = grocery.demand()
    assert sold <= {product for product, _ in demand}
    assert all(0 < per_day < 100 for per_day in demand.values())


def test_the_same_seed_draws_the_same_company(grocery: Grocery) -> None:
    products = grocery.products()
    first, again, other = (goods(products, Luck(seed), making=True) for seed in (1, 1, 2))
    assert first == again
    assert [g.lead_days for g in first] != [g.lead_days for g in other]
    assert {g.code for g in first} == {g.code for g in other}


def test_goods_have_what_the_data_lacks(grocery: Grocery) -> None:
    for good in goods(grocery.products(), Luck(1), making=True):
        assert 2 <= good.lead_days <= 20
        assert 0 < good.cost <= good.price * D("0.8") + D("0.01")
        assert D("0.02") <= good.weight_kg <= 20
        assert len(good.barcode) == 13
        assert sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(good.barcode)) % 10 == 0


def test_a_dozen_bakery_items_are_made_at_most(grocery: Grocery) -> None:
    assert sum(g.made for g in goods(grocery.products(), Luck(1), making=True)) == 12
    assert not any(g.made for g in goods(grocery.products(), Luck(1), making=False))


def test_commodity_words_are_translated() -> None:
    assert category_name("FLUID MILK PRODUCTS", "GROCERY") == "牛奶"
    assert category_name("NEVER HEARD OF", "DELI") == "熟食"
    assert size_name("16 OZ") == "16 盎司"
    assert len(CATEGORIES) > 200


def test_persons_are_chinese_and_live_in_their_region() -> None:
    who = person(Luck(1), 5, 0)
    assert who == ("雷晓", "18633731646", "330100", "杭州市迎宾路 34 号凤凰城 27 栋 2002 室")
    assert who.region_code in {code for code, _ in REGIONS[0].cities}


def test_luck_depends_on_purpose_and_key_alone() -> None:
    luck = Luck(7)
    draws = [luck.draw("a", n) for n in range(1_000)]
    assert draws == [Luck(7).draw("a", n) for n in range(1_000)]
    assert draws != [luck.draw("b", n) for n in range(1_000)]
    assert 470 < sum(d < 0.5 for d in draws) < 530
    assert {luck.between("c", n, 2, 4) for n in range(100)} == {2, 3, 4}
