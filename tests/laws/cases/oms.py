"""Calls of order management's commands with n rows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.world import AT, BY, World
from yunhe.oms import commands as oms
from yunhe.oms.messages import Message
from yunhe.oms.models import Hold, OrderLine, Shop

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


def _on(verb: Callable[..., Any], prepare: Callable[[World, int], list[int]]) -> Callable[[World, int], Call]:
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


def _cancel_lines(w: World, n: int) -> Call:
    ids = audited(w, n)
    parts = {line: D(1) for line in OrderLine.objects.filter(order__in=ids, n=1).values_list("id", flat=True)}
    return lambda: oms.cancel_lines(parts, by=BY, at=AT)


CASES: dict[str, Callable[[World, int], Call]] = {
    "oms.intake": _intake,
    "oms.audit": _on(oms.audit, captured),
    "oms.unaudit": _on(oms.unaudit, audited),
    "oms.release_holds": _on(oms.release_holds, held),
    "oms.set_up_audit": lambda w, n: lambda: oms.set_up_audit(by=BY, at=AT),
    "oms.allocate": _allocate,
    "oms.deallocate": _on(oms.deallocate, allocated),
    "oms.progress": _on(oms.progress, allocated),
    "oms.cancel_orders": _on(oms.cancel_orders, allocated),
    "oms.cancel_lines": _cancel_lines,
}
