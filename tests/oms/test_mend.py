"""What holds an order is mended: its address, an unknown item, or something elsewhere; then it is judged anew."""

from decimal import Decimal

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.models import Event
from yunhe.oms import commands as oms
from yunhe.oms.models import Hold, Order, OrderLine, ShopItem
from yunhe.partners.commands import set_credit_limits
from yunhe.partners.models import Partner

D = Decimal
GOOD = oms.NewAddress("王小明", "13812345678", "310104", "漕溪北路 88 号")


def codes(id: int) -> list[str]:
    return list(Hold.objects.filter(order=id, released_at=None).order_by("id").values_list("code", flat=True))


def held(w: ShopWorld, *lines: tuple[str, int, str], **fields: object) -> int:
    id = w.send(*(lines or [("TEA", 1, "10.00")]), **fields)
    w.run()
    assert codes(id)
    return id


def test_a_mended_address_lets_the_order_pass(shop_world: ShopWorld) -> None:
    w = shop_world
    w.world.stock("TEA", 5)
    id = held(w, address={"recipient": "王小明", "phone": "", "region_code": "310104", "detail": "x"})
    assert codes(id) == ["address_incomplete"]
    assert oms.change_addresses({id: GOOD}, by=BY, at=AT).done == [id]
    order = Order.objects.get(pk=id)
    assert (order.phone, order.phone_tail, order.detail) == ("13812345678", "5678", "漕溪北路 88 号")
    assert codes(id) == []
    w.run()
    assert Order.objects.get(pk=id).state == "audited"
    assert Event.objects.filter(kind="OrderChanged", subject_id=id).count() == 1


def test_an_address_that_no_parcel_finds_is_refused(shop_world: ShopWorld) -> None:
    id = held(shop_world, address={"recipient": "王", "phone": "1", "region_code": "", "detail": "x"})
    for region in ("", "999999"):
        row = oms.NewAddress("王", "13812345678", region, "x")
        assert oms.change_addresses({id: row}, by=BY, at=AT).refused[id].code == "no_region"
    row = oms.NewAddress("王", "", "310104", "x")
    assert oms.change_addresses({id: row}, by=BY, at=AT).refused[id].code == "address_incomplete"
    assert codes(id) == ["no_region"]
    assert Order.objects.get(pk=id).region_code == ""


def test_an_audited_order_keeps_its_address(shop_world: ShopWorld) -> None:
    id = shop_world.send(("TEA", 1, "10.00"))
    shop_world.run()
    assert oms.change_addresses({id: GOOD}, by=BY, at=AT).refused[id].code == "wrong_state"
    assert oms.judge_again([id], by=BY, at=AT).refused[id].code == "wrong_state"


def test_what_a_platform_masked_stays_its_own_when_only_the_region_changes(shop_world: ShopWorld) -> None:
    masked = {"recipient": "王**", "phone": "138****5678", "detail": "***", "token": "T-1", "platform": "taobao"}
    id = held(shop_world, address={**masked, "region_code": ""})
    oms.change_addresses({id: oms.NewAddress("王**", "138****5678", "310104", "***")}, by=BY, at=AT)
    order = Order.objects.get(pk=id)
    assert (order.token, order.platform, order.region_code) == ("T-1", "taobao", "310104")


def test_a_matched_item_is_remembered_and_mends_the_other_orders_too(shop_world: ShopWorld) -> None:
    w = shop_world
    one, two = held(w, ("NO-SUCH", 2, "11.30"), id="A1"), held(w, ("NO-SUCH", 3, "10.00"), id="A2")
    other = held(w, ("OTHER", 1, "5.00"), id="A3")
    line = OrderLine.objects.get(order=one)
    assert oms.match_items([oms.Match(line.id, "TEA")], by=BY, at=AT).done == [0]
    line.refresh_from_db()
    assert (line.item.code, line.item_code, line.base_qty) == ("TEA", "TEA", D(2))
    assert (line.amount_incl, line.tax_rate, line.tax, line.amount_excl) == (
        D("22.60"),
        D("0.13"),
        D("2.60"),
        D("20.00"),
    )
    assert OrderLine.objects.get(order=two).item.code == "TEA"
    assert ShopItem.objects.get(sku="NO-SUCH").item.code == "TEA"
    assert (codes(one), codes(two), codes(other)) == ([], [], ["unmatched_item"])
    w.run()
    assert Order.objects.get(pk=two).state == "audited"


def test_a_match_for_once_is_not_remembered(shop_world: ShopWorld) -> None:
    w = shop_world
    one, two = held(w, ("NO-SUCH", 1, "10.00"), id="A1"), held(w, ("NO-SUCH", 2, "10.00"), id="A2")
    line = OrderLine.objects.get(order=one).id
    oms.match_items([oms.Match(line, "CUP", remember=False)], by=BY, at=AT)
    assert not ShopItem.objects.filter(sku="NO-SUCH").exists()
    assert (codes(one), codes(two)) == ([], ["unmatched_item"])


def test_what_cannot_be_matched_is_refused_and_nothing_changes(shop_world: ShopWorld) -> None:
    w = shop_world
    id = held(w, ("NO-SUCH", 1, "10.00"), ("TEA", 1, "10.00"))
    unknown, known = OrderLine.objects.filter(order=id).order_by("n").values_list("id", flat=True)
    rows = [oms.Match(unknown, "NOTHING"), oms.Match(known, "CUP"), oms.Match(0, "CUP")]
    refused = oms.match_items(rows, by=BY, at=AT).refused
    assert {n: reason.code for n, reason in refused.items()} == {0: "no_item", 1: "item_known", 2: "not_found"}
    assert OrderLine.objects.get(pk=unknown).item is None
    assert codes(id) == ["unmatched_item"]


def test_a_higher_limit_and_a_second_judgement(shop_world: ShopWorld) -> None:
    w = shop_world
    li = w.world.partners["LI"]
    Partner.objects.filter(pk=li.id).update(credit_limit=D("5.00"))
    id = held(w, customer="LI", payment="credit")
    assert codes(id) == ["over_credit"]
    assert set_credit_limits({li.id: D("-1"), 0: D(1)}, by=BY, at=AT).done == []
    assert set_credit_limits({li.id: D("50.00")}, by=BY, at=AT).done == [li.id]
    assert oms.judge_again([id], by=BY, at=AT).done == [id]
    w.run()
    assert Order.objects.get(pk=id).state == "audited"
