"""Every list for machines: GET /{list} with the same query string as its page, paged by cursor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from pydantic import BaseModel

from yunhe.api.asking import needs
from yunhe.api.parameters import parameters
from yunhe.catalog.listings import ITEMS
from yunhe.connectors.shops.listings import OFFERS
from yunhe.crm.listings import CUSTOMERS
from yunhe.erp.finance.listings import VOUCHERS
from yunhe.erp.finance.money_lists import INVOICES, PAYABLES, PAYMENTS, RECEIVABLES
from yunhe.erp.production.listings import WORK_ORDERS
from yunhe.erp.purchasing.listings import PROPOSALS, PURCHASES
from yunhe.erp.purchasing.supplier_list import SUPPLIERS
from yunhe.insight.profit import PROFIT_LISTS
from yunhe.kernel.case_list import CASES
from yunhe.kernel.listing import Listing, State, page_of
from yunhe.oms.listings import ORDERS
from yunhe.oms.return_lists import REFUNDS, RETURNS
from yunhe.stock.listings import OUTBOUNDS, STOCK
from yunhe.tms.listings import PARCELS

LISTS = [
    *(ORDERS, OUTBOUNDS, STOCK, ITEMS, CUSTOMERS, PARCELS, PROPOSALS, OFFERS),
    *(PURCHASES, SUPPLIERS, WORK_ORDERS, RETURNS, REFUNDS, VOUCHERS, RECEIVABLES, PAYABLES, PAYMENTS, INVOICES, CASES),
    *PROFIT_LISTS,
]


class Rows(BaseModel):
    """A page of rows. `next` and `previous` are query strings for the pages around it, empty at the ends."""

    rows: list[dict[str, Any]]
    count: int
    capped: bool
    next: str
    previous: str


def add_lists(api: NinjaAPI) -> None:
    """Give each list its operation."""
    for listing in LISTS:
        names = ", ".join(field.name for field in listing.vocabulary.fields())
        api.get(
            f"/{listing.name}",
            response=Rows,
            summary=listing.label,
            description=f"Filters are f.FIELD.OPERATOR, of the fields in the filter bar below and of all others: {names}",
            openapi_extra={"parameters": parameters(listing)},
            operation_id=f"list_{listing.name}",
            tags=["lists"],
        )(_operation(listing))


def _operation(listing: Listing) -> Callable[..., Any]:
    def rows(request: HttpRequest) -> dict[str, Any]:
        state = State.parse(request.META["QUERY_STRING"])
        return page_of(listing, state, actor=request.auth.actor, at=request.auth.at).json()

    return needs(listing.right)(rows)
