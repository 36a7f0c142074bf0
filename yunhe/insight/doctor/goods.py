"""Truths about goods: moves, bins, levels, promises, at every position of the ledger."""

from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor.proof import Proof
from yunhe.stock.ledger import USED

MOVES_ARE_BINS = """
    SELECT item_id, warehouse_id, bin_id, lot_id, owner_id, grade, sum(moved) AS moved, sum(written) AS written FROM (
        SELECT item_id, warehouse_id, bin_id, lot_id, owner_id, grade, sum(qty) AS moved, 0 AS written
        FROM stock_move GROUP BY 1, 2, 3, 4, 5, 6
        UNION ALL SELECT item_id, warehouse_id, bin_id, lot_id, owner_id, grade, 0, qty FROM stock_binlevel) x
    GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(moved) <> sum(written)
"""
BINS_ARE_LEVELS = """
    SELECT item_id, warehouse_id, owner_id, grade, sum(in_bins) AS in_bins, sum(on_hand) AS on_hand FROM (
        SELECT item_id, warehouse_id, owner_id, grade, sum(qty) AS in_bins, 0 AS on_hand FROM stock_binlevel GROUP BY 1, 2, 3, 4
        UNION ALL SELECT item_id, warehouse_id, owner_id, grade, 0, on_hand FROM stock_level) x
    GROUP BY 1, 2, 3, 4 HAVING sum(in_bins) <> sum(on_hand)
"""
PROMISES_ARE_ALLOCATED = """
    SELECT l.id AS level, l.item_id, l.warehouse_id, l.allocated, coalesce(a.qty, 0) AS promised FROM stock_level l
    LEFT JOIN (SELECT level_id, sum(qty) AS qty FROM stock_allocation WHERE closed_seq IS NULL GROUP BY 1) a ON a.level_id = l.id
    WHERE l.allocated <> coalesce(a.qty, 0)
"""
# Each move and each opening or closing of a promise at its number in the ledger; the running sums must never cross.
NEVER_BEYOND = """
    SELECT item_id, warehouse_id, owner_id, grade, seq, on_hand, allocated FROM (
        SELECT item_id, warehouse_id, owner_id, grade, seq,
               sum(moved) OVER w AS on_hand, sum(promised) OVER w AS allocated
        FROM (
            SELECT item_id, warehouse_id, owner_id, grade, id AS seq, qty AS moved, 0 AS promised FROM stock_move
            UNION ALL
            SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, a.id, 0, a.qty
            FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id
            UNION ALL
            SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, a.closed_seq, 0, -a.qty
            FROM stock_allocation a JOIN stock_level l ON l.id = a.level_id WHERE a.closed_seq IS NOT NULL) facts
        WINDOW w AS (PARTITION BY item_id, warehouse_id, owner_id, grade ORDER BY seq)) running
    WHERE on_hand < 0 OR allocated < 0 OR allocated > on_hand
"""
LINES_ARE_PROMISED = """
    SELECT l.id AS outbound_line, o.number, l.allocated, coalesce(a.qty, 0) AS promised FROM stock_outboundline l
    JOIN stock_outbound o ON o.id = l.outbound_id
    LEFT JOIN (SELECT outbound_line_id, sum(qty) AS qty FROM stock_allocation
               WHERE closed_seq IS NULL OR closed_as = 'shipped' GROUP BY 1) a ON a.outbound_line_id = l.id
    WHERE l.allocated <> coalesce(a.qty, 0)
"""
BINDINGS_ARE_BOUND = """
    SELECT b.id AS bin_level, b.item_id, b.bin_id, b.bound, coalesce(k.qty, 0) AS in_bindings FROM stock_binlevel b
    LEFT JOIN (SELECT bin_level_id, sum(qty - picked) AS qty FROM stock_binding GROUP BY 1) k ON k.bin_level_id = b.id
    WHERE b.bound <> coalesce(k.qty, 0)
"""
RECEIPTS_ARE_RECEIVED = """
    SELECT l.id AS inbound_line, i.number, l.received, coalesce(r.qty, 0) AS in_receipts FROM stock_inboundline l
    JOIN stock_inbound i ON i.id = l.inbound_id
    LEFT JOIN (SELECT x.inbound_line_id, sum(x.qty) AS qty FROM stock_receiptline x
               JOIN stock_receipt p ON p.id = x.receipt_id WHERE p.state = 'posted' GROUP BY 1) r ON r.inbound_line_id = l.id
    WHERE l.received <> coalesce(r.qty, 0)
"""
USE_IS_SUMMED = f"""
    SELECT l.item_id, l.warehouse_id, l.owner_id, l.grade, x.day, sum(x.moved) AS moved, sum(x.summed) AS summed FROM (
        SELECT level_id, day, qty AS moved, 0 AS summed FROM ({USED}) used
        UNION ALL SELECT level_id, day, 0, qty FROM stock_use) x
    JOIN stock_level l ON l.id = x.level_id
    GROUP BY l.id, x.day HAVING sum(x.moved) <> sum(x.summed)
"""

GOODS = [
    Proof("moves_are_bins", N_("The moves of every bin sum to what it holds"), MOVES_ARE_BINS),
    Proof("bins_are_levels", N_("The bins of every level sum to what is on hand"), BINS_ARE_LEVELS),
    Proof(
        "promises_are_allocated",
        N_("The open promises of every level sum to what is allocated"),
        PROMISES_ARE_ALLOCATED,
    ),
    Proof("never_beyond", N_("At no position of the ledger is more issued or promised than there is"), NEVER_BEYOND),
    Proof("lines_are_promised", N_("What an outbound line has allocated is promised to it"), LINES_ARE_PROMISED),
    Proof("bindings_are_bound", N_("What is bound in a bin belongs to a line that will be picked"), BINDINGS_ARE_BOUND),
    Proof("receipts_are_received", N_("What an inbound line received stands on its receipts"), RECEIPTS_ARE_RECEIVED),
    Proof("use_is_summed", N_("What was used of every level on a day is what left it for good"), USE_IS_SUMMED),
]
