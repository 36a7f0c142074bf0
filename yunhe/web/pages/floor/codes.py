"""What a scanned code is, told to stations and to the floor's own page."""

from django.http import HttpResponse, JsonResponse

from yunhe.web.pages.floor.station import here
from yunhe.web.queries.codes import meanings
from yunhe.web.routing import Call


def what(call: Call) -> HttpResponse:
    """{"meanings": [{kind, code, name, url}]} of `?code=`; of this warehouse, as far as it lies in one."""
    code = call.request.GET.get("code", "").strip()[:80]
    found = meanings(code, here(call).id) if code else []
    return JsonResponse({"meanings": [one._asdict() for one in found]})
