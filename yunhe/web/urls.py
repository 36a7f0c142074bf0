"""Which address shows which page, and which right it needs."""

from functools import partial

from django.urls import URLPattern, URLResolver

from yunhe.web.lists import LIST_PAGES, ListPage
from yunhe.web.pages import health, home, lists, orders, session
from yunhe.web.routing import INSIDE, not_found, public, route

handler404 = not_found


def of_list(page: ListPage) -> list[URLPattern]:
    """The addresses of a list: page, JSON, Excel, CSV, actions."""
    name, right = page.listing.name, page.listing.right
    ways = {"": lists.show, ".json": lists.as_json, ".xlsx": lists.as_xlsx, ".csv": lists.as_csv, "/act": lists.act}
    return [
        route(f"{name}{ending}", partial(view, of=page), right=right, name=f"{name}{ending}")
        for ending, view in ways.items()
        if ending != "/act" or page.actions
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    public("login", session.log_in, name="login"),
    public("health", health.health, name="health"),
    route("", home.home, right=INSIDE, name="home"),
    route("logout", session.log_out, right=INSIDE, name="logout"),
    route("preferences", session.preferences, right=INSIDE, name="preferences"),
    *(pattern for page in LIST_PAGES for pattern in of_list(page)),
    route("orders/<str:number>", orders.show, right="oms.see", name="order"),
    route("orders/<str:number>/act", orders.act, right="oms.see", name="order_act"),
    route("orders/<str:number>/release-hold", orders.release_hold, right="oms.release_holds", name="release_hold"),
]
