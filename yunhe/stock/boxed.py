"""What is in parcels follows the outbound lines: goods that go to another outbound leave the parcels of this one."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import connection

from yunhe.kernel.bulk import array

# A line's first parcels keep what stays of it. The parcels get lighter by what leaves them; voided ones are history.
UNBOX = """
    WITH k AS (SELECT * FROM unnest(%s::bigint[], %s::numeric[]) AS k(line, stays)),
    queue AS (
        SELECT b.id, b.parcel_id, b.qty, i.weight_kg,
               least(b.qty, greatest(k.stays - (sum(b.qty) OVER (PARTITION BY k.line ORDER BY p.n) - b.qty), 0)) AS keeps
        FROM k JOIN stock_parcelline b ON b.outbound_line_id = k.line
        JOIN stock_parcel p ON p.id = b.parcel_id AND p.state <> 'voided'
        JOIN stock_outboundline l ON l.id = k.line JOIN catalog_item i ON i.id = l.item_id),
    gone AS (DELETE FROM stock_parcelline b USING queue q WHERE b.id = q.id AND q.keeps = 0),
    less AS (UPDATE stock_parcelline b SET qty = q.keeps FROM queue q WHERE b.id = q.id AND q.keeps > 0 AND q.keeps < q.qty)
    UPDATE stock_parcel p SET weight_kg = p.weight_kg - w.kg
    FROM (SELECT parcel_id, sum((qty - keeps) * coalesce(weight_kg, 0)) AS kg FROM queue WHERE keeps < qty GROUP BY 1) w
    WHERE p.id = w.parcel_id
"""


def unbox(stays: Mapping[int, Decimal]) -> None:
    """So much of outbound lines stays where it is; living parcels hold no more of them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(UNBOX, [array(stays), array(stays.values())])
