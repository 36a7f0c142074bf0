"""The holds desk: which orders are held and why, and what one needs to know to decide about one of them."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Min
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.oms.holding import why_held
from yunhe.oms.listings import orders_of
from yunhe.oms.models import Hold, Order, OrderLine
from yunhe.oms.words import HOLDS, NEXT_STEPS
from yunhe.web.queries.items import Match, found_items
from yunhe.web.words import ROLES

SHOWN = 100
CANDIDATES = 5


class Kind(NamedTuple):
    """A type of holds with how many orders it holds."""

    type: str
    label: str
    orders: int


class Held(NamedTuple):
    """An order in the queue, with why it is held and since when."""

    number: str
    external_id: str
    shop: Any
    recipient: str
    total: Decimal
    currency: str
    types: Sequence[str]
    since: datetime


class Why(NamedTuple):
    """An open hold in words: type, rule, what to do next, and whose it is."""

    id: int
    type: str
    label: str
    rule: str
    next_step: str
    role: str
    since: datetime


class Unknown(NamedTuple):
    """A line whose item nobody knows, with the items that may be meant."""

    line: OrderLine
    candidates: Sequence[Match]


def kinds(actor: Actor) -> list[Kind]:
    """How many orders each type of holds keeps waiting, the most first; one statement."""
    found = _open(actor).order_by().values_list("type").annotate(n=Count("order", distinct=True))
    return [Kind(type, gettext(HOLDS[type]), n) for type, n in found.order_by("-n", "type")]


def queue(actor: Actor, type: str = "") -> list[Held]:
    """The held orders that the actor may see, held longest first, at most SHOWN; two statements."""
    found = _open(actor, type).order_by().values_list("order").annotate(since=Min("opened_at"))
    since = dict(found.order_by("since", "order")[:SHOWN])
    types: dict[int, list[str]] = {}
    for id, of in Hold.objects.filter(order__in=since, released_at=None).order_by("id").values_list("order_id", "type"):
        types.setdefault(id, []).append(gettext(HOLDS[of]))
    orders = Order.objects.select_related("shop").in_bulk(since)
    return [
        Held(o.number, o.external_id, o.shop, o.recipient, o.total, o.currency, list(dict.fromkeys(types[id])), at)
        for id, at in since.items()
        if (o := orders.get(id)) and id in types
    ]


def reasons(order: Order) -> list[Why]:
    """Why it is held."""
    return [
        Why(
            hold.id,
            hold.type,
            gettext(HOLDS[hold.type]),
            why_held(hold),
            gettext(NEXT_STEPS.get(step, step)) if (step := _next_step(hold)) else "",
            gettext(ROLES.get(hold.owner_role, hold.owner_role)),
            hold.opened_at,
        )
        for hold in Hold.objects.filter(order=order, released_at=None).order_by("id")
    ]


def unknown_lines(order: Order, actor: Actor, at: datetime) -> list[Unknown]:
    """The lines that nobody can serve yet, with what their names and codes may mean."""
    lines = OrderLine.objects.filter(order=order, item=None).order_by("n")
    return [Unknown(line, _meant(line, order, actor, at)) for line in lines]


def same_again(order: Order, actor: Actor) -> list[Order]:
    """Orders of the same recipient for the same goods, the newest first."""
    others = orders_of(actor).filter(items_key=order.items_key, phone_tail=order.phone_tail).exclude(pk=order.pk)
    return list(others.exclude(state="cancelled").order_by("-placed_at")[:CANDIDATES])


def _meant(line: OrderLine, order: Order, actor: Actor, at: datetime) -> list[Match]:
    for text in (line.item_name, line.sku):
        if text and (found := found_items(text, order.shop.code, actor, at)):
            return found[:CANDIDATES]
    return []


def _open(actor: Actor, type: str = "") -> Any:
    found = Hold.objects.filter(released_at=None, order__state__in=("draft", "new"), order__in=orders_of(actor))
    return found.filter(type=type) if type else found


def _next_step(hold: Hold) -> str:
    return str(hold.rule.get("outcome", {}).get("next_step", ""))
