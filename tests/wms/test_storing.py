"""Where bins stand: what is named twice, and what stands elsewhere."""

from decimal import Decimal

from tests import world as worlds
from tests.world import AT, BY
from yunhe.stock import commands as stock
from yunhe.wms import commands as wms
from yunhe.wms.commands.storing import Standing
from yunhe.wms.models import Place

D = Decimal


def test_a_bin_named_twice_stands_where_its_last_row_says_and_a_strange_one_is_refused(db_tx: None) -> None:
    world = worlds.build()
    made = stock.add_bins([(world.east, "A-01-1"), (world.south, "B-01-1")], by=BY, at=AT).made
    east, south = made[world.east, "A-01-1"], made[world.south, "B-01-1"]
    rows = [
        Standing(east, world.east, "A", 1, D(2)),
        Standing(south, world.east, "A", 1, D(3)),
        Standing(east, world.east, "A", 2, D(5)),
    ]
    outcome = wms.place_bins(rows, by=BY, at=AT)
    assert (outcome.done, {bin: reason.code for bin, reason in outcome.refused.items()}) == ([east], {south: "no_bin"})
    assert list(Place.objects.values_list("bin", "zone__code", "aisle", "metres")) == [(east, "A", 2, D(5))]
