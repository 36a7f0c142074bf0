"""Calls of purchasing's commands with n rows."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, TODAY, World
from yunhe.catalog.models import Item
from yunhe.erp.purchasing import commands as buying
from yunhe.erp.purchasing.commands.orders import NewLine, NewOrder

D = Decimal
Call = Callable[[], Any]


def lacking(w: World, n: int) -> list[tuple[int, int]]:
    """n items that an order lacks; Hill sells every second one."""
    items = Item.objects.bulk_create([Item(code=f"B{i}", name="货", unit=w.units["pcs"]) for i in range(n)])
    w.items |= {item.code: item for item in items}
    w.outbound(*((item.code, 3) for item in items))
    return [(item.id, w.east) for item in items]


def offers(w: World, n: int) -> list[dict[str, Any]]:
    places = lacking(w, n)
    terms = {"supplier": w.partners["HILL"], "unit": w.units["pcs"], "price_incl": D("1.13")}
    return [{**terms, "item_id": item} for item, _ in places[::2]]


def offered(w: World, n: int) -> list[tuple[int, int]]:
    buying.save_offers(offers(w, n), by=BY, at=AT)
    return [(w.items[f"B{i}"].id, w.east) for i in range(n)]


def proposed(w: World, n: int) -> list[int]:
    return list(buying.propose(offered(w, n), by=BY, at=AT).made.values())


def new(w: World, n: int) -> list[NewOrder]:
    line = NewLine(w.items["TEA"].id, w.units["box"].id, D(12), D(2), D("113.00"))
    return [NewOrder(w.partners["HILL"].id, w.entity.id, w.east, TODAY, [line]) for _ in range(n)]


def drafts(w: World, n: int) -> list[int]:
    return buying.order(new(w, n), by=BY, at=AT).done


def approved(w: World, n: int) -> list[int]:
    return buying.approve(drafts(w, n), by=BY, at=AT).done


def sent(w: World, n: int) -> list[int]:
    return buying.send(approved(w, n), by=BY, at=AT).done


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], Any]) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


CASES: dict[str, Callable[[World, int], Call]] = {
    "purchasing.save_offers": _on(buying.save_offers, offers),
    "purchasing.propose": _on(buying.propose, offered),
    "purchasing.accept": _on(buying.accept, proposed),
    "purchasing.dismiss": _on(buying.dismiss, proposed),
    "purchasing.order": _on(buying.order, new),
    "purchasing.approve": _on(buying.approve, drafts),
    "purchasing.send": _on(buying.send, approved),
    "purchasing.confirm": _on(buying.confirm, lambda w, n: dict.fromkeys(sent(w, n), TODAY + timedelta(days=9))),
    "purchasing.close": _on(buying.close, sent),
    "purchasing.cancel": _on(buying.cancel, sent),
}
