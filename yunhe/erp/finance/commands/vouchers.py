"""Vouchers by hand: enter, post, take back. What papers post is summed by commands.summing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.books import Books
from yunhe.erp.finance.flows import VOUCHER
from yunhe.erp.finance.models import Account, Role, Voucher, VoucherLine
from yunhe.erp.finance.voucher_writing import announce, number_vouchers, post_lines
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.commands import command
from yunhe.kernel.flow import not_found, wrong_state
from yunhe.kernel.numbering import draw
from yunhe.kernel.outcome import Outcome, Reason, split

MANUAL = "manual"
# Their balance is the sum of goods, open items and payments: only those change them.
CONTROLLED = frozenset(
    (Role.INVENTORY, Role.RECEIVABLE, Role.PAYABLE, Role.CUSTOMER_DEPOSIT, Role.SUPPLIER_DEPOSIT, Role.GRNI)
)


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """A voucher by hand: lines of (account id, debit, credit, summary)."""

    entity: int
    day: date
    lines: Sequence[tuple[int, Decimal, Decimal, str]]
    note: str = ""


@command("finance.enter_vouchers", N_("Enter vouchers"))
def enter_vouchers(rows: Sequence[NewVoucher], *, by: Actor, at: datetime) -> Outcome:
    """Draft vouchers by hand; keyed by row index, `made` gives the ids.

    Refused: sides that differ, a line without exactly one side, an account of another entity, an account whose balance
    follows goods or open items.
    """
    accounts = Account.objects.in_bulk({account for row in rows for account, *_ in row.lines})
    good, refused = split(range(len(rows)), lambda n: _why_not(rows[n], accounts))
    books = Books.of(rows[n].entity for n in good)
    numbers = draw("VD", business_day(at), len(good))
    made = Voucher.objects.bulk_create(
        [_draft(rows[n].entity, rows[n].day, number, books, by, at, rows[n].note) for n, number in zip(good, numbers)]
    )
    VoucherLine.objects.bulk_create(
        [
            VoucherLine(voucher=v, n=i, account_id=account, debit=debit, credit=credit, summary=summary)
            for v, n in zip(made, good)
            for i, (account, debit, credit, summary) in enumerate(rows[n].lines, 1)
        ]
    )
    return Outcome(done=good, refused=refused, made={n: v.id for n, v in zip(good, made)})


@command("finance.post_vouchers", N_("Post vouchers"))
def post_vouchers(voucher_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Drafts enter the books: each gets its month's next number, its lines become postings."""
    found = _locked(voucher_ids)
    good, refused = split(voucher_ids, lambda id: _not_in(found, id, "draft"))
    drafts = [found[id] for id in good]
    _post(drafts, at=at)
    announce(drafts, by=by, at=at)
    return Outcome(done=good, refused=refused)


@command("finance.reverse_vouchers", N_("Reverse vouchers"))
def reverse_vouchers(voucher_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Take vouchers of the hand back by a counter voucher of today; `made` maps each to it.

    Refused: not posted, already taken back, one that sums papers (those are corrected at the papers).
    """
    found = _locked(voucher_ids)
    good, refused = split(voucher_ids, lambda id: _not_in(found, id, "posted") or _not_manual(found[id]))
    originals, day = [found[id] for id in good], business_day(at)
    books = Books.of(v.entity_id for v in originals)
    numbers = draw("VD", day, len(good))
    counters = Voucher.objects.bulk_create(
        [_draft(v.entity_id, day, number, books, by, at, v.note, v) for v, number in zip(originals, numbers)]
    )
    counter_of = {v.id: c for v, c in zip(originals, counters)}
    VoucherLine.objects.bulk_create(
        [
            VoucherLine(
                voucher=counter_of[line.voucher_id],
                n=line.n,
                account_id=line.account_id,
                debit=line.credit,
                credit=line.debit,
                summary=line.summary,
            )
            for line in VoucherLine.objects.filter(voucher__in=good).order_by("voucher", "n")
        ]
    )
    _post(counters, at=at)
    announce(counters, by=by, at=at)
    made = {id: counter.id for id, counter in counter_of.items()}
    VOUCHER.move(good, "reverse", by=by, at=at, payload={id: {"by_voucher": other} for id, other in made.items()})
    return Outcome(done=good, refused=refused, made=made)


def _why_not(row: NewVoucher, accounts: Mapping[int, Account]) -> Reason | None:
    debit = sum((line[1] for line in row.lines), Decimal(0))
    credit = sum((line[2] for line in row.lines), Decimal(0))
    if debit != credit or not debit:
        figures = {"debit": debit, "credit": credit}
        return Reason("unbalanced", N_("Debit is {debit}, credit is {credit}"), figures)
    for account, left, right, _ in row.lines:
        if account not in accounts or accounts[account].entity_id != row.entity:
            return not_found(account)
        if not (left > 0 and right == 0 or left == 0 and right > 0):
            return Reason("two_sides", N_("A line needs a debit or a credit above zero"))
        if accounts[account].role in CONTROLLED:
            name = {"account": accounts[account].number}
            return Reason("controlled", N_("Account {account} follows goods and open items; change those"), name)
    return None


def _locked(ids: Sequence[int]) -> dict[int, Voucher]:
    return {v.id: v for v in Voucher.objects.filter(id__in=ids).order_by("id").select_for_update()}


def _not_in(found: Mapping[int, Voucher], id: int, state: str) -> Reason | None:
    if id not in found:
        return not_found(id)
    return None if found[id].state == state else wrong_state(found[id].number, found[id].state, (state,))


def _not_manual(voucher: Voucher) -> Reason | None:
    if voucher.template == MANUAL:
        return None
    return Reason("sums_papers", N_("{number} sums papers: correct those"), {"number": voucher.number})


def _draft(
    entity: int,
    day: date,
    number: str,
    books: Books,
    by: Actor,
    at: datetime,
    note: str,
    reverses: Voucher | None = None,
) -> Voucher:
    booking = books.booking(entity, day)
    return Voucher(
        number=number,
        state="draft",
        state_at=at,
        business_date=day,
        period_id=booking.period_id,
        late=booking.late,
        created_by=by.name,
        note=note,
        entity_id=entity,
        template=MANUAL,
        reverses=reverses,
    )


def _post(drafts: Sequence[Voucher], *, at: datetime) -> None:
    number_vouchers(drafts, at=at)
    Voucher.objects.bulk_update(drafts, ["number", "n", "state", "state_at"])
    post_lines(drafts)
