"""What a code may be: a bin, an item, a lot, an outbound or its parcel, an inbound, a wave, or a GS1 label of these."""

from typing import NamedTuple

from django.db import connection
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_

from yunhe.catalog import gs1

KINDS = {
    "bin": (N_("Bin"), "/floor/count?bin="),
    "item": (N_("Item"), ""),
    "lot": (N_("Lot"), ""),
    "outbound": (N_("Outbound"), "/floor/pack/"),
    "parcel": (N_("Parcel"), "/floor/pack/"),
    "inbound": (N_("Inbound"), "/floor/receive/"),
    "wave": (N_("Wave"), "/waves/"),
}


class Meaning(NamedTuple):
    """`kind` in words; `url` leads to the station that works on it, where there is one."""

    kind: str
    code: str
    name: str
    url: str


FIND = """
    SELECT 'bin', b.code, '', b.code FROM stock_bin b
     WHERE b.warehouse_id = %(warehouse)s AND b.code = ANY(%(codes)s)
    UNION ALL
    SELECT 'item', i.code, CASE WHEN %(english)s AND i.name_en <> '' THEN i.name_en ELSE i.name END, i.code
      FROM catalog_item i WHERE i.code = ANY(%(codes)s)
        OR i.id IN (SELECT c.item_id FROM catalog_barcode c WHERE c.code = ANY(%(codes)s))
    UNION ALL
    (SELECT 'lot', t.code, i.code, t.code FROM stock_lot t JOIN catalog_item i ON i.id = t.item_id
     WHERE t.code = ANY(%(codes)s)
       AND EXISTS (SELECT FROM stock_binlevel b WHERE b.lot_id = t.id AND b.warehouse_id = %(warehouse)s) LIMIT 3)
    UNION ALL
    SELECT 'outbound', o.number, '', o.number FROM stock_outbound o
     WHERE o.number = ANY(%(codes)s) AND o.warehouse_id = %(warehouse)s
    UNION ALL
    SELECT 'parcel', coalesce(nullif(p.waybill, ''), p.number), o.number, o.number
      FROM stock_parcel p JOIN stock_outbound o ON o.id = p.outbound_id
     WHERE (p.number = ANY(%(codes)s) OR p.waybill = ANY(%(codes)s)) AND o.warehouse_id = %(warehouse)s
    UNION ALL
    SELECT 'inbound', n.number, '', n.number FROM stock_inbound n
     WHERE n.number = ANY(%(codes)s) AND n.warehouse_id = %(warehouse)s
    UNION ALL
    SELECT 'wave', w.number, '', w.number FROM wms_wave w
     WHERE w.number = ANY(%(codes)s) AND w.warehouse_id = %(warehouse)s
"""


def meanings(code: str, warehouse: int, *, year: int) -> list[Meaning]:
    """Everything that this code is, in a warehouse; letters may be small. One statement.

    A GS1 label means its goods, named with the lot and day that it says; else its lot, serial number or SSCC. RefusalError
    when such a label is wrong.
    """
    label = gs1.goods(gs1.read(code) or {}, year)
    wanted = label.gtin or label.lot or label.serial or label.sscc or code
    figures = {
        "codes": [wanted.upper(), *gs1.spellings(wanted)],
        "warehouse": warehouse,
        "english": get_language() == "en",
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, figures)
        rows = cursor.fetchall()
    more = " ".join(text for text in (label.lot or label.serial, str(label.expires_on or "")) if text)
    return [
        Meaning(
            gettext(KINDS[kind][0]),
            found,
            f"{name} {more}" if kind == "item" and more else name,
            f"{KINDS[kind][1]}{leads}" if KINDS[kind][1] else "",
        )
        for kind, found, name, leads in rows
    ]
