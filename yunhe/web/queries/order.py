"""What the page of an order shows besides the order itself: lines, holds, why it went where, how it was."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext

from yunhe.crm.models import Survey
from yunhe.kernel.names import name_of
from yunhe.oms.holding import why_held
from yunhe.oms.models import Hold, Order, OrderLine
from yunhe.oms.words import HOLDS, SOURCING
from yunhe.partners.models import Region
from yunhe.stock.models import Outbound, Warehouse


class Candidate(NamedTuple):
    """A choice of warehouses that was looked at: their names, whether it won, and why not."""

    name: str
    won: bool
    why: str


class HoldLine(NamedTuple):
    """A hold: its type and rule in words."""

    id: int
    type: str
    rule: str
    open: bool
    hold: Hold


def lines(order_id: int) -> QuerySet[Any]:
    """The lines with item and unit, in their order."""
    return OrderLine.objects.filter(order=order_id).select_related("item", "unit").order_by("n")


def outbounds(order_id: int) -> QuerySet[Any]:
    """The outbounds that serve an order."""
    serving = Outbound.objects.filter(lines__fulfilments__order_line__order=order_id).distinct()
    return serving.select_related("warehouse").order_by("id")


def holds(order_id: int) -> list[HoldLine]:
    """All holds an order ever had, open ones first."""
    rows = Hold.objects.filter(order=order_id).order_by("released_at", "opened_at")
    found = [HoldLine(h.id, gettext(HOLDS[h.type]), why_held(h), not h.released_at, h) for h in rows]
    return sorted(found, key=lambda line: not line.open)


def sourcing(order: Order) -> list[Candidate]:
    """Why these warehouses: each choice that was looked at with its reason in words, the winner first."""
    stored = order.why.get("sourcing") or {}
    candidates: Sequence[Any] = stored.get("candidates", ())
    houses = {w.id: name_of(w) for w in Warehouse.objects.filter(id__in={id for c in candidates for id in c[0]})}
    return [_candidate(candidate, houses) for candidate in candidates]


def survey(order_id: int) -> Survey | None:
    """What the customer was asked after delivery, and answered."""
    found: Survey | None = Survey.objects.filter(order_id=order_id).first()
    return found


def region(code: str) -> str:
    """Province, city and district of a code, as far as they are known and differ."""
    known = {r.code: name_of(r) for r in Region.objects.filter(code__in=[f"{code[:2]}0000", f"{code[:4]}00", code])}
    names = [known[one] for one in (f"{code[:2]}0000", f"{code[:4]}00", code) if one in known]
    return " ".join(dict.fromkeys(names))


def _candidate(candidate: Sequence[Any], houses: dict[int, str]) -> Candidate:
    nodes, why, figure, against = candidate
    won = why == "chosen"
    said = not won and figure != against and not {figure, against} & {"", "None"}
    figures = f" ({figure} / {against})" if said else ""
    name = " + ".join(houses.get(id, "?") for id in nodes)
    return Candidate(name, won, gettext(SOURCING.get(why, why)) + figures)
