"""Costs that come after the goods: freight and duty onto receipts, and revaluation."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.goods.ledger import Averages, Value, append
from yunhe.erp.finance.goods.received import ReceivedLine, received_lines
from yunhe.erp.finance.goods.repricing import Change, reprice
from yunhe.erp.finance.models import Payable, Role, Valuation
from yunhe.erp.finance.opening_items import NewItem, make_payables
from yunhe.kernel import cases
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found
from yunhe.kernel.money import ZERO, apportion, cents
from yunhe.kernel.outcome import Outcome, Reason, split


@dataclass(frozen=True, slots=True)
class LandedCost:
    """A bill over some receipts: freight, duty, insurance. `paper` (kind, id) is the bill's own document; once each."""

    paper: tuple[str, int]
    entity: int
    partner: int
    receipts: Sequence[int]
    amount_excl: Decimal
    tax: Decimal
    day: date
    due_on: date


@command("finance.land_costs", N_("Add landed costs"))
def land_costs(rows: Sequence[LandedCost], *, by: Actor, at: datetime) -> Outcome:
    """Share each bill over its receipts' lines by their value (largest remainder); goods still here take their share,
    the rest is cost of sales; the biller is owed the whole. Keyed by paper.

    Refused: a receipt without valued lines, nothing to share, a paper that was landed before.
    """
    found = received_lines(receipts={id for row in rows for id in row.receipts})
    by_receipt: defaultdict[int, list[ReceivedLine]] = defaultdict(list)
    for line in found.values():
        by_receipt[line.receipt].append(line)
    by_paper = {row.paper: row for row in rows}
    before = set(
        Payable.objects.filter(kind=Payable.Kind.LANDED, source_id__in=[id for _, id in by_paper]).values_list(
            "source_kind", "source_id"
        )
    )
    good, refused = split(by_paper, lambda paper: _why_not(by_paper[paper], by_receipt, before))
    landed = [by_paper[paper] for paper in good]
    books = Books.of(row.entity for row in landed)
    debts = make_payables([_debt(row, books) for row in landed], books=books, by=by, at=at)
    averages = Averages.lock(line.key for row in landed for id in row.receipts for line in by_receipt[id])
    changes, pairs = [], []
    for row, debt in zip(landed, debts):
        document, booking = ("payable", debt.id), books.booking(row.entity, row.day)
        lines = [line for id in row.receipts for line in by_receipt[id]]
        head = (row.entity, Role.INPUT_VAT, Role.PAYABLE, row.tax, "landed_cost", document)
        vat = Pair(*head, None, row.day, booking, partner=row.partner)
        pairs.append(vat)
        for line, share in zip(lines, apportion(row.amount_excl, [line.amount for line in lines])):
            changes.append(Change(line, line.qty, share, Valuation.Reason.LANDED, vat._replace(line=line.line)))
    books.post([*pairs, *reprice(changes, averages, books)])
    return Outcome(done=good, refused=refused, made={row.paper: debt.id for row, debt in zip(landed, debts)})


@command("finance.revalue", N_("Revalue stock"))
def revalue(costs: Sequence[tuple[int, int, Decimal]], *, by: Actor, at: datetime) -> Outcome:
    """Set the unit cost of (entity, item): what is in stock is worth quantity × cost from now on, the difference is a
    stock difference. Keyed by (entity, item); refused when nothing is in stock or the cost is negative.

    Closes the case of goods that came without a cost.
    """
    wanted = {(entity, item): cost for entity, item, cost in costs}
    averages = Averages.lock(wanted)
    good, refused = split(wanted, lambda key: _no_value(averages, key, wanted[key]))
    books, day = Books.of(entity for entity, _ in good), business_day(at)
    values, pairs = [], []
    for entity, item in good:
        stock = averages.stocks[entity, item]
        change = stock.revalue(cents(stock.qty * wanted[entity, item]) - stock.value)
        booking = books.booking(entity, day)
        head = (None, entity, item, Decimal(0), change, books.currencies[entity], Valuation.Reason.REVALUE)
        values.append(Value(*head, ("item", item), day, booking.period_id, booking.late))
        tail = ("revaluation", ("item", item), None, day, booking)
        pairs.append(Pair(entity, Role.INVENTORY, Role.STOCK_DIFFERENCE, change, *tail))
    append(values)
    averages.write(good)
    books.post(pairs)
    cases.settle([f"cost_missing:{entity}:{item}" for entity, item in good], "revalued", by=by, at=at)
    return Outcome(done=good, refused=refused)


def _why_not(row: LandedCost, by_receipt: dict[int, list[ReceivedLine]], before: set[tuple[str, int]]) -> Reason | None:
    if row.paper in before:
        return Reason("known_paper", N_("These costs were added before"))
    for id in row.receipts:
        if not by_receipt.get(id) or any(line.entity != row.entity for line in by_receipt[id]):
            return not_found(id)
    if not row.receipts or row.amount_excl <= ZERO or row.tax < ZERO:
        return Reason("nothing", N_("There is no cost to share"))
    return None


def _debt(row: LandedCost, books: Books) -> NewItem:
    return NewItem(
        entity=row.entity,
        partner=row.partner,
        kind=Payable.Kind.LANDED,
        source=row.paper,
        amount=row.amount_excl + row.tax,
        tax=row.tax,
        currency=books.currencies[row.entity],
        day=row.day,
        due_on=row.due_on,
    )


def _no_value(averages: Averages, key: tuple[int, int], cost: Decimal) -> Reason | None:
    if cost < 0:
        return Reason("negative_cost", N_("A cost is not negative"))
    return None if averages.stocks[key].qty else Reason("no_stock", N_("Nothing of it is in stock"))
