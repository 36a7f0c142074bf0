"""Truths about the books: debits are credits, and every figure of the gross profit is of the goods and orders it names."""

from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor.proof import Proof

BALANCED = """
    SELECT v.id, v.number, sum(l.debit) AS debits, sum(l.credit) AS credits
    FROM finance_voucher v JOIN finance_voucherline l ON l.voucher_id = v.id GROUP BY v.id HAVING sum(l.debit) <> sum(l.credit)
"""
PROFIT_HAS_AN_ITEM = """
    SELECT p.id AS posting, a.role, p.template, p.document_kind, p.document_id, p.debit, p.credit
    FROM finance_posting p JOIN finance_account a ON a.id = p.account_id
    WHERE a.role IN ('revenue', 'cost_of_sales') AND p.document_kind <> 'voucher' AND p.item_id IS NULL
"""
PROFIT_IS_OF_ITS_LINE = """
    SELECT p.id AS posting, o.number, p.item_id, l.item_id AS of_line, p.order_id, coalesce(l.root_id, o.root_id) AS served,
           p.shop_id, coalesce(l.shop_id, o.shop_id) AS sold_by
    FROM finance_posting p JOIN finance_account a ON a.id = p.account_id
    JOIN stock_outboundline l ON l.id = p.line_id JOIN stock_outbound o ON o.id = l.outbound_id
    WHERE a.role IN ('revenue', 'cost_of_sales', 'goods_shipped') AND p.document_kind = 'outbound'
      AND (p.item_id, p.order_id, p.shop_id)
          IS DISTINCT FROM (l.item_id, coalesce(l.root_id, o.root_id), coalesce(l.shop_id, o.shop_id))
"""
# What left for sales and came back from them, in quantity and value (what a picker did not find is written off, not sold),
# and what the books say of it: as cost of sales, as goods on the way, or as the variance of a return that was reversed
# after its goods had gone.
SOLD_IS_VALUED = """
    SELECT entity_id, item_id, order_id, sum(qty) AS moved, sum(posted) AS booked_qty, sum(value) AS valued, sum(booked) AS booked
    FROM (
        SELECT v.entity_id, v.item_id, coalesce(l.root_id, o.root_id) AS order_id, -v.qty AS qty, 0 AS posted,
               -v.amount AS value, 0 AS booked
        FROM finance_valuation v JOIN stock_move m ON m.id = v.move_id AND m.subject_kind = 'outbound' AND m.cause <> 'adjust'
        JOIN stock_outbound o ON o.id = m.subject_id AND o.kind IN ('sale', 'pickup', 'dropship')
        LEFT JOIN stock_outboundline l ON l.id = m.line_id
        UNION ALL
        SELECT v.entity_id, v.item_id, coalesce(i.root_id, o.root_id), -v.qty, 0, -v.amount, 0
        FROM finance_valuation v JOIN stock_move m ON m.id = v.move_id AND m.subject_kind = 'receipt'
        JOIN stock_receiptline r ON r.id = m.line_id JOIN stock_inboundline n ON n.id = r.inbound_line_id
        JOIN stock_inbound i ON i.id = n.inbound_id AND i.kind = 'return'
        LEFT JOIN stock_outbound o ON o.id = i.outbound_id
        UNION ALL
        SELECT p.entity_id, p.item_id, p.order_id, 0, coalesce(p.qty, 0), 0, p.debit - p.credit
        FROM finance_posting p JOIN finance_account a ON a.id = p.account_id
        WHERE a.role IN ('cost_of_sales', 'goods_shipped', 'purchase_variance') AND p.document_kind IN ('outbound', 'receipt')
          AND p.item_id IS NOT NULL) x
    GROUP BY 1, 2, 3 HAVING sum(qty) <> sum(posted) OR sum(value) <> sum(booked)
"""
REVENUE_IS_OWED = """
    SELECT entity_id, order_id, sum(owed) AS owed, sum(revenue) AS revenue FROM (
        SELECT entity_id, order_id, amount - tax AS owed, 0 AS revenue FROM finance_receivable
        WHERE kind = 'sale' OR kind = 'credit' AND credits_id IS NOT NULL AND source_kind <> 'outbound'
        UNION ALL
        SELECT entity_id, order_id, 0, revenue FROM finance_earned WHERE document_kind <> 'voucher') x
    GROUP BY 1, 2 HAVING sum(owed) <> sum(revenue)
"""
EARNED_IS_SUMMED = """
    SELECT kind, key, shop_key, sum(qty) AS qty, sum(revenue) AS revenue, sum(cost) AS cost, sum(profit) AS profit FROM (
        SELECT 'order' AS kind, order_key AS key, coalesce(shop_id, 0) * 65536 + entity_id AS shop_key, qty, revenue, cost, profit
        FROM finance_ordersum
        UNION ALL SELECT 'item', item_key, NULL, qty, revenue, cost, profit FROM finance_itemsum
        UNION ALL SELECT 'item in a shop', item_key, shop_key, qty, revenue, cost, profit FROM finance_itemshopsum
        UNION ALL SELECT 'day', day_key, shop_key, qty, revenue, cost, profit FROM finance_shopdaysum
        UNION ALL
        SELECT k.kind, k.key, k.shop_key, -sum(e.qty), -sum(e.revenue), -sum(e.cost), -sum(e.profit) FROM finance_earned e
        CROSS JOIN LATERAL (VALUES ('order', e.order_key, e.shop_key), ('item', e.item_key, NULL),
            ('item in a shop', e.item_key, e.shop_key), ('day', e.day_key, e.shop_key)) k (kind, key, shop_key)
        GROUP BY 1, 2, 3) x
    GROUP BY 1, 2, 3 HAVING sum(qty) <> 0 OR sum(revenue) <> 0 OR sum(cost) <> 0 OR sum(profit) <> 0
"""
BOOKS: list[Proof] = [
    Proof("balanced", N_("Every voucher's debits are its credits"), BALANCED),
    Proof("profit_has_an_item", N_("All revenue and cost of papers is of an item"), PROFIT_HAS_AN_ITEM),
    Proof(
        "profit_is_of_its_line",
        N_("Revenue and cost name the item, the order and the shop of the line that left"),
        PROFIT_IS_OF_ITS_LINE,
    ),
    Proof("sold_is_valued", N_("What was sold costs what left the stock for it, item by order"), SOLD_IS_VALUED),
    Proof("earned_is_summed", N_("The sums of the gross profit are those of its postings"), EARNED_IS_SUMMED),
    Proof("revenue_is_owed", N_("What an order earned is what was asked for it, without tax"), REVENUE_IS_OWED),
]
