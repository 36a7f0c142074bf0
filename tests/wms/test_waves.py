"""A wave from release to the pack table, with a scan sent twice, a short pick, a recall and a count."""

from decimal import Decimal
from uuid import UUID, uuid5

import pytest

from tests import world as worlds
from tests.world import AT, BY
from yunhe.kernel.models import Case
from yunhe.stock import commands as stock
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.models import BinLevel, Outbound
from yunhe.wms import commands as wms
from yunhe.wms.commands.counting import Counted
from yunhe.wms.commands.picking import Picked
from yunhe.wms.commands.storing import Standing
from yunhe.wms.models import Scan, Wave, WaveOutbound
from yunhe.wms.queries import pick_list, to_put_away
from yunhe.wms.rules import Rule, Stand, Waiting, carts, walk

D = Decimal
SPACE = UUID(int=1)


@pytest.fixture
def world(db_tx: None) -> worlds.World:
    world = worlds.build()
    bins = stock.add_bins([(world.east, f"A-0{n}-1") for n in (1, 2, 3)], by=BY, at=AT).made
    for n, (place, id) in enumerate(sorted(bins.items())):
        wms.place_bins([Standing(id, world.east, "A", 1 if n < 2 else 2, D(n))], by=BY, at=AT)
        world.stock(("CUP", "TEA", "FLOUR")[n], 10, bin=id)
        assert place[0] == world.east
    return world


def wave(world: worlds.World, *lines: tuple[str, int]) -> tuple[int, int]:
    id = world.outbound(*lines)
    stock.release([id], by=BY, at=AT)
    (wave,) = wms.wave_released([world.east], by=BY, at=AT).done
    return id, wave


def scans(wave: int, short: str = "") -> list[Picked]:
    return [Picked(uuid5(SPACE, f"{wave}-{p.binding}-{short}"), wave, p.binding, p.left, AT) for p in pick_list(wave)]


def test_a_wave_is_walked_aisle_by_aisle_and_ends_at_the_pack_table(world: worlds.World) -> None:
    id, number = wave(world, ("FLOUR", 1), ("TEA", 2), ("CUP", 3))
    assert [(p.bin, p.item_code, p.left, p.tote) for p in pick_list(number)] == [
        ("A-01-1", "CUP", D(3), 1),
        ("A-02-1", "TEA", D(2), 1),
        ("A-03-1", "FLOUR", D(1), 1),
    ]
    piece, carton = {"6901234567892": D(1), "06901234567892": D(1)}, {"16901234567899": D(12)}  # GTIN-14 of a GS1 label
    assert pick_list(number)[1].codes == {"TEA": D(1), **piece, **carton}
    wms.start_waves([number], by=BY, at=AT)
    assert Outbound.objects.get(id=id).state == "picking"
    assert wms.confirm_picks(scans(number), by=BY, at=AT).refused == {}
    assert (Outbound.objects.get(id=id).state, Wave.objects.get(id=number).state) == ("picked", "done")


def test_a_scan_that_comes_twice_counts_once(world: worlds.World) -> None:
    _, number = wave(world, ("TEA", 2), ("CUP", 1))
    one = scans(number)[:1]
    assert wms.confirm_picks(one + one, by=BY, at=AT).refused == {}
    assert wms.confirm_picks(one, by=BY, at=AT).done == [one[0].uuid]
    assert Scan.objects.count() == 1
    assert [p.left for p in pick_list(number)] == [D(0), D(2)]


def test_an_undone_pick_lies_in_its_bin_again(world: worlds.World) -> None:
    id, number = wave(world, ("TEA", 2), ("CUP", 1))
    rows = scans(number)
    wms.confirm_picks(rows, by=BY, at=AT)
    last = rows[-1].uuid
    assert wms.undo_picks([last], by=BY, at=AT).done == [last]
    assert wms.undo_picks([last], by=BY, at=AT).done == [last]
    assert (Outbound.objects.get(id=id).state, Wave.objects.get(id=number).state) == ("picking", "picking")
    assert [(p.item_code, p.left) for p in pick_list(number)] == [("CUP", D(0)), ("TEA", D(2))]
    tea = BinLevel.objects.get(item=world.items["TEA"], bin__code="A-02-1")
    assert (tea.qty, tea.bound) == (D(10), D(2))
    again = [Picked(uuid5(SPACE, "again"), number, pick_list(number)[1].binding, D(2), AT)]
    assert wms.confirm_picks(again, by=BY, at=AT).refused == {}
    assert (Outbound.objects.get(id=id).state, Wave.objects.get(id=number).state) == ("picked", "done")


def test_what_is_packed_is_not_undone(world: worlds.World) -> None:
    id, number = wave(world, ("TEA", 2))
    rows = scans(number)
    wms.confirm_picks(rows, by=BY, at=AT)
    stock.pack([id], by=BY, at=AT)
    unknown = uuid5(SPACE, "never")
    refused = wms.undo_picks([rows[0].uuid, unknown], by=BY, at=AT).refused
    assert {key: reason.code for key, reason in refused.items()} == {rows[0].uuid: "wrong_state", unknown: "not_a_pick"}


def test_waves_are_made_by_rule_and_assigned(world: worlds.World) -> None:
    one, two, urgent = world.outbound(("TEA", 1)), world.outbound(("TEA", 2)), world.outbound(("CUP", 1), priority=1)
    stock.release([one, two, urgent], by=BY, at=AT)
    made = wms.wave_released([world.east], by=BY, at=AT, rule=Rule(single=True, most_priority=1)).done
    assert list(WaveOutbound.objects.filter(wave__in=made).values_list("outbound_id", flat=True)) == [urgent]
    made = wms.wave_released([world.east], by=BY, at=AT, rule=Rule(single=False)).done
    assert list(WaveOutbound.objects.filter(wave__in=made).values_list("outbound_id", flat=True)) == [two]
    assert wms.wave_released([world.east], by=BY, at=AT, rule=Rule(kinds=("transfer",))).done == []
    assert wms.wave_released([world.east], by=BY, at=AT, rule=Rule(carriers=("swift",))).done == []
    assert wms.assign_waves(made, picker="li", by=BY, at=AT).done == made
    wms.start_waves(made, by=BY, at=AT, picker="zhang")
    assert Wave.objects.get(id=made[0]).picker == "li"
    wms.cancel_waves(made, by=BY, at=AT)
    assert wms.assign_waves(made, picker="li", by=BY, at=AT).refused[made[0]].code == "wrong_state"


def test_a_short_pick_opens_the_count_of_its_bin(world: worlds.World) -> None:
    id, number = wave(world, ("TEA", 2), ("CUP", 1))
    cup, tea = pick_list(number)
    wms.confirm_picks([Picked(uuid5(SPACE, "a"), number, cup.binding, D(1), AT)], by=BY, at=AT)
    BinLevel.objects.filter(item=world.items["TEA"]).update(qty=2)
    world.items["TEA"].levels.update(on_hand=2)
    wms.report_short([Picked(uuid5(SPACE, "b"), number, tea.binding, D(2), AT)], by=BY, at=AT)
    assert (Outbound.objects.get(id=id).state, Wave.objects.get(id=number).state) == ("picked", "done")
    assert [(line.item.code, line.qty) for line in Outbound.objects.get(split_from=id).lines.all()] == [("TEA", D(2))]
    assert list(Case.objects.order_by("id").values_list("type", flat=True)) == ["short", "count_bin"]
    bin = BinLevel.objects.get(item=world.items["TEA"]).bin_id
    outcome = wms.count_bins([Counted(world.items["TEA"].id, world.east, bin, world.owner, D(3))], by=BY, at=AT)
    assert outcome.made == {0: D(3)}
    assert Case.objects.get(type="count_bin").state == "done"
    assert world.level("TEA") == (D(3), D(0))


def test_a_cancelled_wave_gives_its_outbounds_back(world: worlds.World) -> None:
    id, number = wave(world, ("TEA", 2), ("CUP", 1))
    wms.start_waves([number], by=BY, at=AT)
    wms.confirm_picks(scans(number)[:1], by=BY, at=AT)
    assert wms.cancel_waves([number], by=BY, at=AT).done == [number]
    assert Outbound.objects.get(id=id).state == "planned"
    stock.release([id], by=BY, at=AT)
    assert len(wms.wave_released([world.east], by=BY, at=AT).done) == 1


def test_an_outbound_stands_on_one_wave(world: worlds.World) -> None:
    id, _ = wave(world, ("TEA", 2))
    assert wms.open_waves([[id]], by=BY, at=AT).refused[id].code == "on_a_wave"


def test_goods_at_the_dock_are_put_away(world: worlds.World) -> None:
    world.stock("MILK", 5, lot="L1", bin=world.bin("receive"))
    ((level, *_),) = to_put_away(world.east)
    wms.put_away([BinMove(int(str(level)), world.bin("main"), D(5))], by=BY, at=AT)
    assert to_put_away(world.east) == []
    assert world.level("MILK") == (D(5), D(0))


def test_bins_are_walked_in_s_shape_and_unknown_ones_by_their_code() -> None:
    stands = [Stand(1, "x", 1, D(0)), Stand(2, "x", 1, D(9)), Stand(3, "x", 2, D(1)), Stand(4, "x", 2, D(8))]
    unknown = [Stand(5, "A-10", None, D(0)), Stand(6, "A-2", None, D(0))]
    assert walk(stands + unknown) == [1, 2, 4, 3, 6, 5]


def test_carts_never_mix_warehouses_or_priorities() -> None:
    waiting = [Waiting(1, 7, 5), Waiting(2, 8, 5), Waiting(3, 7, 1), Waiting(4, 7, 5), Waiting(5, 7, 5)]
    assert [[w.outbound for w in cart] for cart in carts(waiting, 2)] == [[3], [1, 4], [5], [2]]
