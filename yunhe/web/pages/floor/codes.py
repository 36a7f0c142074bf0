"""What a scanned code is, told to stations and to the floor's own page."""

from django.http import HttpResponse, JsonResponse

from yunhe.kernel.outcome import RefusalError
from yunhe.web.pages.floor.station import here
from yunhe.web.queries.codes import meanings
from yunhe.web.routing import Call

LONGEST = 200  # characters: a GS1-128 symbol holds 48, a GS1 DataMatrix on a carton some more


def what(call: Call) -> HttpResponse:
    """{"meanings": [{kind, code, name, url}], "wrong": what is wrong with a GS1 label} of `?code=`; of this warehouse, as
    far as it lies in one."""
    code, house = call.request.GET.get("code", "").strip(" ")[:LONGEST], here(call)
    try:
        found = meanings(code, house.id, year=call.at.year) if code else []
    except RefusalError as error:
        return JsonResponse({"meanings": [], "wrong": str(error.reason)})
    return JsonResponse({"meanings": [one._asdict() for one in found], "wrong": ""})
