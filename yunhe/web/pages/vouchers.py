"""Behind a line of a voucher: the postings that it sums, with their papers."""

from django.http import HttpResponse

from yunhe.erp.finance.models import VoucherLine
from yunhe.erp.finance.queries import behind_line
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import RefusalError
from yunhe.web.documents import VOUCHER
from yunhe.web.pages.documents import find
from yunhe.web.queries.naming import papers
from yunhe.web.render import page
from yunhe.web.routing import Call


def behind(call: Call, number: str, n: int) -> HttpResponse:
    """The postings that a line sums, with their papers; fetched into the page when the line is opened."""
    line = VoucherLine.objects.filter(voucher=find(call, number, VOUCHER), n=n).first()
    if line is None:
        raise RefusalError(not_found(n))
    after = call.request.GET.get("after", "")
    postings = behind_line(line.id, after=int(after) if after.isdecimal() else 0)
    named = papers((posting.document_kind, posting.document_id) for posting in postings)
    rows = [(posting, named.get((posting.document_kind, posting.document_id))) for posting in postings]
    return page(call.request, "parts/postings.html", {"rows": rows}, actor=call.actor)
