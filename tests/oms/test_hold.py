"""A person holds an order: no audit passes it, no mending ends it, until a person releases it."""

from datetime import timedelta

import pytest

from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.kernel.models import Event
from yunhe.kernel.outcome import RefusalError
from yunhe.oms import commands as oms
from yunhe.oms.holding import why_held
from yunhe.oms.models import Hold

LATER = AT + timedelta(minutes=5)
GOOD = oms.NewAddress("王小明", "13812345678", "310104", "漕溪北路 88 号")


def by_hand(w: ShopWorld) -> None:
    w.shop.auto_audit = False
    w.shop.save()


def open_holds(order: int) -> list[str]:
    return list(Hold.objects.filter(order=order, released_at=None).order_by("id").values_list("code", flat=True))


def test_what_a_person_holds_no_audit_passes_until_it_is_released(shop_world: ShopWorld) -> None:
    by_hand(shop_world)
    held, other = shop_world.send(("TEA", 1, "10.00"), id="A1"), shop_world.send(("TEA", 2, "10.00"), id="A2")
    assert oms.hold([held], by=BY, at=AT, reason=" the buyer will call ").done == [held]
    (hold,) = Hold.objects.filter(order=held)
    assert (hold.type, why_held(hold)) == ("other", f"{BY.name}: the buyer will call")
    outcome = oms.audit([held, other], by=BY, at=AT)
    assert (outcome.done, outcome.refused[held].figures["codes"]) == ([other], ["by_person"])
    assert open_holds(held) == ["by_person"]
    oms.release_holds([hold.id], by=BY, at=LATER, note="she called")
    assert oms.audit([held], by=BY, at=LATER).done == [held]
    assert Event.objects.filter(kind="OrderHeld", subject_id=held).count() == 1


def test_it_may_be_held_again(shop_world: ShopWorld) -> None:
    by_hand(shop_world)
    id = shop_world.send(("TEA", 1, "10.00"))
    for at in (AT, LATER):
        oms.hold([id], by=BY, at=at, reason="wait")
        assert oms.audit([id], by=BY, at=at).refused[id].code == "held"
        oms.release_holds(list(Hold.objects.values_list("id", flat=True)), by=BY, at=at)
    assert oms.audit([id], by=BY, at=LATER).done == [id]


def test_neither_mending_nor_a_newer_version_ends_it(shop_world: ShopWorld) -> None:
    w = shop_world
    id = w.send(("TEA", 1, "10.00"), address={"recipient": "王", "phone": "1", "region_code": "", "detail": "x"})
    w.run()
    oms.hold([id], by=BY, at=AT, reason="wait")
    assert open_holds(id) == ["no_region", "by_person"]
    oms.change_addresses({id: GOOD}, by=BY, at=AT)
    w.run()
    assert (open_holds(id), w.order(id).state) == (["by_person"], "new")
    oms.intake([w.message(("TEA", 3, "10.00"), version=LATER)], by=BY, at=LATER)
    w.run(LATER)
    assert (open_holds(id), w.order(id).state, w.order(id).total) == (["by_person"], "new", 30)


def test_who_is_refused(shop_world: ShopWorld) -> None:
    gone, held = shop_world.send(("TEA", 1, "10.00"), id="A1"), shop_world.send(("NO-SUCH", 1, "1.00"), id="A2")
    shop_world.run()
    oms.hold([held], by=BY, at=AT, reason="wait")
    refused = oms.hold([gone, held, 0], by=BY, at=AT, reason="again").refused
    assert {id: reason.code for id, reason in refused.items()} == {
        gone: "wrong_state",
        held: "held_already",
        0: "not_found",
    }
    with pytest.raises(RefusalError) as raised:
        oms.hold([held], by=BY, at=AT, reason="  ")
    assert raised.value.reason.code == "no_reason"
    assert open_holds(held) == ["unmatched_item", "by_person"]
