"""Which address shows which page, and which right it needs."""

from functools import partial

from django.urls import URLPattern, URLResolver

from yunhe.web.documents import DOCUMENTS, Document
from yunhe.web.incoming import INCOMING, Incoming
from yunhe.web.lists import LIST_PAGES, ListPage
from yunhe.web.pages import (
    books,
    documents,
    entry,
    finding,
    health,
    holds,
    home,
    incoming,
    installation,
    jobs,
    lists,
    notifications,
    orders,
    outbounds,
    parcels,
    payments,
    profile,
    rates,
    sent,
    session,
    styleguide,
    troubles,
    views,
    vouchers,
)
from yunhe.web.pages import public as open_pages
from yunhe.web.pages.admin.routes import ADMIN
from yunhe.web.pages.floor.routes import FLOOR
from yunhe.web.routing import INSIDE, Page, not_found, public, route

handler404 = not_found


def of_list(page: ListPage) -> list[URLPattern]:
    """The addresses of a list: page, JSON, Excel, CSV, saved views, and where it has them actions and opened rows."""
    name, right = page.listing.name, page.listing.right
    ways: dict[str, Page] = {"": lists.show, ".json": lists.as_json, ".xlsx": lists.as_xlsx, ".csv": lists.as_csv}
    ways["/views"] = views.keep
    if page.actions:
        ways |= {"/act": lists.act, "/undo": lists.undo}
    if page.unfolds:
        ways["/unfold/<int:id>"] = lists.unfold
    return [
        route(f"{name}{ending}", partial(view, of=page), right=right, name=f"{name}{ending}")
        for ending, view in ways.items()
    ]


def of_document(of: Document) -> list[URLPattern]:
    """The addresses of a kind of document: page, actions, files. A code may hold slashes, so the page comes last."""
    name, right, path = of.named, of.list.listing.right, of.path.removeprefix("/")
    return [
        route(f"{path}<path:number>/act", partial(documents.act, of=of), right=right, name=f"{name}_act"),
        route(f"{path}<path:number>/undo", partial(documents.undo, of=of), right=right, name=f"{name}_undo"),
        route(f"{path}<path:number>/files", partial(documents.keep_files, of=of), right=right, name=f"{name}_files"),
        route(f"{path}<path:number>/files/<int:id>", partial(documents.file, of=of), right=right, name=f"{name}_file"),
        route(f"{path}<path:number>", partial(documents.show, of=of), right=right, name=name),
    ]


def of_incoming(of: Incoming) -> list[URLPattern]:
    """The addresses of what comes in: the page, and the empty file to fill in."""
    path, show, template = of.path.removeprefix("/"), partial(incoming.show, of=of), partial(incoming.template, of=of)
    return [
        route(path, show, right=of.right, name=f"enter_{of.noun}"),
        route(f"{path}/template", template, right=of.right, name=f"template_{of.noun}"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    public("login", session.log_in, name="login"),
    public("health", health.health, name="health"),
    route("", home.home, right=INSIDE, name="home"),
    route("logout", session.log_out, right=INSIDE, name="logout"),
    route("profile", profile.show, right=INSIDE, name="profile"),
    route("preferences", session.preferences, right=INSIDE, name="preferences"),
    route("styleguide", styleguide.show, right=INSIDE, name="styleguide"),
    route("trends", home.show_trends, right=INSIDE, name="trends"),
    route("find", finding.find, right=INSIDE, name="find"),
    route("bell", notifications.bell, right=INSIDE, name="bell"),
    route("notifications", notifications.show, right=INSIDE, name="notifications"),
    route("notifications/mark", notifications.mark, right=INSIDE, name="notifications_mark"),
    route("notifications/<int:id>", notifications.follow, right=INSIDE, name="notification"),
    route("script-troubles", troubles.report, right=INSIDE, name="script_troubles"),
    public("track/<str:secret>", open_pages.track, name="track"),
    public("survey/<str:secret>", open_pages.survey, name="survey"),
    public("return/<str:number>/<str:mark>", open_pages.ask_return, name="return"),
    *(pattern for page in LIST_PAGES for pattern in of_list(page)),
    route("orders/new", entry.form, right="oms.intake", name="order_entry"),
    route("orders/new/items", entry.items, right="oms.intake", name="order_items"),
    *(pattern for noun in INCOMING for pattern in of_incoming(noun)),
    route("imports/<int:run>/errors", incoming.errors, right=INSIDE, name="import_errors"),
    route("imports/<int:id>", sent.show, right=INSIDE, name="sent"),
    route("imports/<int:id>/columns", sent.columns, right=INSIDE, name="sent_columns"),
    route("imports/<int:id>/take", sent.take, right=INSIDE, name="sent_take"),
    route("imports/<int:id>/file", sent.file, right=INSIDE, name="sent_file"),
    route("jobs", jobs.jobs, right=INSIDE, name="jobs"),
    route("jobs/<int:id>", jobs.job, right=INSIDE, name="job"),
    route("jobs/<int:id>/file", jobs.written, right=INSIDE, name="job_file"),
    route("jobs/<int:id>/stop", jobs.stop, right=INSIDE, name="job_stop"),
    route(
        "orders/<str:number>/withdraw-links", orders.withdraw_links, right="oms.request_returns", name="withdraw_links"
    ),
    route("orders/<str:number>/release-hold", orders.release_hold, right="oms.release_holds", name="release_hold"),
    route("holds", holds.desk, right="oms.release_holds", name="holds"),
    route("holds/<str:number>", holds.desk, right="oms.release_holds", name="hold"),
    route("holds/<str:number>/mend", holds.mend, right="oms.release_holds", name="hold_mend"),
    route("outbounds/<str:number>", outbounds.show, right="stock.see", name="outbound"),
    route("outbounds/<str:number>/act", outbounds.act, right="stock.see", name="outbound_act"),
    route("outbounds/<str:number>/undo", outbounds.undo, right="stock.see", name="outbound_undo"),
    route("outbounds/<str:number>/labels", outbounds.labels, right="tms.print_labels", name="outbound_labels"),
    route("parcels/<str:number>/waybill", parcels.give_waybill, right="tms.assign_waybills", name="waybill"),
    route("rates", rates.show, right="tms.see", name="rates"),
    route("rates/save", rates.save, right="tms.import_rates", name="rates_save"),
    route("payments/<str:number>/apply", payments.apply, right="finance.apply_payments", name="payment_apply"),
    route("trial-balance", books.trial, right="finance.see", name="trial_balance"),
    route("stock-value", books.value, right="finance.see", name="stock_value"),
    route("ages", books.ages, right="finance.see", name="ages"),
    route("installation", installation.show, right=installation.RIGHT, name="installation"),
    route("vouchers/<str:number>/behind/<int:n>", vouchers.behind, right="finance.see", name="voucher_behind"),
    *(pattern for document in DOCUMENTS for pattern in of_document(document)),
    *FLOOR,
    *ADMIN,
]
