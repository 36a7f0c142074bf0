"""Files in: choose a file, see what was taken, and get the refused rows back as a file."""

import io

from django.http import HttpResponse
from django.utils.translation import gettext

from yunhe.kernel.flow import not_found
from yunhe.kernel.importing import error_file, template_file
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import RefusalError
from yunhe.oms.importing import ORDER_FILE, import_orders
from yunhe.web.pages.lists import XLSX
from yunhe.web.render import page
from yunhe.web.routing import Call

SHOWN = 20


def orders(call: Call) -> HttpResponse:
    """The page; on POST the file is taken in and its run stands first."""
    reason, run = None, None
    file = call.request.FILES.get("file")
    if call.request.method == "POST" and file is not None:
        try:
            run = import_orders(file, file.name, by=call.actor, at=call.at)
        except RefusalError as error:
            reason = error.reason
    runs = ImportRun.objects.filter(noun="orders", by=call.actor.name).order_by("-pk")[:SHOWN]
    context = {"reason": reason, "run": run, "runs": runs, "columns": ORDER_FILE, "at": call.at}
    return page(call.request, "import.html", context, actor=call.actor, status=422 if reason else 200)


def template(call: Call) -> HttpResponse:
    """The empty file to fill in."""
    out = io.BytesIO()
    template_file(ORDER_FILE, out)
    return _file(out, gettext("Orders"))


def errors(call: Call, run: int) -> HttpResponse:
    """The refused rows of one's own import, with reasons."""
    found = ImportRun.objects.filter(pk=run, by=call.actor.name).first()
    if found is None:
        raise RefusalError(not_found(run))
    out = io.BytesIO()
    error_file(found, out)
    return _file(out, "errors")


def _file(out: io.BytesIO, name: str) -> HttpResponse:
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name if name.isascii() else "orders"}.xlsx"'
    return answer
