"""The list pages, one file per room; a new one is its `Listing` beside the model and a `ListPage` here."""

from yunhe.web.lists.admin import EVENT_LIST, PARKED_LIST, USER_LIST
from yunhe.web.lists.books import INVOICE_LIST, PAYABLE_LIST, PAYMENT_LIST, RECEIVABLE_LIST, VOUCHER_LIST
from yunhe.web.lists.declare import Action, Ask, Inverse, ListPage
from yunhe.web.lists.floor import (
    BIN_LIST,
    INBOUND_LIST,
    LEDGER_LIST,
    PLACE_LIST,
    PROMISED_LIST,
    RECEIPT_LIST,
    TRANSFER_LIST,
)
from yunhe.web.lists.ground import ITEM_LIST, OUTBOUND_LIST, STOCK_LIST
from yunhe.web.lists.places import SHOP_LIST, WAREHOUSE_LIST
from yunhe.web.lists.profit import PROFIT_PAGES
from yunhe.web.lists.sales import CUSTOMER_LIST, ORDER_LIST, REFUND_LIST, RETURN_LIST, SURVEY_LIST
from yunhe.web.lists.shops import FEED_LIST, OFFER_LIST
from yunhe.web.lists.supply import PROPOSAL_LIST, PURCHASE_LIST, SUPPLIER_LIST, WORK_LIST
from yunhe.web.lists.transport import PARCEL_LIST
from yunhe.web.lists.work import CASE_LIST

LIST_PAGES = [
    ORDER_LIST,
    OUTBOUND_LIST,
    INBOUND_LIST,
    RECEIPT_LIST,
    TRANSFER_LIST,
    STOCK_LIST,
    PROMISED_LIST,
    BIN_LIST,
    PLACE_LIST,
    LEDGER_LIST,
    ITEM_LIST,
    RETURN_LIST,
    REFUND_LIST,
    OFFER_LIST,
    FEED_LIST,
    CUSTOMER_LIST,
    SURVEY_LIST,
    PARCEL_LIST,
    PROPOSAL_LIST,
    PURCHASE_LIST,
    SUPPLIER_LIST,
    WORK_LIST,
    VOUCHER_LIST,
    RECEIVABLE_LIST,
    PAYABLE_LIST,
    PAYMENT_LIST,
    INVOICE_LIST,
    *PROFIT_PAGES,
    CASE_LIST,
    USER_LIST,
    EVENT_LIST,
    PARKED_LIST,
    SHOP_LIST,
    WAREHOUSE_LIST,
]

__all__ = [
    "BIN_LIST",
    "CUSTOMER_LIST",
    "EVENT_LIST",
    "FEED_LIST",
    "ITEM_LIST",
    "INBOUND_LIST",
    "INVOICE_LIST",
    "LEDGER_LIST",
    "LIST_PAGES",
    "OFFER_LIST",
    "ORDER_LIST",
    "OUTBOUND_LIST",
    "PARCEL_LIST",
    "PARKED_LIST",
    "PAYABLE_LIST",
    "PAYMENT_LIST",
    "PLACE_LIST",
    "PROMISED_LIST",
    "PROPOSAL_LIST",
    "PURCHASE_LIST",
    "RECEIPT_LIST",
    "RECEIVABLE_LIST",
    "REFUND_LIST",
    "RETURN_LIST",
    "SHOP_LIST",
    "STOCK_LIST",
    "SUPPLIER_LIST",
    "SURVEY_LIST",
    "TRANSFER_LIST",
    "USER_LIST",
    "WAREHOUSE_LIST",
    "VOUCHER_LIST",
    "WORK_LIST",
    "Action",
    "Ask",
    "Inverse",
    "ListPage",
]
