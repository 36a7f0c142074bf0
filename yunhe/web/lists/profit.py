"""List pages of the gross profit: one view per order, item, shop and day, and the postings behind every figure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.models.earned import COMPANIES
from yunhe.insight.profit import (
    BASIS,
    PROFIT_DAYS,
    PROFIT_ENTRIES,
    PROFIT_ITEMS,
    PROFIT_ORDERS,
    PROFIT_SHOPS,
)
from yunhe.kernel.conditions.fields import NUMBERS
from yunhe.kernel.listing import Cell, Filter, Listing, Page, State
from yunhe.web.lists.declare import ListPage, Way
from yunhe.web.lists.ground import ITEM_LIST
from yunhe.web.lists.sales import ORDER_LIST

WAYS = (
    (N_("By item"), PROFIT_ITEMS),
    (N_("By order"), PROFIT_ORDERS),
    (N_("By shop"), PROFIT_SHOPS),
    (N_("By day"), PROFIT_DAYS),
    (N_("Postings"), PROFIT_ENTRIES),
)
FACTS = {field.name for field in PROFIT_ORDERS.vocabulary.fields() if field.type not in NUMBERS}  # what all views have
NONE = {
    "order": N_("of no order"),
    "item": N_("of no item"),
    "shop": N_("of no shop"),
}


def ways(of: Listing) -> Callable[[Page], list[Way]]:
    """The same figures seen otherwise, for the same days, items and shops."""

    def shown(page: Page) -> list[Way]:
        query = _facts(page.state).query()
        return [Way(gettext(label), f"/{one.name}?{query}".rstrip("?"), one is of) for label, one in WAYS]

    return shown


def behind(field: str) -> Callable[[Page], Mapping[int, str]]:
    """By row the address of the postings that it sums; nothing where the list is narrowed by a condition on sums."""

    def addresses(page: Page) -> Mapping[int, str]:
        if page.state.where and _facts(page.state).where is None:
            return {}
        rows = [(row.id, row.cells.get(field)) for row in page.rows]
        return {id: f"/{PROFIT_ENTRIES.name}?{_of(page.state, field, cell).query()}" for id, cell in rows if cell}

    return addresses


def said(field: str) -> Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]]:
    """What stands where a figure is of none."""
    return lambda keys: {key: {field: gettext(NONE[field])} for key in keys if key < COMPANIES}


def _of(state: State, field: str, cell: Cell) -> State:
    facts = _facts(state)
    one = Filter(field, "empty", ("1",)) if cell.value is None else Filter(field, "=", (str(cell.value),))
    return facts.but(filters=(*facts.filters, one))


def _facts(state: State) -> State:
    """Of a state the conditions on the rows that are summed; one on sums is left out."""
    filters = tuple(one for one in state.filters if one.field in FACTS)
    return State(filters=filters, where=state.where if _names(state.where) <= FACTS else None)


def _names(tree: Any) -> set[str]:
    """The fields that a condition speaks of."""
    if isinstance(tree, list):
        return set().union(*map(_names, tree))
    if not isinstance(tree, dict):
        return set()
    own = {tree["field"]} if "field" in tree else set()
    return own.union(*(_names(part) for part in tree.values()))


def _page(of: Listing, field: str) -> ListPage:
    return ListPage(
        of,
        "chart-bar",
        links={"order": ORDER_LIST, "item": ITEM_LIST},
        rewords=said(field) if field in NONE else None,
        empty=N_("Nothing was earned here. A sale that ships or is delivered earns."),
        note=BASIS,
        ways=ways(of),
        behind=("profit", behind(field)),
    )


PROFIT_ITEM_LIST = _page(PROFIT_ITEMS, "item")
PROFIT_ORDER_LIST = _page(PROFIT_ORDERS, "order")
PROFIT_SHOP_LIST = _page(PROFIT_SHOPS, "shop")
PROFIT_DAY_LIST = _page(PROFIT_DAYS, "day")
PROFIT_ENTRY_LIST = ListPage(
    PROFIT_ENTRIES,
    "receipt",
    links={"order": ORDER_LIST, "item": ITEM_LIST},
    empty=N_("Nothing was earned here. A sale that ships or is delivered earns."),
    note=BASIS,
    ways=ways(PROFIT_ENTRIES),
)
PROFIT_PAGES = [PROFIT_ITEM_LIST, PROFIT_ORDER_LIST, PROFIT_SHOP_LIST, PROFIT_DAY_LIST, PROFIT_ENTRY_LIST]
