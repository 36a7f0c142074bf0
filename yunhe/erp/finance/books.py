"""The books as commands write them: accounts by role, where a paper of a day is booked, pairs of postings by COPY."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import Account, Posting, Role
from yunhe.kernel.bulk import copy_rows
from yunhe.kernel.calendar import Booking
from yunhe.kernel.models import Entity, Period
from yunhe.kernel.money import ZERO
from yunhe.kernel.outcome import Reason, RefusalError


class Pair(NamedTuple):
    """An amount moves from the credit role to the debit role: two postings that balance by birth.

    A negative amount moves the other way, a zero one not at all.
    """

    entity: int
    debit: str
    credit: str
    amount: Decimal
    template: str
    document: tuple[str, int]
    line: int | None
    business_date: date
    booking: Booking
    shop: int | None = None
    partner: int | None = None
    credit_partner: int | None = None  # when the credit side is another party's
    sold: "Sold | None" = None


class Side(NamedTuple):
    """One posting of a document that balances as a whole: `amount` positive is a debit, negative a credit."""

    entity: int
    role: str
    amount: Decimal
    template: str
    document: tuple[str, int]
    line: int | None
    business_date: date
    booking: Booking
    shop: int | None = None
    partner: int | None = None
    sold: "Sold | None" = None


class Sold(NamedTuple):
    """Of which item and for which order an amount is; `qty` (base units) signed as the amount. A quantity is posted even
    when it cost nothing."""

    item: int | None
    order: int | None
    qty: Decimal | None = None

    def turned(self) -> "Sold":
        """As the other side sees it."""
        return self if self.qty is None else self._replace(qty=-self.qty)


NOTHING = Sold(None, None)
WHOLES = (Role.INVENTORY, Role.RECEIVABLE)  # ledgers of their own say what these are made of
COLUMNS = (
    *("entity_id", "account_id", "debit", "credit", "currency", "template", "document_kind", "document_id", "line_id"),
    *("shop_id", "order_id", "item_id", "qty", "partner_id", "business_date", "period_id", "late"),
)


@dataclass(frozen=True, slots=True)
class Books:
    """What commands must know of some entities' books, read in three queries."""

    accounts: dict[tuple[int, str], int]
    currencies: dict[int, str]
    periods: dict[int, list[Period]]

    @classmethod
    def of(cls, entity_ids: Iterable[int]) -> "Books":
        """Raises RefusalError `no_company` when there is no such entity."""
        wanted = sorted(set(entity_ids))
        currencies = dict(Entity.objects.filter(id__in=wanted).values_list("id", "currency"))
        for id in wanted:
            if id not in currencies:
                raise RefusalError(Reason("no_company", N_("There is no company {id}"), {"id": id}))
        accounts = Account.objects.filter(entity_id__in=wanted).exclude(role="")
        periods: dict[int, list[Period]] = {id: [] for id in wanted}
        unclosed = Period.objects.filter(entity_id__in=wanted).exclude(state=Period.State.CLOSED)
        for period in unclosed.order_by("starts"):
            periods[period.entity_id].append(period)
        return cls(
            {(a.entity_id, a.role): a.id for a in accounts},
            currencies,
            periods,
        )

    def account(self, entity: int, role: str) -> int:
        """The account with a role. Raises RefusalError `no_account` when the chart has none."""
        try:
            return self.accounts[entity, role]
        except KeyError:
            raise RefusalError(
                Reason("no_account", N_("The books have no account for {role}"), {"role": role, "entity": entity})
            ) from None

    def booking(self, entity: int, day: date) -> Booking:
        """The period a paper of the books counts in: its own unless closed, else the first unclosed one after it.

        Unlike goods, papers of the books still enter a period whose stock alone is closed.
        """
        for period in self.periods.get(entity, ()):
            if period.ends >= day:
                return Booking(period.id, late=period.starts > day)
        raise RefusalError(Reason("no_open_period", N_("No open period from {day} on"), {"day": day}))

    def post(self, entries: Sequence[Pair | Side]) -> None:
        """Append the postings of pairs and sides in one statement; the database refuses a document that does not balance."""
        rows = [row for entry in entries for row in self._rows(entry)]
        if rows:
            copy_rows(Posting, COLUMNS, rows)

    def _rows(self, entry: Pair | Side) -> Iterator[tuple[object, ...]]:
        """One row per side; of neither amount nor quantity there is nothing to say."""
        sold = entry.sold or NOTHING
        if not entry.amount and not sold.qty:
            return
        if isinstance(entry, Side):
            sides = [(entry.role, entry.amount, entry.partner, sold)]
        else:
            other = entry.credit_partner or entry.partner
            sides = [(entry.debit, entry.amount, entry.partner, sold)]
            sides.append((entry.credit, -entry.amount, other, sold.turned()))
        for role, amount, partner, whose in sides:
            said = NOTHING if role in WHOLES else whose
            if amount or said.qty:
                yield self._row(entry, role, amount, partner, said)

    def _row(self, e: Pair | Side, role: str, amount: Decimal, partner: int | None, sold: Sold) -> tuple[object, ...]:
        sides = (amount, ZERO) if amount > 0 else (ZERO, -amount)
        head = (e.entity, self.account(e.entity, role), *sides, self.currencies[e.entity], e.template, *e.document)
        whose = (e.line, e.shop, sold.order, sold.item, sold.qty, partner)
        return (*head, *whose, e.business_date, e.booking.period_id, e.booking.late)
