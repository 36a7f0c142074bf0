"""Labels as a PDF: of one outbound, or of a cart in the order of its totes."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.tms.commands import print_labels
from yunhe.tms.queries.labels import label_pdf
from yunhe.web.routing import Call

NO_LABEL = Reason("no_label", N_("No parcel of this outbound has a waybill yet"))


def pdf_of(call: Call, parcels: Sequence[int], name: str) -> HttpResponse:
    """The labels of these parcels, one page of 100 × 150 mm each; a file, or with `inline` for the browser's own viewer.

    RefusalError with the first reason when none may be printed.
    """
    outcome = print_labels(list(parcels), by=call.actor, at=call.at)
    if not outcome.done:
        raise RefusalError(next(iter(outcome.refused.values()), NO_LABEL))
    pdf = label_pdf([id for id in outcome.done if isinstance(id, int)])
    way = "inline" if call.request.POST.get("inline") else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
