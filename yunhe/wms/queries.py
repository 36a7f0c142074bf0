"""Reads for the floor: what to pick in walking order, what to put away."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from yunhe.catalog.models import Barcode
from yunhe.kernel.bulk import array
from yunhe.wms.models import Wave


@dataclass(frozen=True, slots=True)
class PickLine:
    """One stop of the walk: take `left` of an item from a bin for a tote. `codes` maps accepted codes to their factor."""

    binding: int
    outbound: int
    tote: int
    bin: str
    item: int
    item_code: str
    item_name: str
    lot: str
    expires_on: date | None
    qty: Decimal
    picked: Decimal
    codes: dict[str, Decimal]

    @property
    def left(self) -> Decimal:
        return self.qty - self.picked


PICKS = """
    SELECT k.id, l.outbound_id, wo.tote, n.code, i.id, i.code, i.name, coalesce(t.code, ''), t.expires_on, k.qty, k.picked
    FROM wms_waveoutbound wo
    JOIN wms_wave w ON w.id = wo.wave_id
    JOIN stock_outboundline l ON l.outbound_id = wo.outbound_id
    JOIN stock_binding k ON k.outbound_line_id = l.id
    JOIN stock_binlevel b ON b.id = k.bin_level_id
    JOIN stock_bin n ON n.id = b.bin_id
    JOIN catalog_item i ON i.id = b.item_id
    LEFT JOIN stock_lot t ON t.id = b.lot_id
    WHERE wo.wave_id = %s AND wo.living
    ORDER BY array_position(ARRAY(SELECT jsonb_array_elements(w.walk)::text::bigint), n.id) NULLS LAST, n.code, i.code, wo.tote
"""
TO_PUT_AWAY = """
    SELECT b.id, n.code, i.id, i.code, i.name, coalesce(t.code, ''), b.grade, b.qty - b.bound, b.since
    FROM stock_binlevel b JOIN stock_bin n ON n.id = b.bin_id JOIN catalog_item i ON i.id = b.item_id
    LEFT JOIN stock_lot t ON t.id = b.lot_id
    WHERE n.warehouse_id = %s AND n.kind = 'receive' AND b.qty > b.bound ORDER BY b.since, b.id
"""


def pick_list(wave_id: int) -> list[PickLine]:
    """The picks of a wave in walking order, with the codes that mean each item. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(PICKS, [wave_id])
        rows = cursor.fetchall()
    codes: defaultdict[int, dict[str, Decimal]] = defaultdict(dict)
    for item, code, factor in Barcode.objects.filter(item__in={row[4] for row in rows}).values_list(
        "item_id", "code", "factor"
    ):
        codes[item][code] = factor
    return [PickLine(*(*row, {row[5]: Decimal(1), **codes[row[4]]})) for row in rows]


def open_waves(warehouse_ids: list[int] | None = None) -> list[Wave]:
    """Waves that wait for a picker or are being picked, urgent first."""
    waves = Wave.objects.filter(state__in=("open", "picking")).select_related("warehouse").order_by("priority", "id")
    return list(waves if warehouse_ids is None else waves.filter(warehouse__in=warehouse_ids))


def bindings_of(wave_ids: list[int]) -> list[tuple[int, int, Decimal]]:
    """(wave, binding, left to pick) of many waves."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT wo.wave_id, k.id, k.qty - k.picked FROM wms_waveoutbound wo
               JOIN stock_outboundline l ON l.outbound_id = wo.outbound_id JOIN stock_binding k ON k.outbound_line_id = l.id
               WHERE wo.wave_id = ANY(%s::bigint[]) AND wo.living AND k.qty > k.picked ORDER BY wo.wave_id, k.id""",
            [array(wave_ids)],
        )
        return cursor.fetchall()


def to_put_away(warehouse_id: int) -> list[tuple[object, ...]]:
    """What lies at the dock: (bin level, bin, item id, code, name, lot, grade, quantity, since), oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(TO_PUT_AWAY, [warehouse_id])
        return cursor.fetchall()
