"""The whole loop on real baskets, small: every order is accounted for, and the doctor agrees."""

from datetime import datetime, timedelta

import pytest

from yunhe.catalog.models import Item
from yunhe.cli.company.founding import NewCompany, found_company, give_login, open_shop
from yunhe.cli.demo_data import MARK, DemoError, fill, is_there, remove_demo
from yunhe.cli.replay.run import Plan, replay
from yunhe.erp.finance.models import Account
from yunhe.kernel.actor import system
from yunhe.kernel.models import Entity, Grant, Period, Setting, User
from yunhe.oms.models import Order, Shop
from yunhe.partners.models import Region
from yunhe.stock.models import Warehouse

BY = system("test")
AT = datetime.fromisoformat("2026-11-21T02:00:00+00:00")


@pytest.mark.long
def test_a_small_replay_accounts_for_every_order(db: str) -> None:
    report = replay(Plan(orders=60, seed=3, tail_days=4))
    assert report["orders_in"] == 60
    assert report["delivered"] + report["held"] + report["cancelled"] + report["in_work"] == 60
    assert (report["lost"], report["oversold"], report["parked"]) == (0, 0, 0)
    assert (report["doctor_clean"], report["doctor_found"]) == (True, {})
    assert report["delivered"] > 40
    assert report["rejected"] == sum(report["rejected_by_reason"].values()) > 0
    assert report["duplicates_ignored"] == report["disturbances"].get("duplicate", 0)
    assert report["purchase_orders"] > 0
    assert report["vouchers"] > 0


@pytest.mark.long
def test_the_demo_is_alive_made_once_and_removed_as_a_whole(db: str) -> None:
    end = datetime.fromisoformat("2026-11-20T15:00:00+08:00")
    found_company(NewCompany("YH", "做到一半的公司"), by=BY, at=AT)
    Setting.objects.create(name=MARK, value={"whole": False}, changed_by="demo", changed_at=AT)
    report = fill(60, 1, 6, end, [("owner", "Owner", "secret")])
    assert report["doctor_clean"]
    assert Shop.objects.count() == 6
    assert Order.objects.order_by("-placed_at")[0].placed_at == end - timedelta(minutes=1)
    assert is_there()
    with pytest.raises(DemoError):
        fill(60, 1, 6, end, [])
    remove_demo()
    assert not Entity.objects.exists()
    assert not Item.objects.exists()
    assert not is_there()
    with pytest.raises(DemoError):
        remove_demo()


def test_a_company_of_one_s_own_is_no_place_for_the_demo(db_tx: None) -> None:
    found_company(NewCompany("A", "甲公司"), by=BY, at=AT)
    with pytest.raises(DemoError, match="a company already"):
        fill(60, 1, 6, AT, [])
    with pytest.raises(DemoError, match="no demo here"):
        remove_demo()
    assert Entity.objects.get().code == "A"


def test_a_company_is_founded_once(db_tx: None) -> None:
    for _ in range(2):
        entity = found_company(NewCompany("A", "甲公司", years=(2026,)), by=BY, at=AT)
        open_shop(entity, by=BY, at=AT)
    assert Entity.objects.count() == 1
    assert Period.objects.count() == 12
    assert Account.objects.filter(entity=entity).count() == 27
    assert sorted(Warehouse.objects.values_list("code", flat=True)) == ["A-1", "TRANSIT"]
    assert Shop.objects.get().warehouse.code == "A-1"


def test_a_login_keeps_its_password(db_tx: None) -> None:
    found_company(NewCompany("A", "甲公司"), by=BY, at=AT)
    assert give_login("li", "first secret", "owner")
    assert not give_login("li", "second secret", "owner")
    assert User.objects.get(username="li").check_password("first secret")
    assert Grant.objects.get().role.code == "owner"


def test_regions_know_what_they_lie_in(db_tx: None) -> None:
    found_company(NewCompany("A", "甲公司"), by=BY, at=AT)
    found = dict(Region.objects.values_list("code", "parent_id"))
    assert (found["310000"], found["310100"], found["310114"]) == (None, "310000", "310100")
    assert found["441900"] == "440000"
    assert len([code for code in found if code.endswith("0000")]) == 34
