"""Count a bin blind: what the books say is not shown, and work goes on meanwhile."""

from decimal import Decimal
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_
from pydantic import BaseModel, Field

from yunhe.catalog.models import Item
from yunhe.kernel.outcome import Outcome, Reason, RefusalError
from yunhe.kernel.quantity import plain
from yunhe.stock.models import Bin, BinLevel, Lot, Owner
from yunhe.web.pages.floor.station import Report, here, screen, take
from yunhe.web.queries.floor import bins_to_count, counted_as, item_by_code
from yunhe.web.routing import Call
from yunhe.wms.commands import count_bins
from yunhe.wms.commands.counting import Counted


class Pile(BaseModel):
    """So many of an item (by its code), of one lot and grade, were found; base units, 0 = none."""

    code: str
    qty: Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
    lot: str = ""
    grade: str = "good"


class BinSeen(Report):
    """Everything that was found in a bin."""

    bin: str
    rows: Annotated[list[Pile], Field(max_length=500)]


SAID = {
    "bin": N_("Scan the bin"),
    "goods": N_("Scan every piece in it"),
    "how_many": N_("How many are there in all?"),
    "lot": N_("Scan or type the lot"),
    "counted": N_("{qty} × {code}"),
    "missing": N_("Not found here: {what}. Press again if that is so."),
    "same": N_("Bin {code} is as it is written"),
    "differs": N_("Bin {code}: {n} differ; stock is corrected"),
    "told": N_("Bin {code} is counted"),
    "a_bin": N_("a bin"),
    "a_piece": N_("goods"),
    "offline_bin": N_("Without a network a bin cannot be opened"),
    "undone": N_("Taken back"),
}
ACTS = (
    ("finish", N_("That is all in this bin"), "check", True),
    ("type", N_("Type the number"), "edit", False),
    ("undo", N_("Undo last"), "arrow-back-up", False),
)


def station(call: Call) -> HttpResponse:
    """Bins that somebody wants counted are listed; any bin may be."""
    house = here(call)
    return screen(
        call,
        "count.js",
        title=gettext("Count"),
        back=reverse("floor"),
        report=reverse("floor_counted"),
        task={
            "wanted": bins_to_count(house.id),
            "open": reverse("floor_count_bin"),
            "start": call.request.GET.get("bin", ""),
        },
        said=SAID,
        acts=ACTS,
    )


def open_bin(call: Call) -> HttpResponse:
    """`?code=` a bin: the goods it should hold, without quantities. `?item=` a code: the item that it means."""
    given = call.request.GET
    if given.get("item"):
        item = item_by_code(given["item"])
        return JsonResponse(item or {}, status=200 if item else 404)
    found = _bin(call, given.get("code", ""))
    return JsonResponse(
        {"bin": found.code, "rows": counted_as(found.id)} if found else {}, status=200 if found else 404
    )


def counted(call: Call) -> HttpResponse:
    """Correct stock by what was found; `made` says by how much each differing item was corrected."""
    return take(call, BinSeen, lambda seen: _count(call, seen))


def _count(call: Call, seen: BinSeen) -> Outcome:
    bin = _bin(call, seen.bin)
    if bin is None:
        raise RefusalError(Reason("no_bin", N_("There is no bin {code}"), {"code": seen.bin}))
    items = {item.code: item for item in Item.objects.filter(code__in={row.code for row in seen.rows})}
    known = {
        (level.item.code, level.lot.code if level.lot else "", level.grade): level
        for level in BinLevel.objects.filter(bin=bin).select_related("item", "lot")
    }
    lots = {(lot.item.code, lot.code): lot.id for lot in _lots(items, seen.rows)}
    owner = Owner.objects.get(entity=bin.warehouse.entity_id).id
    rows = []
    for row in seen.rows:
        if row.code not in items:
            raise RefusalError(Reason("no_item", N_("There is no item {code}"), {"code": row.code}))
        if row.lot and (row.code, row.lot) not in lots:
            raise RefusalError(
                Reason("no_lot", N_("There is no lot {lot} of {code}"), {"lot": row.lot, "code": row.code})
            )
        level = known.get((row.code, row.lot, row.grade))
        rows.append(
            Counted(
                items[row.code].id,
                bin.warehouse_id,
                bin.id,
                level.owner_id if level else owner,
                row.qty,
                lots.get((row.code, row.lot)),
                row.grade,
            )
        )
    outcome = count_bins(rows, by=call.actor, at=call.at)
    differing = {seen.rows[n].code: plain(qty) for n, qty in outcome.made.items() if qty}
    return Outcome(outcome.done, outcome.refused, differing)


def _lots(items: dict[str, Item], rows: list[Pile]) -> list[Lot]:
    codes = {row.lot for row in rows if row.lot}
    return list(Lot.objects.filter(item__in=items.values(), code__in=codes).select_related("item"))


def _bin(call: Call, code: str) -> Bin | None:
    """A bin of this warehouse that can be counted; what lies in PACK is picked and belongs to outbounds."""
    bins = Bin.objects.filter(warehouse=here(call), code=code).exclude(kind=Bin.Kind.PACK)
    found: Bin | None = bins.select_related("warehouse").first()
    return found
