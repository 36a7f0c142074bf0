"""The page of a voucher: its lines, and down from each to the postings and the papers behind them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.erp.finance.listings import vouchers_of
from yunhe.erp.finance.models import VoucherLine
from yunhe.erp.finance.words import TEMPLATES
from yunhe.kernel.actor import Actor
from yunhe.web.documents.declare import Document
from yunhe.web.lists import VOUCHER_LIST


def find(actor: Actor, number: str) -> Any:
    """A voucher that the actor may see."""
    return vouchers_of(actor).select_related("entity", "period").filter(number=number).first()


def more(voucher: Any, actor: Actor, at: datetime) -> Mapping[str, Any]:
    """The lines and their sums."""
    lines = list(VoucherLine.objects.filter(voucher=voucher).select_related("account").order_by("n"))
    return {
        "voucher": voucher,
        "kind": gettext(TEMPLATES.get(voucher.template, voucher.template)),
        "lines": lines,
        "debit": sum(line.debit for line in lines),
        "credit": sum(line.credit for line in lines),
    }


VOUCHER = Document("voucher", VOUCHER_LIST, N_("Voucher"), find, look="voucher", template="voucher.html", more=more)
