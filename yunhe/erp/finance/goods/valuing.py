"""Value moves: each gets its first amount in ledger order, its postings, and the averages follow."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair, Sold
from yunhe.erp.finance.goods.ledger import Averages, Value, append
from yunhe.erp.finance.goods.moves import GoodsMove, left_with, received_for, valued_already
from yunhe.erp.finance.goods.replaying import replay_late
from yunhe.erp.finance.models import Role, Valuation
from yunhe.erp.finance.rules.average import Stock
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import Booking
from yunhe.kernel.cases import Trouble, open_cases
from yunhe.kernel.money import cents
from yunhe.kernel.outcome import Reason, RefusalError


def value_moves(moves: Sequence[GoodsMove], *, by: Actor, at: datetime) -> list[int]:
    """Append the first valuation and the postings of each move that has none, in ledger order; returns those moves.

    Purchases and production come in at the expected cost (provisional, 暂估), returns at the cost they left with,
    everything else moves at the average. Goods without any known cost come in at nothing and open a case. A paper
    older than what is already valued is replayed. Raises NegativeStockError when an issue overtook its receipt.
    """
    known = valued_already([m.id for m in moves])
    fresh = [m for m in moves if m.id not in known]
    if not fresh:
        return []
    averages = Averages.lock(m.key for m in fresh)
    batch = _Batch(fresh, averages, Books.of(m.entity for m in fresh))
    for move in fresh:
        batch.value(move)
    append(batch.values)
    averages.write(m.key for m in fresh)
    batch.books.post(batch.pairs)
    open_cases(batch.troubles, by=by, at=at)
    replay_late(batch.overtaken, averages, batch.books)
    return [m.id for m in fresh]


class _Batch:
    """The moves of one call: what is appended for them, and what later ones must know of earlier ones."""

    def __init__(self, moves: Sequence[GoodsMove], averages: Averages, books: Books) -> None:
        self.averages, self.books = averages, books
        self.left, self.received = left_with(moves), received_for(moves)
        self.values: list[Value] = []
        self.pairs: list[Pair] = []
        self.troubles: list[Trouble] = []
        self.overtaken: set[tuple[int, int]] = set()

    def value(self, move: GoodsMove) -> None:
        stock, before = self.averages.stocks[move.key], len(self.pairs)
        amount = self._in(move, stock) if move.qty > 0 else -self._out(move, stock)
        self._remember(move, amount)
        self._pair(move, Role.INVENTORY, move.contra, amount, at=before, sold=move.sold)
        self.values.append(
            Value(
                *(move.id, move.entity, move.item, move.qty, amount, self.books.currencies[move.entity], move.reason),
                *(move.document, move.business_date, move.period, move.late),
            )
        )
        latest = self.averages.days[move.key]
        if latest is None or latest <= move.business_date:
            self.averages.days[move.key] = move.business_date
        else:
            self.overtaken.add(move.key)

    def _in(self, move: GoodsMove, stock: Stock) -> Decimal:
        left = self.left.get((move.returned_outbound or 0, move.item))
        if left and left[0]:
            return stock.receive(move.qty, cents(left[1] * move.qty / left[0]))
        if move.reason not in (Valuation.Reason.RECEIPT, Valuation.Reason.OPENING):
            return stock.receive_at_average(move.qty)
        if move.unit_cost is None:
            if not stock.average and move.inbound != "production":  # finished work settles what it made
                self.troubles.append(_no_cost(move))
            return stock.receive_at_average(move.qty)
        if move.cost_currency != self.books.currencies[move.entity]:
            raise RefusalError(_foreign_cost(move))
        return stock.receive(move.qty, cents(move.qty * move.unit_cost))

    def _out(self, move: GoodsMove, stock: Stock) -> Decimal:
        if move.cause != "reverse" or (move.item, move.line) not in self.received:
            return stock.issue(-move.qty)
        qty, amount = self.received[move.item, move.line]
        once = cents(amount * -move.qty / qty)
        taken = stock.take_back(-move.qty, once)
        sold = move.sold._replace(qty=None) if move.sold else None
        self._pair(move, move.contra, Role.PURCHASE_VARIANCE, once - taken, sold=sold)
        return taken

    def _remember(self, move: GoodsMove, amount: Decimal) -> None:
        if move.cause == "receive":
            self.received[move.item, move.line] = (move.qty, amount)
        elif move.cause == "ship":
            qty, value = self.left.get((move.subject_id, move.item), (Decimal(0), Decimal(0)))
            self.left[move.subject_id, move.item] = (qty - move.qty, value - amount)

    def _pair(
        self, m: GoodsMove, debit: str, credit: str, amount: Decimal, at: int | None = None, sold: Sold | None = None
    ) -> None:
        booking = Booking(m.period, m.late)
        tail = (m.template, m.document, m.line, m.business_date, booking, m.shop, m.partner)
        pair = Pair(m.entity, debit, credit, amount, *tail, sold=sold)
        self.pairs.insert(len(self.pairs) if at is None else at, pair)


def _no_cost(move: GoodsMove) -> Trouble:
    return Trouble(
        "cost_missing",
        "item",
        move.item,
        Reason("cost_missing", N_("{qty} came in and nobody knows what they cost"), {"qty": move.qty, "move": move.id}),
        next_step="revalue",
        owner_role="finance",
        key=f"cost_missing:{move.entity}:{move.item}",
    )


def _foreign_cost(move: GoodsMove) -> Reason:
    return Reason(
        "foreign_cost",
        N_("The cost of line {line} is in {currency}, not in the currency of the books"),
        {"line": move.line, "currency": move.cost_currency},
    )
