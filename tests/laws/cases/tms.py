"""Calls of transport's commands with n rows."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.tms.depot import Depot, labelled, parcels, rate, said
from tests.world import AT, BY, World
from yunhe.kernel.models import Period
from yunhe.stock.models import Owner, Parcel, Warehouse
from yunhe.tms import commands as tms
from yunhe.tms.commands import WaybillRefusal, WaybillRow
from yunhe.tms.sheets import AccountRow, CarrierRow

Call = Callable[[], Any]
STORY = ["picked_up", "in_transit", "attempt_failed", "out_for_delivery", "delivered"]


def depot(w: World) -> Depot:
    """The world's eastern warehouse with the carriers swift (connected) and ox, and a card of each."""
    tms.define_carriers([CarrierRow("swift", "迅捷", adapter="sim"), CarrierRow("ox", "老牛")], by=BY, at=AT)
    cards = [rate("swift", "standard", "all", ["3", "4"], "9", "4", 3), rate("ox", "road", "all", ["4"], "99", "1", 5)]
    tms.import_rates(cards, by=BY, at=AT)
    period = Period.objects.get(entity=w.entity, code="2026-11")
    return Depot(Warehouse.objects.get(id=w.east), Owner.objects.get(id=w.owner), w.items["TEA"], period)


def opened(w: World, n: int) -> list[int]:
    return [p.id for p in parcels(depot(w), n, carrier_code="swift")]


def ready(w: World, n: int) -> list[Parcel]:
    return labelled(depot(w), n)


def gone(w: World, n: int) -> list[int]:
    return tms.hand_over([p.id for p in ready(w, n)], by=BY, at=AT).done


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], list[Any]]) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


def _carriers(w: World, n: int) -> list[CarrierRow]:
    return [CarrierRow(f"C{i}", "车", partner="SWIFT") for i in range(n)]


def _accounts(w: World, n: int) -> list[AccountRow]:
    tms.define_carriers(_carriers(w, n), by=BY, at=AT)
    return [AccountRow(f"C{i}", "http://x", {"key": "k"}) for i in range(n)]


def _rates(w: World, n: int) -> list[Any]:
    depot(w)
    return [rate("swift", f"s{i}", "all", ["3"], "9", "4", 3, minimum=Decimal(5)) for i in range(n)]


def _messages(w: World, n: int) -> list[Any]:
    return [said(p.waybill, STORY[i % 5], AT + timedelta(hours=i)) for i, p in enumerate(ready(w, n))]


def _sweep(w: World, n: int) -> Call:
    gone(w, n)
    return lambda: tms.sweep_parcels(by=BY, at=AT + timedelta(days=9))


CASES: dict[str, Callable[[World, int], Call]] = {
    "tms.define_carriers": _on(tms.define_carriers, _carriers),
    "tms.save_accounts": _on(tms.save_accounts, _accounts),
    "tms.import_rates": _on(tms.import_rates, _rates),
    "tms.choose_services": _on(tms.choose_services, lambda w, n: [p.id for p in parcels(depot(w), n)]),
    "tms.request_waybills": _on(tms.request_waybills, opened),
    "tms.assign_waybills": _on(tms.assign_waybills, lambda w, n: [WaybillRow(id, f"N{id}") for id in opened(w, n)]),
    "tms.refuse_waybills": _on(
        tms.refuse_waybills, lambda w, n: [WaybillRefusal(id, "X", "no") for id in opened(w, n)]
    ),
    "tms.void_waybills": _on(tms.void_waybills, lambda w, n: [p.id for p in ready(w, n)]),
    "tms.print_labels": _on(tms.print_labels, lambda w, n: [p.id for p in ready(w, n)]),
    "tms.hand_over": _on(tms.hand_over, lambda w, n: [p.id for p in ready(w, n)]),
    "tms.scan_out": _on(tms.scan_out, lambda w, n: [p.waybill for p in ready(w, n)]),
    "tms.record_tracking": _on(tms.record_tracking, _messages),
    "tms.mark_delivered": _on(tms.mark_delivered, gone),
    "tms.sweep_parcels": _sweep,
}
