"""Calls of the warehouse floor's commands with n rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.laws.cases.stock import released, shelves
from tests.world import AT, BY, World
from yunhe.catalog.models import Barcode, Item
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.models import BinLevel, Outbound
from yunhe.wms import commands as wms
from yunhe.wms.commands.counting import Counted
from yunhe.wms.commands.picking import Picked
from yunhe.wms.commands.storing import Standing
from yunhe.wms.models import Wave

D = Decimal
Call = Callable[[], Any]


def waves(w: World, n: int) -> list[int]:
    """n waves of one outbound each."""
    return list(wms.open_waves([[id] for id in released(w, n)], by=BY, at=AT).done)


def started(w: World, n: int) -> list[int]:
    return wms.start_waves(waves(w, n), by=BY, at=AT).done


def scans(w: World, n: int) -> list[Picked]:
    started(w, n)
    wave_of = dict(Wave.objects.values_list("outbounds__outbound", "id"))
    bound = bound_to(Outbound.objects.values_list("id", flat=True))
    return [Picked(UUID(int=b.id), wave_of[b.outbound], b.id, D(1), AT) for b in bound]


def standing(w: World, n: int) -> list[Standing]:
    return [Standing(a.bin, w.east, f"Z{i % 3}", i % 7, D(i)) for i, a in enumerate(shelves(w, n))]


def counted(w: World, n: int) -> list[Counted]:
    return [Counted(a.item, a.warehouse, a.bin, a.owner, D(4)) for a in shelves(w, n)]


def moves(w: World, n: int) -> list[BinMove]:
    shelves(w, n)
    lying = BinLevel.objects.filter(bin__code__startswith="A-").order_by("id")
    return [BinMove(id, w.bin("main"), D(2)) for id in lying.values_list("id", flat=True)]


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], Any]) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


def _wave_released(w: World, n: int) -> Call:
    released(w, n)
    return lambda: wms.wave_released([w.east], by=BY, at=AT)


def _assign(w: World, n: int) -> Call:
    rows = waves(w, n)
    return lambda: wms.assign_waves(rows, picker="li", by=BY, at=AT)


def _undo(w: World, n: int) -> Call:
    done = wms.confirm_picks(scans(w, n), by=BY, at=AT).done
    return lambda: wms.undo_picks(done, by=BY, at=AT)


def _shelves(w: World, n: int) -> list[int]:
    return [a.bin for a in shelves(w, n)]


def _items(w: World, n: int) -> list[int]:
    unit = w.units["pcs"]
    items = Item.objects.bulk_create([Item(code=f"L{i}", name=f"L{i}", unit=unit) for i in range(n)])
    Barcode.objects.bulk_create(
        [Barcode(code=f"C{i}", item=item, unit=unit, factor=12) for i, item in enumerate(items)]
    )
    return [item.id for item in items]


CASES: dict[str, Callable[[World, int], Call]] = {
    "wms.wave_released": _wave_released,
    "wms.open_waves": _on(wms.open_waves, lambda w, n: [[id] for id in released(w, n)]),
    "wms.start_waves": _on(wms.start_waves, waves),
    "wms.assign_waves": _assign,
    "wms.undo_picks": _undo,
    "wms.cancel_waves": _on(wms.cancel_waves, started),
    "wms.confirm_picks": _on(wms.confirm_picks, scans),
    "wms.report_short": _on(wms.report_short, scans),
    "wms.put_away": _on(wms.put_away, moves),
    "wms.place_bins": _on(wms.place_bins, standing),
    "wms.count_bins": _on(wms.count_bins, counted),
    "wms.print_bin_labels": _on(wms.print_bin_labels, _shelves),
    "wms.print_item_labels": _on(wms.print_item_labels, _items),
    "wms.print_carton_labels": _on(wms.print_carton_labels, _items),
}
