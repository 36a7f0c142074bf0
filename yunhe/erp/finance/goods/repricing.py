"""Reprice received goods: a later paper says that they cost more or less, and part of them may be sold already."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from yunhe.erp.finance.books import Books, Pair, Sold
from yunhe.erp.finance.goods.ledger import Averages, Value, append
from yunhe.erp.finance.goods.received import ReceivedLine
from yunhe.erp.finance.models import Role
from yunhe.kernel.money import cents


class Change(NamedTuple):
    """`qty` of a received line cost `amount` more (or less). `like` says of its postings all but debit and amount."""

    goods: ReceivedLine
    qty: Decimal
    amount: Decimal
    reason: str
    like: Pair


def reprice(changes: Sequence[Change], averages: Averages, books: Books) -> list[Pair]:
    """Append what stays with the goods to the value ledger and return the postings of all of it.

    The share of goods still here (first in, first out) goes to inventory, the rest to cost of sales: of the item, and of
    no order, since under an average nobody knows which ones left. The shares of a change sum to it exactly; what stock
    cannot take (it would fall below zero) is cost as well.
    """
    values, pairs = [], []
    for c in changes:
        stock = averages.stocks[c.goods.key]
        here = min(c.qty, c.goods.here(stock.qty))
        kept = stock.revalue(cents(c.amount * here / c.qty))
        pairs.append(c.like._replace(debit=Role.INVENTORY, amount=kept))
        gone = Sold(c.goods.item, None)
        pairs.append(c.like._replace(debit=Role.COST_OF_SALES, amount=c.amount - kept, sold=gone))
        head = (c.goods.move, *c.goods.key, Decimal(0), kept, books.currencies[c.goods.entity], c.reason)
        booking = c.like.booking
        values.append(Value(*head, c.like.document, c.like.business_date, booking.period_id, booking.late))
    append(values)
    averages.write({c.goods.key for c in changes})
    return pairs
