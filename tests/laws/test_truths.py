"""Each truth of the doctor is seen to be broken: a lie is told by SQL behind the commands' back, and is found out.

What the database itself refuses to change (ledgers, their sums, keys) sleeps while it is told.
"""

from django.db import connection, transaction
from django.db.models import F

from tests.badday.stories import healthy
from tests.laws.walking.company import found, live
from tests.oms.conftest import ShopWorld
from tests.world import AT, BY
from yunhe.connectors.models import Feed, Offer
from yunhe.insight.doctor.events import FLOWS
from yunhe.insight.doctor.examine import PROOFS
from yunhe.kernel import flow
from yunhe.oms import commands as oms
from yunhe.oms.models import OrderLine

# By the truth that it breaks.
LIES = {
    "in_one_queue": "UPDATE oms_order SET state = 'audited' WHERE state = 'completed'",
    "totals": "UPDATE oms_order SET total = total + 1",
    "not_twice": "UPDATE oms_orderline SET cancelled = 1 WHERE id IN (SELECT order_line_id FROM oms_fulfilment)",
    "same_quantity": "UPDATE oms_fulfilment SET qty = qty - 1",
    "raw_has_order": "UPDATE oms_order SET external_id = 'x' || id",
    "moves_are_bins": "UPDATE stock_move SET qty = qty + 1 WHERE qty > 0",
    "bins_are_levels": "UPDATE stock_level SET on_hand = on_hand + 1",
    "promises_are_allocated": "UPDATE stock_level SET allocated = allocated - 1 WHERE allocated > 0",
    "never_beyond": "INSERT INTO stock_allocation (id, level_id, qty, outbound_line_id, closed_as, closed_seq)"
    " SELECT nextval('stock_ledger_seq'), level_id, 99999, outbound_line_id, 'released', nextval('stock_ledger_seq')"
    " FROM stock_allocation LIMIT 1",
    "lines_are_promised": "UPDATE stock_outboundline SET allocated = allocated - 1 WHERE allocated > picked",
    "bindings_are_bound": "UPDATE stock_binlevel SET bound = bound + 1 WHERE qty > bound",
    "receipts_are_received": "UPDATE stock_inboundline SET received = received + 1",
    "use_is_summed": "DELETE FROM stock_use",
    "offered_is_free": "UPDATE connectors_offer SET qty = 99999",
    "balanced": "UPDATE finance_voucherline SET debit = debit + 1 WHERE debit > 0",
    "profit_has_an_item": "UPDATE finance_posting SET item_id = NULL",
    "profit_is_of_its_line": "UPDATE finance_posting SET shop_id = 0",
    "sold_is_valued": "UPDATE finance_valuation SET amount = amount + 1",
    "revenue_is_owed": "UPDATE finance_receivable SET amount = amount + 1",
    "earned_is_summed": "UPDATE finance_itemsum SET cost = cost + 1",
    "positions": "UPDATE kernel_eventposition SET event_id = -position",
    **{f"state_of_{one.kind}": f"UPDATE {one.table} SET state = 'x'" for one in FLOWS},
    **{
        f"subject_of_{one.kind}": f"UPDATE kernel_event SET subject_id = -1 WHERE subject_kind = '{one.kind}'"
        for one in FLOWS
    },
}
# What such a lie breaks besides.
ALSO = {
    "in_one_queue": {"state_of_order"},
    "state_of_order": {"in_one_queue"},
    "state_of_outbound": {"in_one_queue"},
    "profit_has_an_item": {"profit_is_of_its_line", "sold_is_valued", "earned_is_summed"},
    "profit_is_of_its_line": {"earned_is_summed"},
}


def test_every_flow_is_examined() -> None:
    """Fails when a room's documents get a flow that doctor/events.py does not name."""
    assert {one.kind for one in FLOWS} == set(flow.FLOWS)


def test_every_lie_is_found_out(shop_world: ShopWorld) -> None:
    """Fails when a proof finds nothing, finds more than is wrong, or has no lie here."""
    ours, _ = found(shop_world)
    live(shop_world, ours)
    feed = Feed.objects.create(shop=ours.shop, endpoint="http://shop")
    Offer.objects.create(feed=feed, sku=ours.item.code, item=ours.item, qty=0, version=1, changed_at=AT)
    assert healthy() == {}
    assert set(LIES) == {proof.name for proof in PROOFS}
    told = {}
    for name, lie in LIES.items():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(lie)
            told[name] = set(healthy())
            transaction.set_rollback(True)
    assert told == {name: {name} | ALSO.get(name, set()) for name in LIES}


def test_an_order_of_which_nothing_is_left_waits_for_nothing(shop_world: ShopWorld) -> None:
    """Fails when in_one_queue lets it wait for its allocation."""
    oms.audit([shop_world.send(("TEA", 2, "10.00"))], by=BY, at=AT)
    assert healthy() == {}
    OrderLine.objects.update(cancelled=F("base_qty"))
    assert set(healthy()) == {"in_one_queue"}
