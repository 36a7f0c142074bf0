"""Gross profit: what orders, items, shops and days earned, and the postings that these figures sum.

Every list sums the same rows of the books, so all of them and the trial balance agree to the cent. A condition on a date,
an item, an order or a shop is asked of these rows before they are summed; a condition on a figure, of the sums. Where no
condition parts what is summed, the rows are the sums that the postings keep (docs/adr/0010).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import NullIf, Round
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models import (
    DayShopSum,
    Earned,
    EarnedByDay,
    EarnedByItem,
    EarnedByOrder,
    EarnedByShop,
    ItemShopSum,
    ItemSum,
    OrderSum,
    ShopDaySum,
)
from yunhe.erp.finance.words import TEMPLATES
from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Field, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Summed, register
from yunhe.kernel.names import Named, NamedIn
from yunhe.kernel.scope import scope
from yunhe.oms.models import Order, Shop

RIGHT = "finance.see"
BASIS = N_(
    "Cost basis: moving average cost per company and item when the goods left; what came back takes its cost back. "
    "Revenue is without tax, less what was credited."
)

ORDER = Field(
    "order",
    N_("Order"),
    Type.TEXT,
    expression=Subquery(Order.objects.filter(pk=OuterRef("order_id")).values("number")),
)
DAY = Field("day", N_("Date"), Type.DATE)
ITEM = Field("item", N_("Item"), Type.TEXT, path="item__code")
NAME = Field("name", N_("Name"), Type.TEXT, expression=Named("item__name"))
SHOP = Field("shop", N_("Shop"), Type.TEXT, expression=NamedIn(Shop.objects.filter(pk=OuterRef("shop_id")), "name"))
WHOSE = (
    *(DAY, ORDER, ITEM, NAME, SHOP),
    Field("entity", N_("Company"), Type.TEXT, expression=Named("entity__name")),
    Field("currency", N_("Currency"), Type.TEXT),
)
UNIT = Field("unit", N_("Unit"), Type.TEXT, expression=Named("item__unit__name"))


def _margin(profit: Any, revenue: Any) -> Round:
    return Round(Value(Decimal(100)) * profit / NullIf(revenue, Value(Decimal(0))), precision=1)


SUMS = {
    **{f"sum_{name}": Sum(name) for name in ("qty", "revenue", "cost", "profit")},
    "margin": _margin(Sum("profit"), Sum("revenue")),
}


def _summed(unit: str = "") -> tuple[Field, ...]:
    return (
        Field("qty", N_("Quantity"), Type.QUANTITY, path="sum_qty", unit_from=unit),
        Field("revenue", N_("Revenue"), Type.MONEY, path="sum_revenue", unit_from="currency"),
        Field("cost", N_("Cost"), Type.MONEY, path="sum_cost", unit_from="currency"),
        Field("profit", N_("Gross profit"), Type.MONEY, path="sum_profit", unit_from="currency"),
        Field("margin", N_("Margin"), Type.NUMBER, unit="%"),
    )


def _grouped(model: type[Any]) -> Callable[[Actor], QuerySet[Any]]:
    def rows(actor: Actor) -> QuerySet[Any]:
        found = model.objects.filter(scope(actor, shop="shop_id"))
        return found.values("pk").annotate(**SUMS)

    return rows


def _summed_whole(model: type[Any], shop: str = "") -> Callable[[Actor], QuerySet[Any]]:
    """A row of the table is one of the list."""
    return lambda actor: model.objects.filter(scope(actor, shop=shop)).annotate(
        margin=_margin(F("sum_profit"), F("sum_revenue"))
    )


FIGURES = (
    Column("qty", 10),
    Column("revenue", 16, total=True),
    Column("cost", 16, total=True),
    Column("profit", 16, total=True),
    Column("margin", 10, share=("profit", "revenue")),
    Column("entity", 20, shown=False),
)
FILTERS = ("day", "item", "shop", "profit", "margin")
KNOWN = {"entity", "currency", "qty", "revenue", "cost", "profit", "margin"}  # by all sums
OF_ITEM = {*KNOWN, "item", "name", "unit"}
ORDER_SUMS = [Summed(_summed_whole(OrderSum, shop="shop_id"), {*KNOWN, "order", "shop"})]
ITEM_SUMS = [Summed(_summed_whole(ItemSum), OF_ITEM, whole=True), Summed(_grouped(ItemShopSum), {*OF_ITEM, "shop"})]
SHOP_SUMS = [Summed(_grouped(ShopDaySum), {*KNOWN, "shop", "day"})]
DAY_SUMS = [Summed(_grouped(DayShopSum), {*KNOWN, "shop", "day"})]


def _by(
    name: str,
    label: str,
    model: type[Any],
    summed: Iterable[Summed],
    *heads: Column,
    sort: str = "-profit",
    unit: str = "",
) -> Listing:
    search = [head.name for head in heads if head.name != "day"]
    return register(
        Listing(
            f"profit-{name}",
            label,
            Vocabulary(f"profit_{name}", (*WHOSE, *((UNIT,) if unit else ()), *_summed(unit))),
            right=RIGHT,
            rows=_grouped(model),
            columns=(*heads, *FIGURES),
            filters=FILTERS,
            search=search or ("item", "name"),
            sort=(sort,),
            summed=summed,
        )
    )


PROFIT_ORDERS = _by(
    "orders", N_("Gross profit by order"), EarnedByOrder, ORDER_SUMS, Column("order", 20), Column("shop", 20)
)
PROFIT_ITEMS = _by(
    "items", N_("Gross profit by item"), EarnedByItem, ITEM_SUMS, Column("item", 16), Column("name", 28), unit="unit"
)
PROFIT_SHOPS = _by("shops", N_("Gross profit by shop"), EarnedByShop, SHOP_SUMS, Column("shop", 28))
PROFIT_DAYS = _by("days", N_("Gross profit by day"), EarnedByDay, DAY_SUMS, Column("day", 12), sort="-day")


def earned_of(actor: Actor) -> QuerySet[Any]:
    """The postings to revenue and cost of sales that an actor may see."""
    return Earned.objects.filter(scope(actor, shop="shop_id"))


PROFIT_ENTRIES = register(
    Listing(
        "profit-entries",
        N_("Postings of the gross profit"),
        Vocabulary(
            "profit_entry",
            (
                *WHOSE,
                Field("template", N_("Kind"), Type.CHOICE, choices=TEMPLATES),
                UNIT,
                Field("qty", N_("Quantity"), Type.QUANTITY, unit_from="unit"),
                Field("revenue", N_("Revenue"), Type.MONEY, unit_from="currency"),
                Field("cost", N_("Cost"), Type.MONEY, unit_from="currency"),
                Field("profit", N_("Gross profit"), Type.MONEY, unit_from="currency"),
            ),
        ),
        right=RIGHT,
        rows=earned_of,
        columns=(
            Column("day", 12),
            Column("template", 16),
            Column("order", 20),
            Column("item", 16),
            Column("name", 28),
            Column("shop", 20),
            Column("qty", 10),
            Column("revenue", 16, total=True),
            Column("cost", 16, total=True),
            Column("profit", 16, total=True),
            Column("entity", 20, shown=False),
        ),
        filters=("day", "template", "item", "order", "shop"),
        search=("order", "item", "name"),
        sort=("-day",),
    )
)
PROFIT_LISTS = (PROFIT_ORDERS, PROFIT_ITEMS, PROFIT_SHOPS, PROFIT_DAYS, PROFIT_ENTRIES)


class ItemEarned(NamedTuple):
    """What an item earned within an order; `margin` in percent, None without revenue."""

    code: str | None
    name: str | None
    unit: str | None
    currency: str
    qty: Decimal
    revenue: Decimal
    cost: Decimal
    profit: Decimal
    margin: Decimal | None


# The papers that can earn for an order: by their own indexes, where the postings have none by order.
PAPERS = """
    SELECT 'outbound', outbound_id FROM stock_outboundline WHERE root_id = %(order)s
    UNION SELECT 'order', %(order)s::bigint
    UNION SELECT 'receivable', id FROM finance_receivable WHERE order_id = %(order)s
    UNION SELECT 'receipt', r.id FROM stock_outboundline l JOIN stock_inbound i ON i.outbound_id = l.outbound_id
          JOIN stock_receipt r ON r.inbound_id = i.id WHERE l.root_id = %(order)s
"""


def earned_of_order(order_id: int, actor: Actor) -> list[ItemEarned]:
    """What an order earned, item by item, the most first; nothing for an actor without the right to see it. Two statements."""
    if not actor.may(RIGHT):
        return []
    papers: defaultdict[str, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PAPERS, {"order": order_id})
        for kind, id in cursor.fetchall():
            papers[kind].append(id)
    on = Q()
    for kind, ids in papers.items():
        on |= Q(document_kind=kind, document_id__in=ids)
    found = earned_of(actor.within(RIGHT)).filter(on, order_id=order_id).order_by()
    whose = (ITEM.path, NAME.expression, UNIT.expression, "currency")
    rows = found.values("item").annotate(**SUMS).order_by("-sum_profit", "item").values_list(*whose, *SUMS)
    return [ItemEarned(*row) for row in rows]
