"""The page of a voucher: its lines, and down from each to the postings and the papers behind them."""

from django.http import HttpResponse
from django.utils.translation import gettext

from yunhe.erp.finance.listings import vouchers_of
from yunhe.erp.finance.models import Voucher, VoucherLine
from yunhe.erp.finance.queries import behind_line
from yunhe.erp.finance.words import TEMPLATES
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.web.queries.naming import papers
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call


def show(call: Call, number: str) -> HttpResponse:
    """The lines and their sums."""
    voucher = _voucher(call, number)
    lines = list(VoucherLine.objects.filter(voucher=voucher).select_related("account").order_by("n"))
    context = {
        "voucher": voucher,
        "kind": gettext(TEMPLATES.get(voucher.template, voucher.template)),
        "lines": lines,
        "debit": sum(line.debit for line in lines),
        "credit": sum(line.credit for line in lines),
        "story": timeline([("voucher", voucher.id)]),
        "at": call.at,
    }
    return page(call.request, "voucher.html", context, actor=call.actor)


def behind(call: Call, number: str, n: int) -> HttpResponse:
    """The postings that a line sums, with their papers; fetched into the page when the line is opened."""
    line = VoucherLine.objects.filter(voucher=_voucher(call, number), n=n).first()
    if line is None:
        raise RefusalError(not_found(n))
    after = call.request.GET.get("after", "")
    postings = behind_line(line.id, after=int(after) if after.isdecimal() else 0)
    named = papers((posting.document_kind, posting.document_id) for posting in postings)
    rows = [(posting, named.get((posting.document_kind, posting.document_id))) for posting in postings]
    return page(call.request, "parts/postings.html", {"rows": rows}, actor=call.actor)


def _voucher(call: Call, number: str) -> Voucher:
    voucher: Voucher | None = vouchers_of(call.actor).select_related("entity", "period").filter(number=number).first()
    if voucher is None:
        raise RefusalError(not_found(number))
    return voucher
