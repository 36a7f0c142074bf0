"""How the numbers of documents look: prefix, date and width of each kind, with the number that comes next."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from yunhe.kernel.calendar import business_day
from yunhe.kernel.numbering import DATES, SERIES, WIDTHS, Format, change_numbers, formats, next_numbers
from yunhe.kernel.scope import unlimited
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

COMPANY = ("company", 0)


def numbers(call: Call) -> HttpResponse:
    """The grid of formats; what is saved holds from the next document on."""
    unlimited(call.actor)
    known, wrong = formats(), []
    if call.request.method == "POST":
        typed = {series: _typed(call.request.POST, series, form) for series, form in known.items()}
        changed = {series: form for series, form in typed.items() if form != known[series]}
        outcome = change_numbers(changed, by=call.actor, at=call.at)
        if not outcome.refused:
            return HttpResponseRedirect(f"{reverse('numbers')}?saved=1")
        wrong = [f"{gettext(SERIES[series])}: {reason}" for series, reason in outcome.refused.items()]
        known = typed
    day = business_day(call.at)
    context: dict[str, Any] = {
        "kinds": [(series, label, known[series]) for series, label in SERIES.items()],
        "next": next_numbers(day),
        "dates": {form: day.strftime(written) for form, written in DATES.items()},
        "widths": WIDTHS,
        "story": timeline([COMPANY], call.actor),
        "wrong": wrong,
        "saved": call.request.GET.get("saved") and not wrong,
        "at": call.at,
    }
    return page(call.request, "admin/numbers.html", context, actor=call.actor, status=422 if wrong else 200)


def _typed(given: QueryDict, series: str, now: Format) -> Format:
    prefix = given.get(f"prefix.{series}", now.prefix).strip().upper()
    width = given.get(f"width.{series}", "")
    return Format(prefix, given.get(f"dated.{series}", now.dated), int(width) if width.isdecimal() else now.width)
