"""Calls of the stock room's commands with n rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, TODAY, World
from yunhe.stock import commands as stock
from yunhe.stock.bindings import bound_to
from yunhe.stock.commands.adjust import Adjustment
from yunhe.stock.commands.holds import Reservation
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.merge import Part
from yunhe.stock.commands.moving import BinMove, NewTransfer
from yunhe.stock.commands.parcels import Measured
from yunhe.stock.commands.picking import Pick
from yunhe.stock.commands.rebuilding import BALANCES
from yunhe.stock.commands.receiving import Received
from yunhe.stock.merging import Heading
from yunhe.stock.models import BinLevel, InboundLine, Lot, OutboundLine, Receipt
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal
Call = Callable[[], Any]


def new_outbounds(w: World, n: int) -> list[NewOutbound]:
    lines = ("TEA", "CUP")
    return [
        NewOutbound("sale", w.east, w.owner, w.entity.id, [NewLine(w.items[i].id, D(1)) for i in lines])
        for _ in range(n)
    ]


def planned(w: World, n: int) -> list[int]:
    w.stock("TEA", 2 * n)
    w.stock("CUP", 2 * n)
    return stock.plan_outbounds(new_outbounds(w, n), by=BY, at=AT).done


def released(w: World, n: int) -> list[int]:
    return stock.release(planned(w, n), by=BY, at=AT).done


def picks(ids: list[int]) -> list[Pick]:
    return [Pick(b.id, b.qty - b.picked) for b in bound_to(ids)]


def picked(w: World, n: int) -> list[int]:
    ids = released(w, n)
    stock.pick(picks(ids), by=BY, at=AT)
    return ids


def packed(w: World, n: int) -> list[int]:
    return stock.pack(picked(w, n), by=BY, at=AT).done


def shipped(w: World, n: int) -> list[int]:
    return stock.ship(packed(w, n), by=BY, at=AT).done


def inbounds(w: World, n: int) -> list[NewInbound]:
    return [
        NewInbound("other", w.east, w.owner, w.entity.id, TODAY, [Expected(w.items["TEA"].id, D(3))]) for _ in range(n)
    ]


def expected(w: World, n: int) -> list[int]:
    return stock.expect(inbounds(w, n), by=BY, at=AT).done


def arriving(w: World, n: int) -> list[Received]:
    return [
        Received(line, D(3))
        for line in InboundLine.objects.filter(inbound__in=expected(w, n)).values_list("id", flat=True)
    ]


def shelves(w: World, n: int) -> list[Adjustment]:
    """n shelves with five cups each, as adjustments of −1."""
    bins = stock.add_bins([(w.east, f"A-{i}") for i in range(n)], by=BY, at=AT).made.values()
    put = [Adjustment(w.items["CUP"].id, w.east, bin, w.owner, D(5), "found") for bin in bins]
    stock.adjust(put, by=BY, at=AT)
    return [Adjustment(a.item, a.warehouse, a.bin, a.owner, D(-1), "count") for a in put]


def _open_warehouses(w: World, n: int) -> Call:
    rows = [{"code": f"W{i}", "name": f"W{i}", "entity": w.entity} for i in range(n)]
    return lambda: stock.open_warehouses(rows, by=BY, at=AT)


def _add_bins(w: World, n: int) -> Call:
    return lambda: stock.add_bins([(w.east, f"B-{i}") for i in range(n)], by=BY, at=AT)


def _plan(w: World, n: int) -> Call:
    w.stock("TEA", n)
    w.stock("CUP", n)
    return lambda: stock.plan_outbounds(new_outbounds(w, n), by=BY, at=AT)


def _waiting(w: World, n: int) -> Call:
    stock.plan_outbounds(new_outbounds(w, n), by=BY, at=AT)
    w.stock("TEA", n)
    return lambda: stock.allocate_waiting([(w.items["TEA"].id, w.east)], by=BY, at=AT)


def _split(w: World, n: int) -> Call:
    lines = _first_lines(planned(w, n))
    return lambda: stock.split_outbounds({line: D(1) for line in lines}, by=BY, at=AT)


def _first_lines(ids: list[int]) -> list[int]:
    return list(OutboundLine.objects.filter(outbound__in=ids, n=1).values_list("id", flat=True))


def _short_pick(w: World, n: int) -> Call:
    rows = [Pick(p.binding, D(1)) for p in picks(released(w, n))[::2]]
    return lambda: stock.short_pick(rows, by=BY, at=AT)


def _recall(w: World, n: int) -> Call:
    ids = picked(w, n)
    return lambda: stock.request_recall(ids, by=BY, at=AT)


def _answer(w: World, n: int) -> Call:
    ids = picked(w, n)
    stock.request_recall(ids, by=BY, at=AT)
    return lambda: stock.answer_recalls(ids, by=BY, at=AT)


def _received(w: World, n: int) -> Call:
    rows = arriving(w, n)
    return lambda: stock.receive(rows, by=BY, at=AT)


def _reverse(w: World, n: int) -> Call:
    stock.receive(arriving(w, n), by=BY, at=AT)
    ids = list(Receipt.objects.values_list("id", flat=True))
    return lambda: stock.reverse_receipts(ids, by=BY, at=AT)


def _move_bins(w: World, n: int) -> Call:
    shelves(w, n)
    main = w.bin("main")
    rows = [
        BinMove(id, main, D(2))
        for id in BinLevel.objects.filter(bin__code__startswith="A-").values_list("id", flat=True)
    ]
    return lambda: stock.move_bins(rows, by=BY, at=AT)


def _transfer(w: World, n: int) -> Call:
    rows = [NewTransfer(w.east, w.south, w.owner, w.entity.id, TODAY, [(w.items["TEA"].id, D(1))]) for _ in range(n)]
    return lambda: stock.transfer(rows, by=BY, at=AT)


def _adjust(w: World, n: int) -> Call:
    rows = shelves(w, n)
    return lambda: stock.adjust(rows, by=BY, at=AT)


def _regrade(w: World, n: int) -> Call:
    rows = [Adjustment(a.item, a.warehouse, a.bin, a.owner, D(1), "broken", to_grade="damaged") for a in shelves(w, n)]
    return lambda: stock.regrade(rows, by=BY, at=AT)


def reservations(w: World, n: int) -> list[Reservation]:
    return [Reservation(f"k{i}", w.east, w.owner, [(w.items["TEA"].id, D(1))]) for i in range(n)]


def _reserve(w: World, n: int) -> Call:
    w.stock("TEA", n)
    return lambda: stock.reserve_now(reservations(w, n), by=BY, at=AT)


def _end_holds(w: World, n: int) -> Call:
    w.stock("TEA", n)
    ids = list(stock.reserve_now(reservations(w, n), by=BY, at=AT).made.values())
    return lambda: stock.end_holds(ids, by=BY, at=AT)


def taken(w: World, n: int) -> list[Pick]:
    return [Pick(b.id, b.picked) for b in bound_to(picked(w, n))]


def measured(w: World, n: int) -> list[Measured]:
    parcels = stock.open_parcels(released(w, n), by=BY, at=AT).made.values()
    return [Measured(id, D("1.2"), 300, 200, 100) for id in parcels]


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], Any]) -> Callable[[World, int], Call]:
    """A command that takes the ids that `prepare` makes."""

    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


def lots(w: World, n: int) -> list[int]:
    """n lots of three milks, the first of each bound to a released outbound; expired at the end of the year."""
    (inbound,) = stock.expect(
        [NewInbound("other", w.east, w.owner, w.entity.id, TODAY, [Expected(w.items["MILK"].id, D(3 * n))])],
        by=BY,
        at=AT,
    ).done
    line = InboundLine.objects.get(inbound=inbound).id
    rows = [Received(line, D(3), lot=f"L{i}", expires_on=TODAY, bin=w.bin("main")) for i in range(n)]
    stock.receive(rows, by=BY, at=AT)
    milk = [NewOutbound("sale", w.east, w.owner, w.entity.id, [NewLine(w.items["MILK"].id, D(1))]) for _ in range(n)]
    stock.release(stock.plan_outbounds(milk, by=BY, at=AT).done, by=BY, at=AT)
    return list(Lot.objects.values_list("id", flat=True))


def _sweep_expired(w: World, n: int) -> Call:
    lots(w, n)
    return lambda: stock.sweep_expired(by=BY, at=AT + timedelta(days=1))


def _sweep_holds(w: World, n: int) -> Call:
    w.stock("TEA", n)
    stock.reserve_now([replace(r, expires_at=AT) for r in reservations(w, n)], by=BY, at=AT)
    return lambda: stock.sweep_holds(by=BY, at=AT)


def _merge(w: World, n: int) -> Call:
    ids = planned(w, n)
    return lambda: stock.merge_outbounds(dict(zip(ids[::2], [[id] for id in ids[1::2]])), by=BY, at=AT)


def _part(w: World, n: int) -> Call:
    rows = list(OutboundLine.objects.filter(outbound__in=planned(w, n), n=1).values_list("outbound_id", "id"))
    parts = [Part(id, [line], Heading(i, None, 5, None)) for i, (id, line) in enumerate(rows, 1)]
    rest = {id: Heading(i, None, 5, None) for i, (id, _) in enumerate(rows, 1)}
    return lambda: stock.part_outbounds(parts, by=BY, at=AT, rest=rest)


def _change_warehouses(w: World, n: int) -> Call:
    rows = [{"code": f"N{i}", "name": "x", "entity": w.entity} for i in range(n)]
    stock.open_warehouses(rows, by=BY, at=AT)
    changed = [{"code": row["code"], "priority": 3} for row in rows]
    return lambda: stock.change_warehouses(changed, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "kernel.change_warehouses": _change_warehouses,
    "kernel.rebuild_balances": lambda w, n: lambda: stock.rebuild_balances(list(BALANCES), by=BY, at=AT),
    "stock.open_warehouses": _open_warehouses,
    "stock.add_bins": _add_bins,
    "stock.plan_outbounds": _plan,
    "stock.allocate_waiting": _waiting,
    "stock.split_outbounds": _split,
    "stock.merge_outbounds": _merge,
    "stock.part_outbounds": _part,
    "stock.release": _on(stock.release, planned),
    "stock.start_picking": _on(stock.start_picking, released),
    "stock.pick": _on(stock.pick, lambda w, n: picks(released(w, n))),
    "stock.return_picks": _on(stock.return_picks, taken),
    "stock.unpick": _on(stock.unpick, picked),
    "stock.short_pick": _short_pick,
    "stock.request_recall": _recall,
    "stock.answer_recalls": _answer,
    "stock.cancel_outbounds": _on(stock.cancel_outbounds, planned),
    "stock.pack": _on(stock.pack, picked),
    "stock.unpack": _on(stock.unpack, packed),
    "stock.ship": _on(stock.ship, packed),
    "stock.ship_whole": _on(stock.ship_whole, planned),
    "stock.deliver": _on(stock.deliver, shipped),
    "stock.close_outbounds": _on(stock.close_outbounds, shipped),
    "stock.expect": _on(stock.expect, inbounds),
    "stock.arrive": _on(stock.arrive, expected),
    "stock.receive": _received,
    "stock.reverse_receipts": _reverse,
    "stock.cancel_inbounds": _on(stock.cancel_inbounds, expected),
    "stock.close_inbounds": _on(stock.close_inbounds, expected),
    "stock.change_due": _on(stock.change_due, lambda w, n: dict.fromkeys(expected(w, n), TODAY)),
    "stock.move_bins": _move_bins,
    "stock.transfer": _transfer,
    "stock.adjust": _adjust,
    "stock.regrade": _regrade,
    "stock.open_parcels": _on(stock.open_parcels, released),
    "stock.measure_parcels": _on(stock.measure_parcels, measured),
    "stock.reserve_now": _reserve,
    "stock.end_holds": _end_holds,
    "stock.sweep_expired": _sweep_expired,
    "stock.sweep_holds": _sweep_holds,
    "stock.block_lots": _on(stock.block_lots, lots),
    "stock.unblock_lots": _on(stock.unblock_lots, lots),
}
