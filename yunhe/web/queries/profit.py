"""The gross profit as pages show it beside other things: of an order, and the best and the worst of a period."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from yunhe.insight.profit import NAME, PROFIT_ITEMS, PROFIT_SHOPS, SHOP, earned_of_order
from yunhe.kernel.actor import Actor
from yunhe.kernel.listing import Listing
from yunhe.kernel.models import Entity
from yunhe.kernel.names import name_of
from yunhe.kernel.quantity import plain
from yunhe.oms.models import Order
from yunhe.web.documents.declare import Table, left, linked, right, row
from yunhe.web.jinja import money, qty
from yunhe.web.lists import ITEM_LIST
from yunhe.web.lists.profit import NONE

ENDS = 5  # as many of the best and of the worst
LABELS = {PROFIT_ITEMS.name: (NAME, "item"), PROFIT_SHOPS.name: (SHOP, "shop")}


def profit_of(order: Order, actor: Actor) -> Table | None:
    """What an order earned, item by item; None when nothing yet, or when the actor may not see it."""
    earned = earned_of_order(order.id, actor)
    if not earned:
        return None
    heads = (_("Quantity"), _("Revenue"), _("Cost"), _("Gross profit"), _("Margin"))
    rows = [
        row(
            linked(ITEM_LIST, one.code, actor),
            one.name or "",
            qty(one.qty, one.unit or ""),
            *(money(figure) for figure in (one.revenue, one.cost, one.profit)),
            percent(one.margin),
        )
        for one in earned
    ]
    sums = [sum((getattr(one, name) for one in earned), Decimal(0)) for name in ("revenue", "cost", "profit")]
    foot = (
        _("Total"),
        "",
        "",
        *(money(figure, earned[0].currency) for figure in sums),
        percent(margin(sums[2], sums[0])),
    )
    return Table(_("Gross profit"), [*left(_("Item"), _("Name")), *right(*heads)], rows, foot=foot)


class Ends(NamedTuple):
    """The rows of a list that earned least and most, least first, and the address of the list behind them."""

    names: Sequence[str]
    profits: Sequence[Decimal]
    url: str


def ends_of(listing: Listing, entity: Entity, first: date, last: date, actor: Actor) -> Ends:
    """The best and the worst of a company between two days, both included; two statements."""
    rows = listing.rows(actor, {"entity", "day"}).filter(entity=entity, day__range=(first, last))
    label, noun = LABELS[listing.name]
    earned = rows.annotate(said=label.expression)
    found: dict[str, tuple[str | None, Decimal]] = {}
    for order in (("sum_profit", "pk"), ("-sum_profit", "-pk")):
        found |= {
            key: (name, profit)
            for key, name, profit in earned.order_by(*order).values_list("pk", "said", "sum_profit")[:ENDS]
        }
    ranked = sorted(found.values(), key=lambda one: one[1])
    asked = {"f.day.ge": first.isoformat(), "f.day.le": last.isoformat(), "f.entity.eq": name_of(entity)}
    names = [name or _(NONE[noun]) for name, _profit in ranked]
    return Ends(names, [profit for _name, profit in ranked], f"/{listing.name}?{urlencode(asked)}")


def margin(profit: Decimal, revenue: Decimal) -> Decimal | None:
    """The gross profit in percent of the revenue, one decimal."""
    return round(100 * profit / revenue, 1) if revenue else None


def percent(figure: Decimal | None) -> str:
    """A margin as it is shown."""
    return "" if figure is None else f"{plain(figure)} %"
