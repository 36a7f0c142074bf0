"""Reads for the floor: what to pick in walking order, what to put away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from yunhe.catalog.codes import codes_of
from yunhe.kernel.bulk import array


@dataclass(frozen=True, slots=True)
class PickLine:
    """One stop of the walk: take `left` of an item from a bin for a tote. `unit` is the code of its
    unit, `unit_name` what people call it; `codes` maps accepted codes to their factor."""

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
    unit: str
    unit_name: str
    codes: dict[str, Decimal]

    @property
    def left(self) -> Decimal:
        return self.qty - self.picked


PICKS = """
    SELECT k.id, l.outbound_id, wo.tote, n.code, i.id, i.code,
           CASE WHEN %s AND i.name_en <> '' THEN i.name_en ELSE i.name END, coalesce(t.code, ''), t.expires_on, k.qty, k.picked,
           u.code, CASE WHEN %s AND u.name_en <> '' THEN u.name_en ELSE u.name END
    FROM wms_waveoutbound wo
    JOIN wms_wave w ON w.id = wo.wave_id
    JOIN stock_outboundline l ON l.outbound_id = wo.outbound_id
    JOIN stock_binding k ON k.outbound_line_id = l.id
    JOIN stock_binlevel b ON b.id = k.bin_level_id
    JOIN stock_bin n ON n.id = b.bin_id
    JOIN catalog_item i ON i.id = b.item_id JOIN catalog_unit u ON u.id = i.unit_id
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


BOARD = """
    WITH w AS (
        SELECT * FROM wms_wave WHERE warehouse_id = ANY(%s)
          AND (state IN ('open', 'picking') OR (state = 'done' AND state_at >= %s))),
    done AS (
        SELECT w.id, count(DISTINCT m.outbound_id) AS outbounds, count(k.id) AS picks,
               count(k.id) FILTER (WHERE k.picked = k.qty) AS picked
        FROM w JOIN wms_waveoutbound m ON m.wave_id = w.id
        LEFT JOIN stock_outboundline l ON l.outbound_id = m.outbound_id
        LEFT JOIN stock_binding k ON k.outbound_line_id = l.id
        GROUP BY w.id)
    SELECT w.number, w.state, w.state_at, w.opened_at, w.picker, w.priority,
           CASE WHEN %s AND h.name_en <> '' THEN h.name_en ELSE h.name END AS warehouse,
           coalesce(d.outbounds, 0) AS outbounds, coalesce(d.picks, 0) AS picks, coalesce(d.picked, 0) AS picked
    FROM w JOIN stock_warehouse h ON h.id = w.warehouse_id LEFT JOIN done d ON d.id = w.id
    ORDER BY w.state = 'done', w.priority, w.id LIMIT 300
"""
SUGGESTED = """
    SELECT b.id, coalesce(
        (SELECT n.code FROM stock_binlevel o JOIN stock_bin n ON n.id = o.bin_id
          WHERE o.item_id = b.item_id AND o.warehouse_id = b.warehouse_id AND o.grade = b.grade AND o.qty > 0
            AND n.kind IN ('shelf', 'main') AND n.active
          ORDER BY o.lot_id IS NOT DISTINCT FROM b.lot_id DESC, n.kind = 'shelf' DESC, o.qty DESC, n.code LIMIT 1),
        (SELECT n.code FROM stock_bin n WHERE n.warehouse_id = b.warehouse_id AND n.kind = 'main' ORDER BY n.id LIMIT 1), '')
    FROM stock_binlevel b WHERE b.id = ANY(%s::bigint[])
"""


def suggested_bins(bin_levels: Iterable[int]) -> dict[int, str]:
    """A bin's code for each of these goods: where most of the same lies, the same lot and shelves first; else MAIN."""
    with connection.cursor() as cursor:
        cursor.execute(SUGGESTED, [array(bin_levels)])
        return dict(cursor.fetchall())


def pick_list(wave_id: int) -> list[PickLine]:
    """The picks of a wave in walking order, with the codes that mean each item. Two statements."""
    with connection.cursor() as cursor:
        english = get_language() == "en"
        cursor.execute(PICKS, [english, english, wave_id])
        rows = cursor.fetchall()
    codes = codes_of({row[4]: row[5] for row in rows})
    return [PickLine(*(*row, codes[row[4]])) for row in rows]


def board_waves(warehouse_ids: Sequence[int], *, since: datetime) -> list[dict[str, Any]]:
    """Waves that wait or are picked, urgent first, then those done since: number, state, picker, warehouse, outbounds,
    picks and how many of them are done."""
    with connection.cursor() as cursor:
        cursor.execute(BOARD, [list(warehouse_ids), since, get_language() == "en"])
        columns = [column.name for column in cursor.description]
        return [dict(zip(columns, row)) for row in cursor.fetchall()]


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
