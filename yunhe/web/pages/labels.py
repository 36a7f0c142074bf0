"""Labels of parcels as a PDF: of one outbound, or of a cart in the order of its totes; many are drawn by a job."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.tms.commands import print_labels
from yunhe.tms.queries.labels import label_pdf
from yunhe.web.answers import leave_for
from yunhe.web.jobs import print_job
from yunhe.web.lists.transport import PARCEL_LIST, PRINT_WAYBILLS
from yunhe.web.routing import Call

AT_ONCE = 60  # labels that somebody waits for; more are a job
NO_LABEL = Reason("no_label", N_("No parcel of this outbound has a waybill yet"))


def pdf_of(call: Call, parcels: Sequence[int], name: str) -> HttpResponse:
    """The labels of these parcels, one page of 100 × 150 mm each; a file, or with `inline` for the browser's own viewer.
    Of more than AT_ONCE the way to the job that draws them.

    RefusalError with the first reason when none may be printed.
    """
    if len(parcels) > AT_ONCE:
        job = print_job(PARCEL_LIST, PRINT_WAYBILLS, parcels, "", by=call.actor, at=call.at)
        return leave_for(call, reverse("job", kwargs={"id": job}))
    outcome = print_labels(list(parcels), by=call.actor, at=call.at)
    if not outcome.done:
        raise RefusalError(next(iter(outcome.refused.values()), NO_LABEL))
    pdf = label_pdf([id for id in outcome.done if isinstance(id, int)])
    way = "inline" if call.request.POST.get("inline") else "attachment"
    headers = {"Content-Disposition": f'{way}; filename="{name}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
