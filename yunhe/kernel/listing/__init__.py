"""Lists: one declaration per noun yields the page, JSON rows, Excel and CSV exports and saved views.

What an actor lacks the right to see is no part of the vocabulary that the list works with, so it is absent from
columns, filters, sorts, search, totals and exports alike. The number of queries does not depend on the number of rows.
"""

from yunhe.kernel.listing.declare import LISTINGS, Column, Listing, Summed, Tab, register
from yunhe.kernel.listing.export import count_up_to, write_csv, write_xlsx
from yunhe.kernel.listing.page import Cell, Chip, Choice, Head, Page, Row, TabCount
from yunhe.kernel.listing.query import chosen_ids, neighbours, page_of
from yunhe.kernel.listing.state import Filter, State
from yunhe.kernel.listing.tabs import every, one_of, overdue, tab_each
from yunhe.kernel.listing.views import delete_views, save_views, views_of

__all__ = [
    "LISTINGS",
    "Cell",
    "Chip",
    "Choice",
    "Column",
    "Filter",
    "Head",
    "Listing",
    "Page",
    "Row",
    "State",
    "Summed",
    "Tab",
    "TabCount",
    "chosen_ids",
    "count_up_to",
    "delete_views",
    "every",
    "neighbours",
    "one_of",
    "overdue",
    "page_of",
    "register",
    "save_views",
    "tab_each",
    "views_of",
    "write_csv",
    "write_xlsx",
]
