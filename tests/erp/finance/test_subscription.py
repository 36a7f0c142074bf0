"""The books as a subscription: committed events, real cursors, every constraint checked at commit."""

from datetime import timedelta
from decimal import Decimal

from tests.erp.finance.books import check_stock_value, open_firm
from tests.world import AT, BY, TODAY
from yunhe.erp.finance import handlers
from yunhe.erp.finance.commands import close_stock, sum_vouchers
from yunhe.erp.finance.models import Receivable, Voucher
from yunhe.erp.finance.queries import stock_value_differences
from yunhe.kernel.events.pump import drain
from yunhe.kernel.events.subscriptions import Subscription, register
from yunhe.kernel.models import Parked, Period
from yunhe.stock import commands as stock


def test_the_books_follow_the_goods(db: str) -> None:
    firm = open_firm()
    books = [Subscription("finance.book_goods", handlers.GOODS, handlers.book_goods)]
    register(books)
    firm.receive("TEA", 10, "6.00", tell=False)
    outbound = firm.sell(("TEA", 4, "113.00"), recognise="delivered", tell=False)
    drain(books, at=AT)
    assert Receivable.objects.count() == 0
    stock.deliver([outbound], by=BY, at=AT + timedelta(hours=1))
    drain(books, at=AT)
    assert drain(books, at=AT) == 0
    assert Receivable.objects.get().amount == Decimal("113.00")
    assert stock_value_differences() == []
    check_stock_value()
    assert sum_vouchers(TODAY, by=BY, at=AT).done == list(Voucher.objects.order_by("id").values_list("id", flat=True))
    assert Parked.objects.count() == 0
    january = Period.objects.get(code="2026-01").id
    assert close_stock([january], by=BY, at=AT).done == [january]
