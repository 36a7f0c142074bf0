"""The trends of the board: each a question, its answer in a sentence, and the figures behind it as chart and table."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext

from yunhe.erp.finance.queries import earned_by_day
from yunhe.insight.profit import PROFIT_DAYS, PROFIT_ITEMS, PROFIT_SHOPS
from yunhe.insight.profit import RIGHT as PROFIT
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.case_list import cases_of
from yunhe.kernel.models import Entity
from yunhe.oms.listings import orders_of
from yunhe.stock.listings import outbounds_of
from yunhe.web.queries.cases import OPEN
from yunhe.web.queries.profit import ends_of
from yunhe.web.words import CASE_TYPES

DAYS = 30


class Series(NamedTuple):
    """Figures under one name; `tone` as in UI.md, `kind` bar or line."""

    name: str
    figures: Sequence[Decimal | int]
    tone: str = "blue"
    kind: str = "bar"


class Chart(NamedTuple):
    """`question` is its title, `answer` the sentence under it; `labels` stand along the axis; `lying` turns bars; `url`
    leads to the list of the same figures."""

    question: str
    answer: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    lying: bool = False
    url: str = ""

    def told(self) -> dict[str, Any]:
        """For the script that draws it."""
        series = [
            {"name": s.name, "figures": [float(f) for f in s.figures], "tone": s.tone, "kind": s.kind}
            for s in self.series
        ]
        return {"labels": list(self.labels), "series": series, "unit": self.unit, "lying": self.lying}


def trends(actor: Actor, *, at: datetime) -> list[Chart]:
    """The charts that an actor may see; two statements each at most."""
    days = [business_day(at) - timedelta(days=n) for n in range(DAYS - 1, -1, -1)]
    charts, entities = [], list(Entity.objects.order_by("id"))
    if actor.may("oms.see") and actor.may("stock.see"):
        charts.append(_flow(actor, days))
    if actor.may("finance.see") and not actor.within("finance.see").limited:  # the books are the whole company's
        charts += [_earned(entity, days) for entity in entities]
    if actor.may(PROFIT):
        charts += [chart for entity in entities for chart in _ends(entity, days, actor)]
    if actor.may("kernel.close_case"):
        charts.append(_causes(actor))
    return charts


def _flow(actor: Actor, days: Sequence[date]) -> Chart:
    start = datetime.combine(days[0], time.min, tzinfo=timezone.get_default_timezone())
    came = _by_day(orders_of(actor.within("oms.see")).filter(placed_at__gte=start), "placed_at")
    shipped = outbounds_of(actor.within("stock.see")).filter(kind="sale", shipped_at__gte=start)
    went = _by_day(shipped, "shipped_at")
    found = shipped.aggregate(
        n=Count("pk"), in_time=Count("pk", filter=Q(ship_by=None) | Q(shipped_at__lte=F("ship_by")))
    )
    rate = f"{100 * found['in_time'] / found['n']:.1f} %" if found["n"] else "–"
    series = [
        Series(gettext("Orders that came in"), [came.get(day, 0) for day in days], "grey"),
        Series(gettext("Outbounds shipped"), [went.get(day, 0) for day in days], "blue"),
    ]
    answer = gettext("{n} shipped in {days} days, {rate} of them in time").format(n=found["n"], days=DAYS, rate=rate)
    return Chart(gettext("Does as much go out as comes in?"), answer, _said(days), series)


def _earned(entity: Entity, days: Sequence[date]) -> Chart:
    found = {row.day: row for row in earned_by_day(entity.id, days[0], days[-1])}
    rows = [found.get(day) for day in days]
    revenue, cost, profit = (
        [getattr(row, name) if row else Decimal(0) for row in rows] for name in ("revenue", "cost", "profit")
    )
    earned, sold = sum(profit, Decimal(0)), sum(revenue, Decimal(0))
    margin = f"{100 * earned / sold:.1f} %" if sold else "–"
    series = [
        Series(gettext("Revenue without tax"), revenue, "blue"),
        Series(gettext("Cost at moving average"), cost, "grey"),
        Series(gettext("Gross profit"), profit, "green", "line"),
    ]
    answer = gettext("Gross profit {amount} {currency}, {margin} of the revenue; cost basis: moving average").format(
        amount=f"{earned:,.2f}", currency=entity.currency, margin=margin
    )
    days_of = f"/{PROFIT_DAYS.name}?f.day.ge={days[0]}&f.day.le={days[-1]}"
    return Chart(gettext("What do we earn?"), answer, _said(days), series, entity.currency, url=days_of)


def _ends(entity: Entity, days: Sequence[date], actor: Actor) -> Iterator[Chart]:
    """The items and the shops that earn most and least, where there is something to compare."""
    asked = (
        (PROFIT_ITEMS, gettext("Which items earn most, and which least?")),
        (PROFIT_SHOPS, gettext("Which shops earn most, and which least?")),
    )
    for listing, question in asked:
        names, profits, url = ends_of(listing, entity, days[0], days[-1], actor)
        if len(names) < 2:
            continue
        answer = gettext("Most: {best} with {most} {currency}; least: {worst} with {least}; cost basis: moving average")
        figures = {"most": f"{profits[-1]:,.2f}", "least": f"{profits[0]:,.2f}", "currency": entity.currency}
        series = [Series(gettext("Gross profit"), profits, "green")]
        said = answer.format(best=names[-1], worst=names[0], **figures)
        yield Chart(question, said, names, series, entity.currency, lying=True, url=url)


def _causes(actor: Actor) -> Chart:
    found = (
        cases_of(actor.within("kernel.close_case"))
        .filter(state__in=OPEN)
        .order_by()
        .values_list("type")
        .annotate(n=Count("id"))
        .order_by("n")
    )
    rows = list(found)
    labels = [gettext(CASE_TYPES.get(type, type)) for type, _ in rows]
    total = sum(n for _, n in rows)
    answer = gettext("{n} cases are open").format(n=total)
    series = [Series(gettext("Open cases"), [n for _, n in rows], "amber")]
    return Chart(gettext("What goes wrong?"), answer, labels, series, lying=True)


def _by_day(rows: Any, column: str) -> dict[date, int]:
    day = TruncDate(column, tzinfo=timezone.get_default_timezone())
    return dict(rows.order_by().annotate(day_=day).values_list("day_").annotate(n=Count("pk")))


def _said(days: Sequence[date]) -> list[str]:
    return [f"{day:%m-%d}" for day in days]
