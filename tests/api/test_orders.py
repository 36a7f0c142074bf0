"""POST /orders: batches, refusals by index, and keys that make a request happen once."""

from typing import Any

from tests.api.conftest import Call, ShopWorld
from yunhe.kernel.models import Event
from yunhe.oms.models import Order, RawOrder, Shop


def message(id: str = "A1", shop: str = "T1", sku: str = "TEA") -> dict[str, Any]:
    return {
        "shop": shop,
        "external_id": id,
        "version": "2026-11-21T02:00:00Z",
        "placed_at": "2026-11-21T02:00:00Z",
        "lines": [{"sku": sku, "qty": "2", "price_incl": "30.00"}],
        "address": {"recipient": "王小明", "phone": "13812345678", "region_code": "310104", "detail": "漕溪北路 88 号"},
    }


def test_a_batch_takes_the_good_and_refuses_the_bad_by_index(shop_world: ShopWorld, caller: Call) -> None:
    status, answer = caller("clerk").post("/orders", [message("A1"), message("A2", shop="NONE"), message("A3")])
    assert status == 200
    assert answer["done"] == [0, 2]
    assert answer["refused"] == {"1": {"code": "no_shop", "message": "There is no active shop NONE"}}
    made = dict(Order.objects.values_list("external_id", "id"))
    assert answer["made"] == {"0": made["A1"], "2": made["A3"]}
    assert Event.objects.filter(kind="OrderCaptured").count() == 2


def test_the_same_key_replays_the_answer_and_does_nothing_twice(shop_world: ShopWorld, caller: Call) -> None:
    clerk = caller("clerk")
    key = {"Idempotency-Key": "k-1"}
    first = clerk.post("/orders", [message()], **key)
    assert clerk.post("/orders", [message()], **key) == first
    assert RawOrder.objects.count() == 1


def test_a_key_with_another_request_is_refused(shop_world: ShopWorld, caller: Call) -> None:
    clerk = caller("clerk")
    clerk.post("/orders", [message("A1")], **{"Idempotency-Key": "k-1"})
    status, answer = clerk.post("/orders", [message("A2")], **{"Idempotency-Key": "k-1"})
    assert (status, answer["code"]) == (422, "other_request")
    assert Order.objects.count() == 1


def test_keys_of_two_users_do_not_meet(shop_world: ShopWorld, caller: Call) -> None:
    for id in ("A1", "A2"):
        assert caller("clerk").post("/orders", [message(id)], **{"Idempotency-Key": "k-1"})[0] == 200
    assert Order.objects.count() == 2


def test_a_wrong_form_names_the_field(shop_world: ShopWorld, caller: Call) -> None:
    wrong = message()
    wrong["lines"][0]["qty"] = "0"
    status, answer = caller("clerk").post("/orders", [wrong])
    assert (status, answer["code"]) == (422, "invalid")
    assert [one["at"][-3:] for one in answer["errors"]] == [["lines", "0", "qty"]]
    assert RawOrder.objects.count() == 0


def test_a_limited_token_sends_for_its_own_shop_only(shop_world: ShopWorld, caller: Call) -> None:
    other = Shop.objects.create(code="T2", name="二店", entity=shop_world.world.entity)
    status, answer = caller("clerk", shops=[other.id]).post("/orders", [message(shop="T1"), message(shop="T2")])
    assert status == 200
    assert answer["refused"] == {"0": {"code": "foreign_shop", "message": "Shop T1 is not yours"}}
    assert answer["made"] == {"1": Order.objects.get().id}
