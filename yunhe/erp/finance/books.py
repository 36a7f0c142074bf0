"""The books as commands write them: accounts by role, where a paper of a day is booked, pairs of postings by COPY."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import Account, Posting
from yunhe.kernel.bulk import copy_rows
from yunhe.kernel.calendar import Booking
from yunhe.kernel.models import Entity, Period
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


COLUMNS = (
    *("entity_id", "account_id", "debit", "credit", "currency", "template", "document_kind", "document_id", "line_id"),
    *("shop_id", "partner_id", "business_date", "period_id", "late"),
)


@dataclass(frozen=True, slots=True)
class Books:
    """What commands must know of some entities' books, read in three queries."""

    accounts: dict[tuple[int, str], int]
    currencies: dict[int, str]
    periods: dict[int, list[Period]]

    @classmethod
    def of(cls, entity_ids: Iterable[int]) -> "Books":
        wanted = sorted(set(entity_ids))
        accounts = Account.objects.filter(entity_id__in=wanted).exclude(role="")
        periods: dict[int, list[Period]] = {id: [] for id in wanted}
        unclosed = Period.objects.filter(entity_id__in=wanted).exclude(state=Period.State.CLOSED)
        for period in unclosed.order_by("starts"):
            periods[period.entity_id].append(period)
        return cls(
            {(a.entity_id, a.role): a.id for a in accounts},
            dict(Entity.objects.filter(id__in=wanted).values_list("id", "currency")),
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

    def post(self, pairs: Sequence[Pair]) -> None:
        """Append the two postings of each pair, all in one statement."""
        rows = [row for pair in pairs if pair.amount for row in self._sides(pair)]
        if rows:
            copy_rows(Posting, COLUMNS, rows)

    def _sides(self, p: Pair) -> list[tuple[object, ...]]:
        debit, credit = (p.debit, p.credit) if p.amount > 0 else (p.credit, p.debit)
        amount, zero = abs(p.amount), Decimal(0)
        paid, owed = p.partner, p.credit_partner or p.partner
        if p.amount < 0:
            paid, owed = owed, paid
        head = (self.currencies[p.entity], p.template, *p.document, p.line, p.shop)
        tail = (p.business_date, p.booking.period_id, p.booking.late)
        return [
            (p.entity, self.account(p.entity, debit), amount, zero, *head, paid, *tail),
            (p.entity, self.account(p.entity, credit), zero, amount, *head, owed, *tail),
        ]
