"""Truths about connected shops: what they may sell is there."""

from django.utils.translation import gettext_noop as N_

from yunhe.insight.doctor.proof import Proof

# Kits have no stock of their own; their parts are offered too, or are parts of what is.
OFFERED_IS_FREE = """
    SELECT o.feed_id, o.sku, o.item_id, o.qty AS offered, coalesce(sum(l.on_hand - l.allocated), 0) AS free
    FROM connectors_offer o JOIN connectors_feed f ON f.id = o.feed_id AND f.active
    JOIN oms_shop s ON s.id = f.shop_id AND s.active JOIN stock_owner w ON w.entity_id = s.entity_id
    JOIN catalog_item i ON i.id = o.item_id AND i.kind = 'stocked'
    LEFT JOIN oms_shopitem n ON (n.shop_id, n.sku) = (f.shop_id, o.sku)
    LEFT JOIN stock_level l ON (l.item_id, l.owner_id, l.grade) = (o.item_id, w.id, 'good')
    GROUP BY o.id, n.factor HAVING o.qty * coalesce(n.factor, 1) > coalesce(sum(l.on_hand - l.allocated), 0)
"""

SHOPS = [Proof("offered_is_free", N_("No connected shop may sell more than is free"), OFFERED_IS_FREE)]
