"""Put away what lies at the dock, and move goods between bins: scan the goods, scan the bin."""

from decimal import Decimal
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import Field

from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.stock.commands import move_bins
from yunhe.stock.commands.moving import BinMove
from yunhe.stock.models import Bin, BinLevel
from yunhe.stock.words import GRADES
from yunhe.web.pages.floor.station import Report, here, screen, take
from yunhe.web.queries.floor import bin_codes, lying
from yunhe.web.routing import Call
from yunhe.wms.commands import put_away


class Stored(Report):
    """So much of a bin level (by id) went into the bin with this code."""

    level: int
    qty: Annotated[Decimal, Field(gt=0, max_digits=18, decimal_places=6)]
    bin: Annotated[str, Field(max_length=40)]


SAID = {
    "goods": N_("Scan the goods"),
    "from": N_("Scan the bin to take from"),
    "to": N_("Scan the bin to put it into"),
    "how_many": N_("How many?"),
    "suggested": N_("Same goods lie in {bin}"),
    "stored": N_("{qty} × {code} → {bin}"),
    "empty": N_("Nothing lies here that could be moved"),
    "complete": N_("Nothing waits at the dock"),
    "a_bin": N_("a bin"),
    "a_piece": N_("goods that lie here"),
    "bin": N_("bin {code}"),
    "offline_bin": N_("Without a network a bin cannot be opened"),
    "undone": N_("Taken back"),
    **{f"grade_{code}": label for code, label in GRADES.items()},
}
ACTS = (
    ("part", N_("Only a part"), "edit", False),
    ("next_lot", N_("Another lot"), "refresh", False),
    ("back", N_("Back"), "arrow-back-up", False),
)


def dock(call: Call) -> HttpResponse:
    """Put away: what lies at the dock, oldest first, with a bin for each."""
    house = here(call)
    levels = BinLevel.objects.filter(bin__warehouse=house, bin__kind=Bin.Kind.RECEIVE, qty__gt=0)
    return screen(
        call,
        "storing.js",
        title=gettext("Put away"),
        back=reverse("floor"),
        report=reverse("floor_stored"),
        task={"rows": lying(levels, suggest=True), "bins": bin_codes(house.id), "open": ""},
        said=SAID,
        acts=ACTS,
    )


def move(call: Call) -> HttpResponse:
    """Move: any bin to any other."""
    return screen(
        call,
        "storing.js",
        title=gettext("Move"),
        back=reverse("floor"),
        report=reverse("floor_moved"),
        task={"rows": [], "bins": bin_codes(here(call).id), "open": reverse("floor_bin")},
        said=SAID,
        acts=ACTS,
    )


def open_bin(call: Call) -> HttpResponse:
    """{"rows"} of `?code=`: what may be taken out of a bin. 404 when there is no such bin."""
    found = _bins(call).filter(code=call.request.GET.get("code", "")).first()
    if found is None:
        return JsonResponse({"rows": None}, status=404)
    return JsonResponse({"rows": lying(BinLevel.objects.filter(bin=found, qty__gt=0)), "bin": found.code})


def stored(call: Call) -> HttpResponse:
    """Goods from the dock are in their bins."""
    return take(call, Stored, lambda row: put_away([_move(call, row)], by=call.actor, at=call.at))


def moved(call: Call) -> HttpResponse:
    """Goods went from one bin to another."""
    return take(call, Stored, lambda row: move_bins([_move(call, row)], by=call.actor, at=call.at))


def _move(call: Call, row: Stored) -> BinMove:
    target = _bins(call).filter(code=row.bin).values_list("id", flat=True).first()
    if target is None:
        raise RefusalError(Reason("no_bin", N_("There is no bin {code}"), {"code": row.bin}))
    if not BinLevel.objects.filter(id=row.level, warehouse=here(call)).exists():
        raise RefusalError(Reason("gone", N_("These goods no longer lie there")))
    return BinMove(row.level, target, row.qty)


def _bins(call: Call) -> QuerySet[Any]:
    """Where goods may lie; what is in PACK belongs to outbounds."""
    return Bin.objects.filter(warehouse=here(call), active=True).exclude(kind=Bin.Kind.PACK)
