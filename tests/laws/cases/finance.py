"""Calls of the books' commands with n rows."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tests.erp.finance.books import recorded
from tests.laws.cases.stock import arriving
from tests.world import AT, BY, TODAY, World
from yunhe.catalog.models import Item
from yunhe.erp.finance import commands as books
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands.rebuilding import SUMS
from yunhe.erp.finance.models import Account, Receivable
from yunhe.kernel.calendar import open_year
from yunhe.kernel.models import Entity, Period
from yunhe.kernel.money import LineAmounts
from yunhe.stock import commands as stock
from yunhe.stock.commands.inbound import Expected, NewInbound
from yunhe.stock.commands.receiving import Received
from yunhe.stock.models import InboundLine, ReceiptLine
from yunhe.stock.outbounds import NewLine, NewOutbound

D = Decimal
Call = Callable[[], Any]
Prepare = Callable[[World, int], Any]


def sold(w: World, n: int) -> list[Receivable]:
    """n sales of one tea each for 11.30, shipped and in the books; the orders are numbered from 1."""
    books.open_books([w.entity.id], by=BY, at=AT)
    w.stock("TEA", n)
    line = LineAmounts(D("11.30"), D("1.30"), D("10.00"))
    new = [
        NewOutbound(
            *("sale", w.east, w.owner, w.entity.id),
            [NewLine(w.items["TEA"].id, D(1), amounts=line, tax_rate=D("0.13"))],
            partner=w.partners["LI"].id,
            shop=1,
            root=i + 1,
        )
        for i in range(n)
    ]
    planned = stock.plan_outbounds(new, by=BY, at=AT).done
    stock.ship_whole(planned, by=BY, at=AT)
    handlers.book_goods(recorded(handlers.GOODS), by=BY, at=AT)
    return list(Receivable.objects.filter(kind="sale").order_by("id"))


def bought(w: World, n: int) -> list[int]:
    """n receipts of three teas each, valued; the ids of their lines."""
    books.open_books([w.entity.id], by=BY, at=AT)
    stock.receive(arriving(w, n), by=BY, at=AT)
    handlers.book_goods(recorded(handlers.GOODS), by=BY, at=AT)
    return list(ReceiptLine.objects.order_by("id").values_list("id", flat=True))


def money(w: World, n: int, kind: str = "receipt") -> list[books.NewPayment]:
    books.open_books([w.entity.id], by=BY, at=AT)
    partner = w.partners["LI"].id
    return [
        books.NewPayment(
            external_id=f"{kind}{i}",
            entity=w.entity.id,
            kind=kind,
            amount=D(50),
            day=TODAY,
            partner=partner,
            order=(i + 1, f"SO{i}"),
        )
        for i in range(n)
    ]


def received(w: World, n: int) -> list[int]:
    return list(books.receive_payments(money(w, n), by=BY, at=AT).made.values())


def openings(w: World, n: int) -> list[books.OpeningItem]:
    books.open_books([w.entity.id], by=BY, at=AT)
    return [
        books.OpeningItem(("import", i + 1), w.entity.id, w.partners["HILL"].id, D(7), TODAY, TODAY) for i in range(n)
    ]


def applications(w: World, n: int) -> list[books.Apply]:
    items = sold(w, n)
    rows = [_free(row) for row in money(w, n)]
    made = books.receive_payments(rows, by=BY, at=AT).made
    return [books.Apply(payment=p, receivable=r.id, amount=D(5)) for p, r in zip(made.values(), items)]


def applied(w: World, n: int) -> list[int]:
    rows = applications(w, n)
    books.apply_payments(rows, by=BY, at=AT)
    return [row.payment for row in rows]


def credits(w: World, n: int) -> list[books.SaleCredit]:
    return [books.SaleCredit(("return", r.id), ("outbound", r.source_id), D(5), TODAY) for r in sold(w, n)]


def credited(w: World, n: int) -> list[tuple[str, int]]:
    rows = credits(w, n)
    books.credit_sales(rows, by=BY, at=AT)
    return [row.paper for row in rows]


def refunds(w: World, n: int) -> list[books.OrderRefund]:
    return [books.OrderRefund(i, f"RF{i}", r.order_id, D(5), TODAY) for i, r in enumerate(sold(w, n), 1) if r.order_id]


def refunded(w: World, n: int) -> list[books.OrderRefund]:
    rows = refunds(w, n)
    books.credit_orders(rows, by=BY, at=AT)
    return rows


def bills(w: World, n: int) -> list[books.PurchaseInvoice]:
    hill = w.partners["HILL"].id
    return [
        books.PurchaseInvoice(w.entity.id, hill, f"F{line}", TODAY, [books.BilledLine(line, D(3), D(20), D("2.60"))])
        for line in bought(w, n)
    ]


def billed(w: World, n: int) -> list[int]:
    return list(books.book_purchase_invoices(bills(w, n), by=BY, at=AT).made.values())


def freights(w: World, n: int) -> list[books.LandedCost]:
    lines = bought(w, n)
    receipts = ReceiptLine.objects.filter(id__in=lines).order_by("id").values_list("receipt_id", flat=True)
    swift = w.partners["SWIFT"].id
    return [
        books.LandedCost(("bill", i), w.entity.id, swift, [receipt], D(4), D("0.36"), TODAY, TODAY)
        for i, receipt in enumerate(receipts, 1)
    ]


def invoices(w: World, n: int) -> list[books.SalesInvoice]:
    return [books.SalesInvoice(w.entity.id, r.partner_id, TODAY, [(r.id, D(5))]) for r in sold(w, n)]


def drafted(w: World, n: int) -> list[int]:
    return list(books.draft_invoices(invoices(w, n), by=BY, at=AT).made.values())


def issued(w: World, n: int) -> list[int]:
    return books.issue_invoices(drafted(w, n), by=BY, at=AT).done


def by_hand(w: World, n: int) -> list[books.NewVoucher]:
    books.open_books([w.entity.id], by=BY, at=AT)
    debit, credit = (Account.objects.get(entity=w.entity, number=number).id for number in ("6602", "1001"))
    lines = [(debit, D(9), D(0), "tea for the office"), (credit, D(0), D(9), "")]
    return [books.NewVoucher(w.entity.id, TODAY, lines) for _ in range(n)]


def entered(w: World, n: int) -> list[int]:
    return list(books.enter_vouchers(by_hand(w, n), by=BY, at=AT).made.values())


def posted(w: World, n: int) -> list[int]:
    return books.post_vouchers(entered(w, n), by=BY, at=AT).done


def companies(w: World, n: int) -> list[int]:
    made = Entity.objects.bulk_create([Entity(code=f"E{i}", name=f"公司 {i}") for i in range(n)])
    return [e.id for e in made]


def months(w: World, n: int) -> list[int]:
    """n months, the year's own and those of the years before."""
    year = TODAY.year
    while Period.objects.count() < n:
        year -= 1
        open_year(w.entity, year)
    return list(Period.objects.order_by("starts").values_list("id", flat=True)[:n])


def closed_stock(w: World, n: int) -> list[int]:
    return books.close_stock(months(w, n), by=BY, at=AT).done


def _free(row: books.NewPayment) -> books.NewPayment:
    """The same money, kept for no order."""
    return books.NewPayment(
        external_id=row.external_id,
        entity=row.entity,
        kind=row.kind,
        amount=row.amount,
        day=row.day,
        partner=row.partner,
    )


def valued(w: World, n: int) -> Sequence[tuple[int, int, Decimal]]:
    """n items with three pieces of each in stock, to be worth 9 each."""
    books.open_books([w.entity.id], by=BY, at=AT)
    items = Item.objects.bulk_create([Item(code=f"X{i}", name=f"X{i}", unit=w.units["pcs"]) for i in range(n)])
    lines = [Expected(item.id, D(3), unit_cost=D(6)) for item in items]
    stock.expect([NewInbound("purchase", w.east, w.owner, w.entity.id, TODAY, lines)], by=BY, at=AT)
    rows = [Received(line, D(3)) for line in InboundLine.objects.values_list("id", flat=True)]
    stock.receive(rows, by=BY, at=AT)
    handlers.book_goods(recorded(handlers.GOODS), by=BY, at=AT)
    return [(w.entity.id, item.id, D(9)) for item in items]


def _sum(w: World, n: int) -> Call:
    sold(w, n)
    return lambda: books.sum_vouchers(TODAY, by=BY, at=AT)


def _on(verb: Callable[..., Any], prepare: Prepare) -> Callable[[World, int], Call]:
    def case(w: World, n: int) -> Call:
        rows = prepare(w, n)
        return lambda: verb(rows, by=BY, at=AT)

    return case


CASES: dict[str, Callable[[World, int], Call]] = {
    "finance.open_books": _on(books.open_books, companies),
    "finance.open_receivables": _on(books.open_receivables, openings),
    "finance.open_payables": _on(books.open_payables, openings),
    "finance.receive_payments": _on(books.receive_payments, money),
    "finance.make_payments": _on(books.make_payments, lambda w, n: money(w, n, "refund")),
    "finance.apply_payments": _on(books.apply_payments, applications),
    "finance.reverse_payments": _on(books.reverse_payments, applied),
    "finance.credit_sales": _on(books.credit_sales, credits),
    "finance.restore_sales": _on(books.restore_sales, credited),
    "finance.credit_orders": _on(books.credit_orders, refunds),
    "finance.pay_refunds": _on(books.pay_refunds, refunded),
    "finance.book_purchase_invoices": _on(books.book_purchase_invoices, bills),
    "finance.credit_purchase_invoices": _on(books.credit_purchase_invoices, billed),
    "finance.land_costs": _on(books.land_costs, freights),
    "finance.revalue": _on(books.revalue, valued),
    "finance.draft_invoices": _on(books.draft_invoices, invoices),
    "finance.issue_invoices": _on(books.issue_invoices, drafted),
    "finance.credit_invoices": _on(books.credit_invoices, issued),
    "finance.enter_vouchers": _on(books.enter_vouchers, by_hand),
    "finance.post_vouchers": _on(books.post_vouchers, entered),
    "finance.reverse_vouchers": _on(books.reverse_vouchers, posted),
    "finance.sum_vouchers": _sum,
    "finance.close_stock": _on(books.close_stock, months),
    "finance.rebuild_sums": lambda w, n: lambda: books.rebuild_sums(list(SUMS), by=BY, at=AT),
    "finance.close_books": _on(books.close_books, closed_stock),
}
