"""Count what connected shops may sell, and keep what differs from before as an offer with a greater version."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from yunhe.kernel.bulk import array
from yunhe.oms.sourcing import SHIPS

# Of the goods' owner that the shop sells for; what waits for goods in a warehouse has them before any shop. A kit is as
# many whole sets as each warehouse can make up.
COUNT = """
    WITH wanted AS (
        SELECT i.id, i.code, i.kind, i.active, c.stage FROM catalog_item i LEFT JOIN catalog_category c ON c.id = i.category_id
        WHERE i.kind <> 'service' AND i.id = ANY(%(items)s::bigint[] || ARRAY(
            SELECT kit_id FROM catalog_kitline WHERE component_id = ANY(%(items)s::bigint[])))),
    feed AS (
        SELECT f.*, w.id AS owner_id FROM connectors_feed f JOIN oms_shop s ON s.id = f.shop_id
        JOIN stock_owner w ON w.entity_id = s.entity_id WHERE f.id = ANY(%(feeds)s::bigint[])),
    named AS (
        SELECT f.id AS feed, f.keep_back, f.owner_id AS owner, n.sku, n.factor, i.id AS item, i.kind, i.active
        FROM feed f JOIN oms_shopitem n ON n.shop_id = f.shop_id JOIN wanted i ON i.id = n.item_id
        UNION ALL
        SELECT f.id, f.keep_back, f.owner_id, i.code, 1, i.id, i.kind, i.active
        FROM feed f CROSS JOIN wanted i WHERE f.own_codes AND coalesce(i.stage, '') NOT IN ('raw', 'semi') AND NOT EXISTS (
            SELECT FROM oms_shopitem n WHERE n.shop_id = f.shop_id AND n.item_id = i.id) AND NOT EXISTS (
            SELECT FROM oms_shopitem n WHERE n.shop_id = f.shop_id AND n.sku = i.code)),
    parts AS (
        SELECT feed, owner, sku, item, NULL::numeric AS per FROM named WHERE active AND kind <> 'kit'
        UNION ALL
        SELECT n.feed, n.owner, n.sku, k.component_id, k.qty
        FROM named n JOIN catalog_kitline k ON k.kit_id = n.item WHERE n.active AND n.kind = 'kit'),
    places AS (
        SELECT f.id AS feed, w.id AS warehouse FROM feed f
        JOIN stock_warehouse w ON w.active AND w.kind = ANY(%(kinds)s) AND (f.warehouses IS NULL OR w.id = ANY(f.warehouses))),
    waiting AS (
        SELECT l.item_id AS item, o.warehouse_id AS warehouse, o.owner_id AS owner, sum(l.qty - l.allocated) AS qty
        FROM stock_outboundline l JOIN stock_outbound o ON o.id = l.outbound_id
        WHERE l.allocated < l.qty AND o.state = 'planned' AND l.grade = 'good' AND l.item_id IN (SELECT item FROM parts)
        GROUP BY 1, 2, 3),
    sellable AS (
        SELECT p.feed, p.sku, a.warehouse, min(CASE WHEN p.per IS NULL THEN v.free ELSE floor(v.free / p.per) END) AS qty
        FROM parts p JOIN places a ON a.feed = p.feed
        LEFT JOIN stock_level l
          ON (l.item_id, l.warehouse_id, l.owner_id, l.grade) = (p.item, a.warehouse, p.owner, 'good')
        LEFT JOIN stock_policy s ON (s.item_id, s.warehouse_id) = (p.item, a.warehouse)
        LEFT JOIN waiting k ON (k.item, k.warehouse, k.owner) = (p.item, a.warehouse, p.owner)
        CROSS JOIN LATERAL (SELECT greatest(
            coalesce(l.on_hand - l.allocated, 0) - coalesce(s.safety, 0) - coalesce(k.qty, 0), 0) AS free) v
        GROUP BY 1, 2, 3)
    SELECT n.feed, n.sku, n.item, floor(greatest(coalesce(sum(q.qty), 0) - n.keep_back, 0) / n.factor)::bigint AS qty
    FROM named n LEFT JOIN sellable q ON (q.feed, q.sku) = (n.feed, n.sku)
    GROUP BY n.feed, n.sku, n.item, n.keep_back, n.factor
"""
# A figure that is back at what the shop has confirmed, and nothing asked since, need not be told.
KEEP = """
    INSERT INTO connectors_offer AS o (feed_id, sku, item_id, qty, version, changed_at,
                                       asked_version, told_version, refused_version, refusal)
    SELECT feed, sku, item, qty, %(version)s, %(at)s, 0, 0, 0, '' FROM ({count}) c
    ON CONFLICT (feed_id, sku) DO UPDATE
    SET item_id = excluded.item_id, qty = excluded.qty, changed_at = excluded.changed_at,
        version = greatest(o.version + 1, excluded.version),
        asked_version = CASE WHEN {as_told} THEN greatest(o.version + 1, excluded.version) ELSE o.asked_version END,
        told_version = CASE WHEN {as_told} THEN greatest(o.version + 1, excluded.version) ELSE o.told_version END
    WHERE (o.item_id, o.qty) <> (excluded.item_id, excluded.qty)
    RETURNING o.feed_id, o.qty, o.told_version < o.version
"""
AS_TOLD = "excluded.qty = o.told AND o.asked_version = o.told_version"


class News(NamedTuple):
    """The feeds that have something to tell, and those of them that have nothing left of something."""

    feeds: set[int]
    sold_out: set[int]


def lock_feeds() -> list[int]:
    """The active feeds, locked until the transaction ends: figures that are counted now are the newest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT f.id FROM connectors_feed f JOIN oms_shop s ON s.id = f.shop_id
               WHERE f.active AND s.active ORDER BY f.id FOR NO KEY UPDATE OF f"""
        )
        return [id for (id,) in cursor.fetchall()]


def count_offers(feed_ids: Iterable[int], item_ids: Iterable[int], *, at: datetime) -> News:
    """Count what these feeds (locked) may sell of the items, and of the kits they are in. One statement.

    Sellable of an item = Σ over the feed's warehouses of max(good − allocated − safety stock − what waits for goods there, 0),
    less `keep_back`, in whole units of the shop's code, never below zero.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            KEEP.format(count=COUNT, as_told=AS_TOLD),
            {
                "feeds": array(feed_ids),
                "items": array(item_ids),
                "kinds": [str(kind) for kind in SHIPS],
                "version": int(at.timestamp() * 1000),
                "at": at,
            },
        )
        changed = [(feed, qty) for feed, qty, to_tell in cursor.fetchall() if to_tell]
    return News({feed for feed, _ in changed}, {feed for feed, qty in changed if not qty})


def to_tell() -> set[int]:
    """The active feeds whose shops do not know everything yet."""
    with connection.cursor() as cursor:
        cursor.execute(TO_TELL)
        return {id for (id,) in cursor.fetchall()}


TO_TELL = """
    SELECT f.id FROM connectors_feed f JOIN oms_shop s ON s.id = f.shop_id WHERE f.active AND s.active AND EXISTS (
        SELECT FROM connectors_offer o WHERE o.feed_id = f.id AND o.told_version < o.version AND o.refused_version < o.version)
"""
