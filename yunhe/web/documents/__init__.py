"""Pages of documents, one declaration per kind; a new one is facts, tables and panels over its list."""

from yunhe.web.documents.customer import CUSTOMER
from yunhe.web.documents.declare import Document
from yunhe.web.documents.inbound import INBOUND
from yunhe.web.documents.item import ITEM
from yunhe.web.documents.money import INVOICE, PAYABLE, PAYMENT, RECEIVABLE
from yunhe.web.documents.order import ORDER
from yunhe.web.documents.returns import REFUND, RETURN
from yunhe.web.documents.supplier import SUPPLIER
from yunhe.web.documents.supply import PURCHASE, WORK
from yunhe.web.documents.transport import PARCEL
from yunhe.web.documents.voucher import VOUCHER

DOCUMENTS = [
    *(ORDER, CUSTOMER, RETURN, REFUND, INBOUND, PURCHASE, SUPPLIER, WORK, PARCEL, ITEM),
    *(VOUCHER, RECEIVABLE, PAYABLE, PAYMENT, INVOICE),
]

__all__ = ["DOCUMENTS", "VOUCHER", "Document"]
