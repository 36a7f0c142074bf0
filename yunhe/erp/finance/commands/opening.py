"""Opening balances: what was owed before these books began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books, Pair
from yunhe.erp.finance.models import Payable, Receivable, Role
from yunhe.erp.finance.opening_items import NewItem, make_payables, make_receivables
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason, split


@dataclass(frozen=True, slots=True)
class OpeningItem:
    """An amount still open on the day the books began; negative when it is a credit. `paper` is (kind, id) of the import
    row, so that the same row opens once."""

    paper: tuple[str, int]
    entity: int
    partner: int
    amount: Decimal
    day: date
    due_on: date
    reference: str = ""


@command("finance.open_receivables", N_("Open receivables"))
def open_receivables(rows: Sequence[OpeningItem], *, by: Actor, at: datetime) -> Outcome:
    """Customers' opening balances against opening equity; keyed by paper, a known one is refused."""
    good, outcome = _fresh(rows, Receivable)
    books = Books.of(row.entity for row in good)
    made = make_receivables([_item(row, books) for row in good], books=books, by=by, at=at)
    books.post([_pair(row, ("receivable", r.id), Role.RECEIVABLE, row.amount, books) for row, r in zip(good, made)])
    outcome.made = {row.paper: r.id for row, r in zip(good, made)}
    return outcome


@command("finance.open_payables", N_("Open payables"))
def open_payables(rows: Sequence[OpeningItem], *, by: Actor, at: datetime) -> Outcome:
    """Suppliers' opening balances against opening equity; keyed by paper, a known one is refused."""
    good, outcome = _fresh(rows, Payable)
    books = Books.of(row.entity for row in good)
    made = make_payables([_item(row, books) for row in good], books=books, by=by, at=at)
    books.post([_pair(row, ("payable", p.id), Role.PAYABLE, -row.amount, books) for row, p in zip(good, made)])
    outcome.made = {row.paper: p.id for row, p in zip(good, made)}
    return outcome


def _fresh(rows: Sequence[OpeningItem], model: type[Receivable] | type[Payable]) -> tuple[list[OpeningItem], Outcome]:
    by_paper = {row.paper: row for row in rows}
    known = set(
        model.objects.filter(kind="opening", source_id__in=[id for _, id in by_paper]).values_list(
            "source_kind", "source_id"
        )
    )
    good, refused = split(by_paper, lambda paper: _why_not(by_paper[paper], known))
    return [by_paper[paper] for paper in good], Outcome(done=good, refused=refused)


def _why_not(row: OpeningItem, known: set[tuple[str, int]]) -> Reason | None:
    if row.paper in known:
        return Reason("known_paper", N_("This balance was opened before"))
    return None if row.amount else Reason("nothing", N_("There is nothing open"))


def _item(row: OpeningItem, books: Books) -> NewItem:
    return NewItem(
        entity=row.entity,
        partner=row.partner,
        kind="opening",
        source=row.paper,
        amount=row.amount,
        currency=books.currencies[row.entity],
        day=row.day,
        due_on=row.due_on,
        order=(None, row.reference),
    )


def _pair(row: OpeningItem, document: tuple[str, int], role: str, amount: Decimal, books: Books) -> Pair:
    booking = books.booking(row.entity, row.day)
    return Pair(
        row.entity, role, Role.OPENING_EQUITY, amount, "opening", document, None, row.day, booking, partner=row.partner
    )
