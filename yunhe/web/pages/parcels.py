"""What is done from the page of a parcel besides its actions: its waybill number is typed."""

from django.http import HttpResponse, HttpResponseNotAllowed
from django.utils.translation import gettext_noop as N_

from yunhe.tms.commands import WaybillRow, assign_waybills
from yunhe.tms.models import Carrier
from yunhe.web.documents.transport import PARCEL
from yunhe.web.pages.documents import find, show
from yunhe.web.routing import Call


def give_waybill(call: Call, number: str) -> HttpResponse:
    """Give a parcel the number of its carrier's paper; one that our own van takes needs none but its own."""
    if call.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    parcel, carrier = find(call, number, PARCEL), call.request.POST.get("carrier", "")
    own = Carrier.objects.filter(code=carrier, kind=Carrier.Kind.OWN).exists()
    waybill = call.request.POST.get("waybill", "").strip() or (parcel.number if own else "")
    outcome = assign_waybills([WaybillRow(parcel.pk, waybill, carrier)], by=call.actor, at=call.at)
    refused = [str(reason) for reason in outcome.refused.values()]
    return show(call, number, PARCEL, {"label": N_("Waybill number"), "refused": refused})
