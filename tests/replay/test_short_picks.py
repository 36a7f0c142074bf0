"""What a picker did not find is asked for: found by a replay of a thousand orders, in which four waited for nobody."""

from decimal import Decimal

from tests import world as worlds
from tests.world import AT, BY
from yunhe.kernel.models import Case, Event
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick


def test_what_still_lacks_after_a_short_pick_is_told_and_has_a_case(db_tx: None) -> None:
    w = worlds.build()
    w.stock("TEA", 3)
    id = w.outbound(("TEA", 3))
    stock.release([id], by=BY, at=AT)
    [b] = bound_to([id])
    stock.pick([Pick(b.id, Decimal(2))], by=BY, at=AT)
    stock.short_pick([Pick(b.id, Decimal(1))], by=BY, at=AT)
    tea = w.items["TEA"].id
    told = Event.objects.get(kind="LinesShort")
    assert (told.payload["warehouse"], told.payload["items"]) == (w.east, [tea])
    assert Case.objects.get(type="short").key == f"short:{tea}:{w.east}"


def test_what_is_served_from_another_bin_asks_for_nothing(db_tx: None) -> None:
    w = worlds.build()
    w.stock("TEA", 3)
    id = w.outbound(("TEA", 3))
    stock.release([id], by=BY, at=AT)
    w.stock("TEA", 5, bin=w.bin("receive"))
    [b] = bound_to([id])
    stock.short_pick([Pick(b.id, Decimal(1))], by=BY, at=AT)
    assert not Event.objects.filter(kind="LinesShort").exists()
    assert not Case.objects.filter(type="short").exists()
