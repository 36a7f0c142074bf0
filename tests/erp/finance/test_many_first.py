"""The same number of queries for two papers and for six."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.erp.finance.books import Firm, recorded
from tests.world import AT, BY, TODAY
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands import (
    Apply,
    BilledLine,
    NewPayment,
    PurchaseInvoice,
    SaleCredit,
    SalesInvoice,
    apply_payments,
    book_purchase_invoices,
    credit_sales,
    draft_invoices,
    receive_payments,
    reverse_payments,
    sum_vouchers,
)
from yunhe.erp.finance.models import Payment, Receivable
from yunhe.stock.models import ReceiptLine

D = Decimal


def count(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        deed()
    return len(queries)


def goods(firm: Firm, n: int) -> Callable[[], object]:
    li = firm.world.partners["LI"].id
    for i in range(n):
        firm.receive("TEA", 2, "6.00", tell=False)
        firm.sell(("TEA", 1, "11.30"), partner=li, shop=i, root=i + 1, tell=False)
    events = recorded(handlers.GOODS, firm.told)
    firm.told = events[-1].id
    return lambda: handlers.book_goods(events, by=BY, at=AT)


def told(firm: Firm, n: int) -> list[Receivable]:
    goods(firm, n)()
    return list(Receivable.objects.filter(kind="sale", invoiced=0, settled=0).order_by("-id")[:n])


def payments(firm: Firm, n: int, key: str = "T", **more: Any) -> list[NewPayment]:
    first, entity, li = Payment.objects.count(), firm.world.entity.id, firm.world.partners["LI"].id
    return [
        NewPayment(
            external_id=f"{key}{first + i}", entity=entity, kind="receipt", amount=D(50), day=TODAY, partner=li, **more
        )
        for i in range(n)
    ]


def receiving(firm: Firm, n: int) -> Callable[[], object]:
    rows = payments(firm, n, order=(10**6, "SO"))
    return lambda: receive_payments(rows, by=BY, at=AT)


def applying(firm: Firm, n: int) -> Callable[[], object]:
    items = told(firm, n)
    made = receive_payments(payments(firm, n, "A"), by=BY, at=AT).made
    rows = [Apply(payment=p, receivable=r.id, amount=D(5)) for p, r in zip(made.values(), items)]
    return lambda: apply_payments(rows, by=BY, at=AT)


def reversing(firm: Firm, n: int) -> Callable[[], object]:
    applying(firm, n)()
    ids = list(Payment.objects.filter(external_id__startswith="A", state="booked").values_list("id", flat=True))
    return lambda: reverse_payments(ids, by=BY, at=AT)


def crediting(firm: Firm, n: int) -> Callable[[], object]:
    rows = [SaleCredit(("return", r.id), ("outbound", r.source_id), D(5), TODAY) for r in told(firm, n)]
    return lambda: credit_sales(rows, by=BY, at=AT)


def billing(firm: Firm, n: int) -> Callable[[], object]:
    told(firm, n)
    lines = list(ReceiptLine.objects.order_by("-id").values_list("id", flat=True)[:n])
    hill = firm.world.partners["HILL"].id
    rows = [PurchaseInvoice(firm.world.entity.id, hill, f"F{id}", TODAY, [BilledLine(id, D(2), D(13))]) for id in lines]
    return lambda: book_purchase_invoices(rows, by=BY, at=AT)


def invoicing(firm: Firm, n: int) -> Callable[[], object]:
    rows = [SalesInvoice(firm.world.entity.id, None, TODAY, [(r.id, D(5))]) for r in told(firm, n)]
    return lambda: draft_invoices(rows, by=BY, at=AT)


def summing(firm: Firm, n: int) -> Callable[[], object]:
    told(firm, n)
    return lambda: sum_vouchers(TODAY, by=BY, at=AT)


@pytest.mark.parametrize(
    "prepare", [goods, receiving, applying, reversing, crediting, billing, invoicing, summing], ids=lambda f: f.__name__
)
def test_the_number_of_queries_does_not_grow(firm: Firm, prepare: Callable[[Firm, int], Callable[[], object]]) -> None:
    two = count(prepare(firm, 2))
    assert count(prepare(firm, 6)) == two
