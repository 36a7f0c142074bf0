"""Which address shows which page, and which right it needs."""

from functools import partial

from django.urls import URLPattern, URLResolver

from yunhe.web.lists import LIST_PAGES, ListPage
from yunhe.web.pages import (
    customers,
    entry,
    finding,
    health,
    home,
    imports,
    lists,
    orders,
    outbounds,
    picking,
    session,
    troubles,
    views,
    vouchers,
)
from yunhe.web.pages import public as open_pages
from yunhe.web.routing import INSIDE, Page, not_found, public, route

handler404 = not_found


def of_list(page: ListPage) -> list[URLPattern]:
    """The addresses of a list: page, JSON, Excel, CSV, saved views, and where it has them actions and opened rows."""
    name, right = page.listing.name, page.listing.right
    ways: dict[str, Page] = {"": lists.show, ".json": lists.as_json, ".xlsx": lists.as_xlsx, ".csv": lists.as_csv}
    ways["/views"] = views.keep
    if page.actions:
        ways["/act"] = lists.act
    if page.unfolds:
        ways["/unfold/<int:id>"] = lists.unfold
    return [
        route(f"{name}{ending}", partial(view, of=page), right=right, name=f"{name}{ending}")
        for ending, view in ways.items()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    public("login", session.log_in, name="login"),
    public("health", health.health, name="health"),
    route("", home.home, right=INSIDE, name="home"),
    route("logout", session.log_out, right=INSIDE, name="logout"),
    route("preferences", session.preferences, right=INSIDE, name="preferences"),
    route("find", finding.find, right=INSIDE, name="find"),
    route("bell", finding.bell, right=INSIDE, name="bell"),
    route("script-troubles", troubles.report, right=INSIDE, name="script_troubles"),
    public("track/<str:secret>", open_pages.track, name="track"),
    public("survey/<str:secret>", open_pages.survey, name="survey"),
    public("return/<str:number>/<str:mark>", open_pages.ask_return, name="return"),
    *(pattern for page in LIST_PAGES for pattern in of_list(page)),
    route("orders/new", entry.form, right="oms.intake", name="order_entry"),
    route("orders/new/items", entry.items, right="oms.intake", name="order_items"),
    route("orders/import", imports.orders, right="oms.intake", name="order_import"),
    route("orders/import/template", imports.template, right="oms.intake", name="order_template"),
    route("imports/<int:run>/errors", imports.errors, right="oms.intake", name="import_errors"),
    route("orders/<str:number>", orders.show, right="oms.see", name="order"),
    route("orders/<str:number>/act", orders.act, right="oms.see", name="order_act"),
    route("orders/<str:number>/release-hold", orders.release_hold, right="oms.release_holds", name="release_hold"),
    route("outbounds/<str:number>", outbounds.show, right="stock.see", name="outbound"),
    route("outbounds/<str:number>/act", outbounds.act, right="stock.see", name="outbound_act"),
    route("outbounds/<str:number>/labels", outbounds.labels, right="tms.print_labels", name="outbound_labels"),
    route("customers/<str:code>", customers.show, right="partners.see", name="customer"),
    route("vouchers/<str:number>", vouchers.show, right="finance.see", name="voucher"),
    route("vouchers/<str:number>/behind/<int:n>", vouchers.behind, right="finance.see", name="voucher_behind"),
    route("waves", picking.waves, right="wms.confirm_picks", name="waves"),
    route("waves/<str:number>", picking.pick, right="wms.confirm_picks", name="pick"),
    route("waves/<str:number>/scans", picking.scans, right="wms.confirm_picks", name="scans"),
]
