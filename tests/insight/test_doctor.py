"""The doctor finds what is broken, and nothing in a healthy database. Each lie is told by SQL behind the commands' back."""

import pytest
from django.db import connection

from tests import world as worlds
from tests.world import AT, BY
from yunhe.insight.doctor import examine
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.picking import Pick


@pytest.fixture
def world(db_tx: None) -> worlds.World:
    world = worlds.build()
    world.stock("TEA", 10)
    world.stock("MILK", 5, lot="A")
    shipped, picked, released = (world.outbound(("TEA", n)) for n in (1, 2, 3))
    stock.ship_whole([shipped], by=BY, at=AT)
    stock.release([picked, released], by=BY, at=AT)
    stock.pick([Pick(b.id, b.qty) for b in bound_to([picked])], by=BY, at=AT)
    return world


def broken() -> set[str]:
    return {f.name for f in examine() if not f.holds}


def test_a_healthy_database_breaks_no_truth(world: worlds.World) -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("lie", "found"),
    [
        ("UPDATE stock_binlevel SET qty = qty + 1", {"moves_are_bins", "bins_are_levels"}),
        ("UPDATE stock_level SET on_hand = on_hand + 1", {"bins_are_levels"}),
        ("UPDATE stock_level SET allocated = allocated - 1 WHERE allocated > 0", {"promises_are_allocated"}),
        ("UPDATE stock_binding SET picked = 0 WHERE picked = 2", {"bindings_are_bound"}),
        ("UPDATE stock_inboundline SET received = 1", {"receipts_are_received"}),
        ("UPDATE stock_outbound SET state = 'closed' WHERE state = 'shipped'", {"state_of_outbound"}),
        (
            "UPDATE stock_allocation SET closed_seq = nextval('stock_ledger_seq'), closed_as = 'lost' WHERE closed_seq IS NULL",
            {"promises_are_allocated", "lines_are_promised"},
        ),
        (
            "INSERT INTO stock_allocation (id, level_id, qty, outbound_line_id, closed_as, closed_seq)"
            " SELECT nextval('stock_ledger_seq'), level_id, 99, outbound_line_id, 'released', nextval('stock_ledger_seq')"
            " FROM stock_allocation LIMIT 1",
            {"never_beyond"},
        ),
    ],
)
def test_it_finds_the_lie(world: worlds.World, lie: str, found: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(lie)
    assert broken() == found
