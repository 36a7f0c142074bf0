"""Connections of shops that are told what they may sell: form, trial, stop and start."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from cryptography.fernet import InvalidToken
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_noop as N_

from yunhe.connectors.models import Feed
from yunhe.connectors.shops.client import ShopBusyError, ShopClient, ShopProtocolError
from yunhe.connectors.shops.commands import FeedRow, connect
from yunhe.connectors.shops.listings import CONNECTION, LAST_TOLD, TO_TELL, feeds_of
from yunhe.kernel.actor import Actor
from yunhe.kernel.flow import not_found
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.quantity import plain
from yunhe.kernel.scope import scope
from yunhe.kernel.sealing import unseal
from yunhe.oms.models import Shop
from yunhe.oms.sourcing import SHIPS
from yunhe.stock.models import Warehouse
from yunhe.web.lists.shops import FEED_LIST, OFFER_LIST
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

TRY_SECONDS = 5.0  # somebody waits for the answer
HALF = Reason("half_account", N_("Key and secret go together"))
NO_FIGURE = Reason("no_figure", N_("What is kept back is a figure"))
OTHER_KEY = Reason("other_key", N_("The secret was locked with the key of another installation; type it again"))


def new(call: Call) -> HttpResponse:
    """The form for a shop that is not connected yet."""
    shops = Shop.objects.filter(scope(call.actor, shop="id"), active=True, feed=None).order_by("code")
    asked = FeedRow(call.request.POST.get("shop", ""), "")
    return _form(call, asked, None, {"shops": shops})


def show(call: Call, code: str) -> HttpResponse:
    """A connection: how it goes, its form, and what has happened. It is tried, stopped and started here."""
    rows = feeds_of(call.actor.within("shops.connect")).select_related("shop")
    feed = rows.annotate(state=CONNECTION, told_at=LAST_TOLD, to_tell=TO_TELL).filter(shop__code=code).first()
    if feed is None:
        raise RefusalError(not_found(code))
    places = dict(Warehouse.objects.values_list("id", "code"))
    held = FeedRow(
        code,
        feed.endpoint,
        None,
        feed.keep_back,
        [places[id] for id in feed.warehouses or ()],
        feed.own_codes,
        feed.active,
    )
    do = call.request.POST.get("do")
    if do in ("stop", "start"):
        connect([replace(held, active=do == "start")], by=call.actor, at=call.at)
        return HttpResponseRedirect(f"{FEED_LIST.path}/{code}")
    shown = {"tried": do == "try", "trouble": _trouble(feed) if do == "try" else None}
    return _form(call, held, feed, {**shown, "story": timeline([("shop", feed.shop_id)], call.actor)})


def _form(call: Call, held: FeedRow, feed: Feed | None, shown: dict[str, Any]) -> HttpResponse:
    """The form with what is held or was typed; sent without a word of what else to do, it is saved."""
    wrong: list[str] = []
    if call.request.method == "POST" and not call.request.POST.get("do"):
        try:
            held = _typed(
                call.request.POST, held, _warehouses(call.actor), known=feed is not None and bool(feed.sealed)
            )
            refused = connect([held], by=call.actor, at=call.at).refused
            wrong = [str(reason) for reason in refused.values()]
        except RefusalError as error:
            wrong = [str(error.reason)]
        if not wrong:
            return HttpResponseRedirect(f"{FEED_LIST.path}/{held.shop}?saved=1")
    context = {
        "list": FEED_LIST,
        "offers": OFFER_LIST.path,
        "feed": feed,
        "row": held,
        "keep_back": plain(held.keep_back),
        "places": _warehouses(call.actor),
        "wrong": wrong,
        "saved": call.request.GET.get("saved") and call.request.method == "GET",
        "at": call.at,
        **{"shops": (), "story": (), "tried": False, "trouble": None},
        **shown,
    }
    return page(call.request, "admin/connection.html", context, actor=call.actor, status=422 if wrong else 200)


def _typed(given: QueryDict, held: FeedRow, seen: Iterable[Warehouse], *, known: bool) -> FeedRow:
    """The row that the form gives. Warehouses that the actor does not see stay as they are; so does an account of which
    nothing is typed. RefusalError `half_account`, `no_figure`."""
    key, secret = given.get("key", "").strip(), given.get("secret", "").strip()
    if bool(key) != bool(secret) or not (key or known):
        raise RefusalError(HALF)
    try:
        keep_back = Decimal(given.get("keep_back", "").strip() or 0)
    except InvalidOperation:
        raise RefusalError(NO_FIGURE) from None
    hidden = set(held.warehouses) - {place.code for place in seen}
    return replace(
        held,
        endpoint=given.get("endpoint", "").strip(),
        credentials={"key": key, "secret": secret} if key else None,
        keep_back=keep_back,
        warehouses=sorted({*given.getlist("warehouses"), *hidden}),
        own_codes=bool(given.get("own_codes")),
    )


def _trouble(feed: Feed) -> Reason | None:
    """What the shop answers to a request that tells nothing; None when it takes it."""
    try:
        with ShopClient(feed.shop.code, feed.endpoint, unseal(feed.sealed), timeout=TRY_SECONDS) as client:
            client.tell([])
    except InvalidToken:
        return OTHER_KEY
    except (ShopBusyError, ShopProtocolError) as error:
        return Reason("shop_says", N_("The shop does not take it: {error}"), {"error": str(error)[:300]})
    return None


def _warehouses(actor: Actor) -> list[Warehouse]:
    """Those that ship orders, as far as the actor sees them."""
    seen = scope(actor.within("shops.connect"), warehouse="id")
    return list(Warehouse.objects.filter(seen, active=True, kind__in=SHIPS).order_by("code"))
