"""Write new open items: numbers, rows, events, and the customers' exposure. Postings are the caller's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from yunhe.erp.finance.books import Books
from yunhe.erp.finance.events import PayableCredited, PayableMade, ReceivableCredited, ReceivableMade
from yunhe.erp.finance.models import Payable, Receivable
from yunhe.kernel.actor import Actor
from yunhe.kernel.bulk import copy_rows, new_ids
from yunhe.kernel.calendar import business_day
from yunhe.kernel.events import Event, record
from yunhe.kernel.money import ZERO
from yunhe.kernel.numbering import draw
from yunhe.partners.commands import Shift, shift_exposure


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An open item to be written. `amount` includes `tax` and is negative for a credit (of `credits`)."""

    entity: int
    partner: int | None
    kind: str
    source: tuple[str, int]
    amount: Decimal
    currency: str
    day: date
    due_on: date
    tax: Decimal = ZERO
    order: tuple[int | None, str] = (None, "")
    shop: int | None = None
    credits: int | None = None


COLUMNS = (
    *(
        "id",
        "number",
        "entity_id",
        "partner_id",
        "kind",
        "source_kind",
        "source_id",
        "order_id",
        "order_number",
        "amount",
    ),
    *("tax", "settled", "currency", "due_on", "credits_id", "business_date", "period_id", "late"),
)


def make_receivables(items: Sequence[NewItem], *, books: Books, by: Actor, at: datetime) -> list[Receivable]:
    """Insert receivables in the order given, and add them to their customers' exposure."""
    made = [
        Receivable(id=id, number=number, shop_id=i.shop, **_fields(i, books))
        for id, number, i in zip(new_ids(Receivable, len(items)), draw("AR", business_day(at), len(items)), items)
    ]
    _insert(Receivable, (*COLUMNS, "shop_id", "invoiced"), made)
    shift_exposure([Shift(i.partner, receivable_open=i.amount) for i in items if i.partner], by=by, at=at)
    record([_event(r, ReceivableMade, ReceivableCredited) for r in made], by=by, at=at)
    return made


def make_payables(items: Sequence[NewItem], *, books: Books, by: Actor, at: datetime) -> list[Payable]:
    """Insert payables in the order given."""
    made = [
        Payable(id=id, number=number, **_fields(i, books))
        for id, number, i in zip(new_ids(Payable, len(items)), draw("AP", business_day(at), len(items)), items)
    ]
    _insert(Payable, COLUMNS, made)
    record([_event(p, PayableMade, PayableCredited) for p in made], by=by, at=at)
    return made


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[Model]) -> None:
    if rows:
        copy_rows(model, columns, [tuple(getattr(row, column) for column in columns) for row in rows])


def _event(row: Receivable | Payable, made: Callable[..., Event], credited: Callable[..., Event]) -> Event:
    same: dict[str, Any] = {"subject": row.id, "root": row.order_id, "amount": row.amount, "partner": row.partner_id}
    if row.amount < 0:
        return credited(**same, credits=row.credits_id)
    return made(**same, source=(row.source_kind, row.source_id))


def _fields(i: NewItem, books: Books) -> dict[str, Any]:
    booking = books.booking(i.entity, i.day)
    return {
        "entity_id": i.entity,
        "partner_id": i.partner,
        "kind": i.kind,
        "source_kind": i.source[0],
        "source_id": i.source[1],
        "order_id": i.order[0],
        "order_number": i.order[1],
        "amount": i.amount,
        "tax": i.tax,
        "currency": i.currency,
        "due_on": i.due_on,
        "credits_id": i.credits,
        "business_date": i.day,
        "period_id": booking.period_id,
        "late": booking.late,
    }
