"""Calls of order management's commands with n rows."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from tests.erp.finance.books import recorded
from tests.world import AT, BY, World
from yunhe.oms import commands as oms
from yunhe.oms.commands.refunds import NewRefund
from yunhe.oms.commands.returns import NewReturn
from yunhe.oms.handlers import follow_returns
from yunhe.oms.messages import Message
from yunhe.oms.models import Hold, Order, OrderLine, Return, Shop
from yunhe.stock import commands as stock
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine

D = Decimal
Call = Callable[[], Any]


def messages(w: World, n: int, sku: str = "TEA") -> list[Message]:
    if not Shop.objects.exists():
        Shop.objects.create(code="T1", name="店", entity=w.entity, warehouse_id=w.east)
        oms.set_up_audit(by=BY, at=AT)
    return [
        Message.model_validate(
            {
                "shop": "T1",
                "external_id": f"A{i}",
                "version": AT,
                "placed_at": AT,
                "lines": [
                    {"sku": sku, "qty": 1, "price_incl": "10.00"},
                    {"sku": "GIFT", "qty": 1, "price_incl": "50.00"},
                ],
                "address": {"recipient": "王", "phone": f"138{i:08}", "region_code": "310104", "detail": "x"},
            }
        )
        for i in range(n)
    ]


def captured(w: World, n: int, sku: str = "TEA") -> list[int]:
    return list(oms.intake(messages(w, n, sku), by=BY, at=AT).made.values())


def audited(w: World, n: int) -> list[int]:
    return oms.audit(captured(w, n), by=BY, at=AT).done


def allocated(w: World, n: int) -> list[int]:
    w.stock("TEA", 2 * n)
    w.stock("CUP", n)  # not enough: half of the kits are short
    return oms.allocate(audited(w, n), by=BY, at=AT).done


def _intake(w: World, n: int) -> Call:
    rows = messages(w, n)
    return lambda: oms.intake(rows, by=BY, at=AT)


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], Any]) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


def _allocate(w: World, n: int) -> Call:
    w.stock("TEA", 2 * n)
    w.stock("CUP", n)
    ids = audited(w, n)
    return lambda: oms.allocate(ids, by=BY, at=AT)


def held(w: World, n: int) -> list[int]:
    oms.audit(captured(w, n, "NO-SUCH"), by=BY, at=AT)
    return list(Hold.objects.values_list("id", flat=True))


def _addresses(w: World, n: int) -> Call:
    rows = dict.fromkeys(captured(w, n), oms.NewAddress("李", "13812345678", "310104", "漕溪北路 88 号"))
    return lambda: oms.change_addresses(rows, by=BY, at=AT)


def _matches(w: World, n: int) -> Call:
    """n orders of one unknown code; each is asked for by itself."""
    lines = OrderLine.objects.filter(order__in=captured(w, n, "NO-SUCH"), item=None).values_list("id", flat=True)
    rows = [oms.Match(id, "TEA") for id in lines]
    return lambda: oms.match_items(rows, by=BY, at=AT)


def _cancel_lines(w: World, n: int) -> Call:
    ids = audited(w, n)
    parts = {line: D(1) for line in OrderLine.objects.filter(order__in=ids, n=1).values_list("id", flat=True)}
    return lambda: oms.cancel_lines(parts, by=BY, at=AT)


def _cancel_planned_lines(w: World, n: int) -> Call:
    """Orders of a tea and a kit each: the tea goes, and with it a part of every outbound."""
    parts = dict.fromkeys(OrderLine.objects.filter(order__in=allocated(w, n), n=1).values_list("id", flat=True), D(1))
    return lambda: oms.cancel_lines(parts, by=BY, at=AT)


def wishes(w: World, n: int) -> list[NewReturn]:
    """n orders of a tea and a kit, shipped; the kit is to come back."""
    w.stock("TEA", 2 * n)
    w.stock("CUP", 2 * n)
    made = oms.allocate(audited(w, n), by=BY, at=AT).made
    stock.ship_whole([outbound for outbounds in made.values() for outbound in outbounds], by=BY, at=AT)
    kits = OrderLine.objects.filter(order__in=made, n=2).order_by("id").values_list("order_id", "id")
    return [NewReturn(order, {line: D(1)}, "not_wanted") for order, line in kits]


def wished(w: World, n: int) -> list[int]:
    return list(oms.request_returns(wishes(w, n), by=BY, at=AT).made.values())


def approved(w: World, n: int) -> list[int]:
    return oms.approve_returns(wished(w, n), by=BY, at=AT).done


def came(w: World, n: int) -> list[int]:
    ids = approved(w, n)
    lines = InboundLine.objects.filter(inbound__source_kind="return").values_list("id", "qty")
    stock.receive([Received(line, qty) for line, qty in lines], by=BY, at=AT)
    follow_returns(recorded(["GoodsReceived"]), by=BY, at=AT)
    assert Return.objects.filter(id__in=ids, state="received").count() == n
    return ids


def claims(w: World, n: int) -> list[NewRefund]:
    return [NewRefund(order, D(5), "late") for order in captured(w, n)]


def claimed(w: World, n: int) -> list[int]:
    return oms.request_refunds(claims(w, n), by=BY, at=AT).done


def granted(w: World, n: int) -> list[int]:
    return oms.approve_refunds(claimed(w, n), by=BY, at=AT).done


def twins(w: World, n: int) -> list[int]:
    """n orders, two to each recipient, of which goods are planned."""
    rows = [
        row.model_copy(update={"address": row.address.model_copy(update={"phone": f"138{i // 2:08}"})})
        for i, row in enumerate(messages(w, n))
    ]
    ids = list(oms.intake(rows, by=BY, at=AT).made.values())
    Order.objects.filter(id__in=ids).update(state="audited")
    w.stock("TEA", n)
    return oms.allocate(ids, by=BY, at=AT).done


def merged(w: World, n: int) -> list[int]:
    return sorted(set(oms.merge(twins(w, n), by=BY, at=AT).made.values()))


def halves(w: World, n: int) -> dict[int, Decimal]:
    lines = OrderLine.objects.filter(order__in=allocated(w, n), n=1)
    return dict.fromkeys(lines.values_list("id", flat=True), D(1))


def _cancel_merged(w: World, n: int) -> Call:
    ids = twins(w, n)
    oms.merge(ids, by=BY, at=AT)
    return lambda: oms.cancel_orders(ids[::2], by=BY, at=AT)


def _save_shops(w: World, n: int) -> Call:
    Shop.objects.bulk_create(Shop(code=f"S{i}", name="x", entity=w.entity) for i in range(0, n, 2))
    rows = [{"code": f"S{i}", "name": "y", "entity_id": w.entity.pk} for i in range(n)]
    return lambda: oms.save_shops(rows, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "kernel.save_shops": _save_shops,
    "oms.intake": _intake,
    "oms.audit": _on(oms.audit, captured),
    "oms.unaudit": _on(oms.unaudit, audited),
    "oms.hold": _on(partial(oms.hold, reason="wait"), captured),
    "oms.release_holds": _on(oms.release_holds, held),
    "oms.change_addresses": _addresses,
    "oms.match_items": _matches,
    "oms.judge_again": _on(oms.judge_again, captured),
    "oms.set_up_audit": lambda w, n: lambda: oms.set_up_audit(by=BY, at=AT),
    "oms.allocate": _allocate,
    "oms.deallocate": _on(oms.deallocate, allocated),
    "oms.progress": _on(oms.progress, allocated),
    "oms.cancel_orders": _on(oms.cancel_orders, allocated),
    "oms.cancel_orders of merged ones": _cancel_merged,
    "oms.cancel_lines": _cancel_lines,
    "oms.cancel_lines of planned ones": _cancel_planned_lines,
    "oms.merge": _on(oms.merge, twins),
    "oms.unmerge": _on(oms.unmerge, merged),
    "oms.split": _on(oms.split, halves),
    "oms.request_returns": _on(oms.request_returns, wishes),
    "oms.approve_returns": _on(oms.approve_returns, wished),
    "oms.refuse_returns": _on(oms.refuse_returns, wished),
    "oms.withdraw_returns": _on(oms.withdraw_returns, approved),
    "oms.settle_returns": _on(oms.settle_returns, came),
    "oms.request_refunds": _on(oms.request_refunds, claims),
    "oms.approve_refunds": _on(oms.approve_refunds, claimed),
    "oms.refuse_refunds": _on(oms.refuse_refunds, claimed),
    "oms.pay_refunds": _on(oms.pay_refunds, lambda w, n: {id: f"P{id}" for id in granted(w, n)}),
    "oms.fail_refunds": _on(oms.fail_refunds, granted),
}
