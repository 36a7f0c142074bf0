"""What time alone changes: lots expire, holds run out; and blocked lots."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.world import AT, BY, World
from yunhe.insight.doctor import examine
from yunhe.kernel.models import Event
from yunhe.stock import clock
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.picking import Pick
from yunhe.stock.models import Lot, Move, Outbound

D = Decimal
LAST_DAY = date(2026, 11, 22)
BEFORE_MIDNIGHT = datetime(2026, 11, 22, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
MIDNIGHT = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)


def milk(w: World, qty: int, lot: str, expires_on: date) -> int:
    w.stock("MILK", qty, lot=lot, expires_on=expires_on)
    return Lot.objects.get(code=lot).id


def test_a_lot_expires_when_its_last_day_is_over_in_the_company(world: World) -> None:
    milk(world, 5, "SOON", LAST_DAY)
    milk(world, 3, "LATE", date(2026, 12, 20))
    assert stock.sweep_expired(by=BY, at=BEFORE_MIDNIGHT).done == []
    assert stock.sweep_expired(by=BY, at=MIDNIGHT).done == [0]
    assert (world.level("MILK"), world.level("MILK", grade="expired")) == ((D(3), D(0)), (D(5), D(0)))
    assert list(Move.objects.filter(cause="grade").order_by("qty").values_list("qty", "reason")) == [
        (D(-5), "expired"),
        (D(5), "expired"),
    ]
    assert Event.objects.filter(kind="GradeChanged").count() == 1
    assert stock.sweep_expired(by=BY, at=MIDNIGHT).done == []


def test_who_was_promised_expired_goods_waits_or_gets_others(world: World) -> None:
    milk(world, 5, "SOON", LAST_DAY)
    planned, released = world.outbound(("MILK", 2)), world.outbound(("MILK", 3))
    stock.release([released], by=BY, at=AT)
    milk(world, 5, "LATE", date(2026, 12, 20))
    clock.expire_lots(by=BY, at=MIDNIGHT)
    assert world.level("MILK", grade="expired") == (D(5), D(0))
    assert world.level("MILK") == (D(5), D(5))
    assert Outbound.objects.get(id=planned).state == "planned"
    assert [Lot.objects.get(id=b.lot).code for b in bound_to([released])] == ["LATE"]
    assert [finding for finding in examine() if not finding.holds] == []


def test_what_is_picked_or_on_the_way_is_not_swept(world: World) -> None:
    milk(world, 5, "SOON", LAST_DAY)
    id = world.outbound(("MILK", 3))
    stock.release([id], by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([id])], by=BY, at=AT)
    clock.expire_lots(by=BY, at=MIDNIGHT)
    assert (world.level("MILK"), world.level("MILK", grade="expired")) == ((D(3), D(3)), (D(2), D(0)))
    stock.unpick([id], by=BY, at=MIDNIGHT)
    clock.expire_lots(by=BY, at=MIDNIGHT)
    assert (world.level("MILK"), world.level("MILK", grade="expired")) == ((D(0), D(0)), (D(5), D(0)))


def test_a_blocked_lot_is_to_be_inspected(world: World) -> None:
    bad = milk(world, 5, "BAD", date(2026, 12, 20))
    milk(world, 4, "FINE", date(2026, 12, 21))
    id = world.outbound(("MILK", 6))
    stock.release([id], by=BY, at=AT)
    outcome = stock.block_lots([bad, 999_999], by=BY, at=AT)
    assert (outcome.done, outcome.refused[999_999].code) == ([bad], "not_found")
    assert (world.level("MILK"), world.level("MILK", grade="inspect")) == ((D(4), D(4)), (D(5), D(0)))
    assert Outbound.objects.get(id=id).state == "planned"
    assert stock.block_lots([bad], by=BY, at=AT).done == [bad]
    assert stock.unblock_lots([bad], by=BY, at=AT).done == [bad]
    assert (Lot.objects.get(id=bad).blocked, world.level("MILK", grade="inspect")) == (False, (D(5), D(0)))
    assert [finding for finding in examine() if not finding.holds] == []


def test_holds_run_out(world: World) -> None:
    world.stock("TEA", 9)
    tea = [(world.items["TEA"].id, D(2))]
    rows = [
        Reservation(key, world.east, world.owner, tea, expires_at=expires)
        for key, expires in (("a", AT), ("b", AT + timedelta(minutes=30)), ("c", None))
    ]
    made = stock.reserve_now(rows, by=BY, at=AT - timedelta(hours=1)).made
    assert stock.sweep_holds(by=BY, at=AT).done == [made["a"]]
    assert world.level("TEA") == (D(9), D(4))
    clock.end_expired_holds(by=BY, at=AT + timedelta(days=9))
    assert world.level("TEA") == (D(9), D(2))
