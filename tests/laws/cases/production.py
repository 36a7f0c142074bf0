"""Calls of production's commands with n rows: ten cakes take 2.5 kg of flour."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, TODAY, World
from yunhe.catalog.models import Bom, BomLine, Item
from yunhe.erp.production import commands as work
from yunhe.erp.production.models import WorkReport

D = Decimal
Call = Callable[[], Any]


def new(w: World, n: int) -> list[work.NewWork]:
    w.stock("FLOUR", 3 * n)
    return [work.NewWork(w.items["CAKE"].id, w.east, D(10), TODAY) for _ in range(n)]


def firm(w: World, n: int) -> list[int]:
    return list(work.order(new(w, n), by=BY, at=AT).made.values())


def released(w: World, n: int) -> list[int]:
    return work.release(firm(w, n), by=BY, at=AT).done


def backflushed(w: World, n: int) -> list[int]:
    Bom.objects.update(backflush=True)
    return released(w, n)


def issued(w: World, n: int) -> list[int]:
    return work.issue(released(w, n), by=BY, at=AT).done


def paused(w: World, n: int) -> list[int]:
    """Half of them had begun."""
    ids = released(w, n)
    work.issue(ids[::2], by=BY, at=AT)
    return work.pause(ids, by=BY, at=AT).done


def reports(w: World, n: int) -> list[work.Report]:
    return [work.Report(id, D(5), D(1)) for id in backflushed(w, n)]


def finished(w: World, n: int) -> list[int]:
    work.report(reports(w, n), by=BY, at=AT)
    return work.finish(list(WorkReport.objects.values_list("order_id", flat=True)), by=BY, at=AT).done


def places(w: World, n: int) -> list[tuple[int, int]]:
    """n lacking products with a bill each; every second one is planned already, for less."""
    cakes = Item.objects.bulk_create(
        [Item(code=f"K{i}", name="糕", source="make", unit=w.units["pcs"]) for i in range(n)]
    )
    w.items |= {cake.code: cake for cake in cakes}
    boms = Bom.objects.bulk_create([Bom(item=cake, valid_from=TODAY) for cake in cakes])
    BomLine.objects.bulk_create([BomLine(bom=bom, component=w.items["FLOUR"], qty=1) for bom in boms])
    pairs = [(cake.id, w.east) for cake in cakes]
    w.outbound(*((cake.code, 1) for cake in cakes))
    work.plan_work(pairs[::2], by=BY, at=AT)
    w.outbound(*((cake.code, 2) for cake in cakes))
    return pairs


def flour(w: World, ids: list[int]) -> list[work.Issue]:
    return [work.Issue(id, w.items["FLOUR"].id, D("0.5")) for id in ids]


def unused(w: World, n: int) -> list[work.Unused]:
    return [work.Unused(id, w.items["FLOUR"].id, D("0.5")) for id in issued(w, n)]


def wrong(w: World, n: int) -> list[int]:
    return list(work.report(reports(w, n), by=BY, at=AT).made.values())


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], Any]) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


def _terms(w: World, n: int) -> list[dict[str, Any]]:
    places(w, n)
    return [{"item": w.items[f"K{i}"], "multiple": D(5)} for i in range(n)]


CASES: dict[str, Callable[[World, int], Call]] = {
    "production.save_terms": _on(work.save_terms, _terms),
    "production.plan_work": _on(work.plan_work, places),
    "production.order": _on(work.order, new),
    "production.firm": _on(work.firm, lambda w, n: list(work.plan_work(places(w, n), by=BY, at=AT).made.values())),
    "production.release": _on(work.release, firm),
    "production.start": _on(work.start, released),
    "production.pause": _on(work.pause, issued),
    "production.resume": _on(work.resume, paused),
    "production.cancel": _on(work.cancel, released),
    "production.issue": _on(work.issue, released),
    "production.issue_lines": _on(work.issue_lines, lambda w, n: flour(w, released(w, n))),
    "production.return_material": _on(work.return_material, unused),
    "production.report": _on(work.report, reports),
    "production.reverse_reports": _on(work.reverse_reports, wrong),
    "production.finish": _on(work.finish, issued),
    "production.close": _on(work.close, finished),
}
