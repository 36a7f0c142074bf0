"""Answers that are no page: a file that is kept for somebody, and the way to another page."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse

from yunhe.kernel.files import pieces
from yunhe.kernel.models import KeptFile
from yunhe.web.routing import Call


def download(kept: KeptFile) -> StreamingHttpResponse:
    """A kept file, never shown by the browser."""
    answer = StreamingHttpResponse(pieces(kept), content_type="application/octet-stream")
    answer["Content-Length"] = str(kept.size)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(kept.name)}"
    return answer


def leave_for(call: Call, address: str) -> HttpResponse:
    """To another page, also out of a part that is exchanged in place."""
    if call.request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
