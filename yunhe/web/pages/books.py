"""Pages of the books that are no list: trial balance, stock value beside the ledger, ages of what is owed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.queries import (
    earned_by_day,
    payables_by_age,
    receivables_by_age,
    stock_value,
    stock_value_differences,
    trial_balance,
)
from yunhe.kernel.calendar import business_day
from yunhe.kernel.models import Entity, Period
from yunhe.kernel.names import name_of
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.scope import unlimited
from yunhe.partners.models import Partner
from yunhe.web.documents.declare import Cell, Column, Table, row
from yunhe.web.jinja import money, qty
from yunhe.web.render import page
from yunhe.web.routing import Call

ZERO = Decimal(0)
SOLD_IN = 30  # days whose cost of sales says how long the stock lasts
MOST = 200  # items of the stock value that a page shows, those worth most


def trial(call: Call) -> HttpResponse:
    """Opening, movement and closing of every account over the months asked for."""
    unlimited(call.actor)
    entity, periods = _entity(call), _periods(call)
    start, end = _months(call, periods)
    rows = trial_balance(entity.id, start=start, end=end)
    columns = [Column(_("Account")), Column(_("Name")), *_right(_("Opening"), _("Debit"), _("Credit"), _("Closing"))]
    lines = [
        row(r.number, _named(r), money(r.opening), money(r.debit), money(r.credit), money(r.closing)) for r in rows
    ]
    figures = [sum((getattr(r, name) for r in rows), ZERO) for name in ("opening", "debit", "credit", "closing")]
    sums = [money(figure, entity.currency) for figure in figures]
    table = Table(_("Trial balance"), columns, lines, foot=(_("Total"), "", *sums), empty=_("Nothing was posted."))
    return _page(call, _("Trial balance"), [table], periods=periods, start=start, end=end)


def value(call: Call) -> HttpResponse:
    """What the goods are worth, those worth most item by item, and whether the ledgers agree with the account of the books."""
    unlimited(call.actor)
    entity = _entity(call)
    rows = sorted(stock_value(entity.id), key=lambda r: (-r.value, r.code))
    columns = [Column(_("Item")), Column(_("Name")), *_right(_("Quantity"), _("Average cost"), _("Amount"))]
    lines = [
        row(Cell(r.code, f"/items/{r.code}"), _named(r), qty(r.qty), money(r.average), money(r.value))
        for r in rows[:MOST]
    ]
    if rest := rows[MOST:]:
        others = _("{n} other items").format(n=len(rest))
        lines.append(row("", others, "", "", money(sum((r.value for r in rest), ZERO))))
    total = sum((r.value for r in rows), ZERO)
    foot = (_("Total"), "", "", "", money(total, entity.currency))
    table = Table(_("Stock value"), columns, lines, foot=foot, empty=_("Nothing in stock."))
    wrong = [one for one in stock_value_differences() if one.entity == entity.id]
    note = _("Goods, values and the inventory account of the books agree to the cent.")
    if wrong:
        note = _("{n} figures differ between goods and books; `yunhe doctor` names them.").format(n=len(wrong))
    lasts = _turnover(entity, total, business_day(call.at))
    return _page(call, _("Stock value"), [table], note=note, agrees=not wrong, answer=lasts)


def _turnover(entity: Entity, value: Decimal, day: date) -> str:
    """Days that the stock lasts: its value ÷ the mean cost of what was sold in a day of the last SOLD_IN."""
    said = f"{value:,.2f} {entity.currency}"
    cost = sum((r.cost for r in earned_by_day(entity.id, day - timedelta(days=SOLD_IN - 1), day)), ZERO)
    if cost <= 0:
        return _("{value} in stock; nothing was sold in {days} days").format(value=said, days=SOLD_IN)
    return _(
        "{value} in stock; turnover {lasts} days by the cost of sales of the last {days} days at moving average"
    ).format(value=said, lasts=f"{value * SOLD_IN / cost:,.0f}", days=SOLD_IN)


def ages(call: Call) -> HttpResponse:
    """What is open by how long it is overdue, to us and by us."""
    unlimited(call.actor)
    entity, day = _entity(call), business_day(call.at)
    owed, owing = receivables_by_age(entity.id, day), payables_by_age(entity.id, day)
    names = {p.id: p for p in Partner.objects.filter(id__in={r.partner for r in (*owed, *owing)} - {None})}
    tables = [_ages(title, rows, names) for title, rows in ((_("Receivables"), owed), (_("Payables"), owing))]
    return _page(call, _("Ages of what is owed"), tables)


def _ages(title: str, rows: Sequence[Any], names: dict[int, Partner]) -> Table:
    heads = (_("Total"), _("Not due"), _("1–30 days"), _("31–60 days"), _("61–90 days"), _("Over 90 days"))
    lines = [
        row(
            name_of(names[r.partner]) if r.partner in names else _("Shops and platforms"),
            *(money(amount, r.currency if n == 0 else "") if amount else "" for n, amount in enumerate(r[2:])),
        )
        for r in rows
    ]
    return Table(title, [Column(_("Partner")), *_right(*heads)], lines, empty=_("Nothing is open."))


def _page(call: Call, title: str, tables: Sequence[Table], **more: Any) -> HttpResponse:
    context = {"title": title, "tables": tables, "entities": _entities(), "entity": _entity(call)}
    shown = {"periods": [], "start": None, "end": None, "note": "", "agrees": True, "answer": "", **more}
    return page(call.request, "books.html", {**context, **shown}, actor=call.actor)


def _right(*labels: str) -> list[Column]:
    return [Column(label, right=True) for label in labels]


def _named(row: Any) -> str:
    return str((get_language() == "en" and row.name_en) or row.name)


def _entities() -> list[Entity]:
    return list(Entity.objects.order_by("id"))


def _entity(call: Call) -> Entity:
    """The company asked for, else the first one."""
    asked = call.request.GET.get("company", "")
    found = next((one for one in _entities() if one.code == asked or not asked), None)
    if found is None:
        raise RefusalError(Reason("not_found", N_("There is no such company")))
    return found


def _periods(call: Call) -> list[Period]:
    return list(Period.objects.filter(entity=_entity(call)).order_by("starts"))


def _months(call: Call, periods: Sequence[Period]) -> tuple[date, date]:
    """The months asked for, else the year up to today."""
    known, today = {p.code: p.starts for p in periods}, business_day(call.at)
    start = known.get(call.request.GET.get("from", ""), date(today.year, 1, 1))
    return start, max(start, known.get(call.request.GET.get("to", ""), today.replace(day=1)))
