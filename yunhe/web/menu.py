"""The menu: which pages there are, grouped as the work is, and which right each needs."""

from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor


class Entry(NamedTuple):
    """A line of the menu."""

    label: str
    path: str
    icon: str
    right: str

    @property
    def page(self) -> str:
        """The address without the tab that it opens."""
        return self.path.partition("?")[0]


MENU: list[tuple[str, list[Entry]]] = [
    (
        N_("Sales"),
        [
            Entry(N_("Orders"), "/orders", "shopping-cart", "oms.see"),
            Entry(N_("Holds desk"), "/holds", "hand-stop", "oms.release_holds"),
            Entry(N_("New order"), "/orders/new", "edit", "oms.intake"),
            Entry(N_("Import orders"), "/orders/import", "file-import", "oms.intake"),
            Entry(N_("Returns"), "/returns?tab=requested", "truck-return", "oms.see"),
            Entry(N_("Refunds"), "/refunds?tab=requested", "cash", "oms.see"),
            Entry(N_("Customers"), "/customers", "users", "partners.see"),
            Entry(N_("Surveys"), "/surveys", "message", "crm.see"),
            Entry(N_("Told to shops"), "/offers", "building-store", "stock.see_available"),
        ],
    ),
    (
        N_("Warehouse"),
        [
            Entry(N_("Dock"), "/dock", "truck-delivery", "stock.see"),
            Entry(N_("Outbounds"), "/outbounds?tab=open", "package-export", "stock.see"),
            Entry(N_("Inbounds"), "/inbounds?tab=open", "package-import", "stock.see"),
            Entry(N_("Receipts"), "/receipts", "checks", "stock.see"),
            Entry(N_("Transfers"), "/transfers?tab=here", "arrows-exchange", "stock.see"),
            Entry(N_("Stock"), "/stock", "building-warehouse", "stock.see_available"),
            Entry(N_("Stock by order"), "/promised", "tags", "stock.see_physical"),
            Entry(N_("Items"), "/items", "box", "catalog.see"),
            Entry(N_("Bins"), "/places", "barcode", "stock.see_physical"),
            Entry(N_("Stock by bin"), "/bins", "map-pin", "stock.see_physical"),
            Entry(N_("Stock ledger"), "/ledger", "history", "stock.see_physical"),
            Entry(N_("Waves"), "/waves", "stack-2", "wms.confirm_picks"),
            Entry(N_("Floor"), "/floor", "scan", "wms.confirm_picks"),
        ],
    ),
    (
        N_("Transport"),
        [
            Entry(N_("Parcels"), "/parcels", "truck-delivery", "tms.see"),
            Entry(N_("Rate cards"), "/rates", "scale", "tms.see"),
        ],
    ),
    (
        N_("Procurement and production"),
        [
            Entry(N_("Purchase proposals"), "/proposals?tab=open", "clipboard-list", "purchasing.see"),
            Entry(N_("Purchase orders"), "/purchases", "package-import", "purchasing.see"),
            Entry(N_("Suppliers"), "/suppliers", "building-store", "purchasing.see"),
            Entry(N_("Work orders"), "/work-orders", "building-factory-2", "production.see"),
        ],
    ),
    (
        N_("Books"),
        [
            Entry(N_("Vouchers"), "/vouchers", "receipt", "finance.see"),
            Entry(N_("Receivables"), "/receivables?tab=open", "cash", "finance.see"),
            Entry(N_("Payables"), "/payables?tab=open", "cash", "finance.see"),
            Entry(N_("Payments"), "/payments", "history", "finance.see"),
            Entry(N_("Invoices"), "/invoices", "file-invoice", "finance.see"),
            Entry(N_("Gross profit"), "/profit-items?f.day.within_days=30", "chart-bar", "finance.see"),
            Entry(N_("Trial balance"), "/trial-balance", "scale", "finance.see"),
            Entry(N_("Ages of what is owed"), "/ages", "calendar-due", "finance.see"),
            Entry(N_("Stock value"), "/stock-value", "stack-2", "finance.see"),
        ],
    ),
    (
        N_("Work"),
        [
            Entry(N_("Data in"), "/enter/items", "file-import", "catalog.save_items"),
            Entry(N_("Cases"), "/cases?tab=open", "alert-circle", "kernel.close_case"),
        ],
    ),
    (
        N_("Administration"),
        [
            Entry(N_("Users"), "/users?tab=active", "users", "kernel.change_users"),
            Entry(N_("Roles and rights"), "/roles", "key", "kernel.define_roles"),
            Entry(N_("Shops"), "/shops?tab=active", "building-store", "kernel.save_shops"),
            Entry(N_("Connected shops"), "/connections", "share", "shops.connect"),
            Entry(N_("Warehouses"), "/warehouses?tab=active", "building-warehouse", "kernel.change_warehouses"),
            Entry(N_("Decision tables"), "/rules", "sitemap", "kernel.define_rules"),
            Entry(N_("Document numbers"), "/numbers", "tag", "kernel.change_numbers"),
            Entry(N_("Event log"), "/events", "history", "kernel.see_events"),
            Entry(N_("Parked events"), "/parked", "clock", "kernel.retry_parked"),
            Entry(N_("Doctor"), "/doctor", "tool", "kernel.see_installation"),
            Entry(N_("Installation"), "/installation", "device-floppy", "kernel.see_installation"),
        ],
    ),
]


def entries(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """The groups of the menu with the pages that an actor may open; empty groups are left out."""
    seen = [(label, [entry for entry in group if actor.may(entry.right)]) for label, group in MENU]
    return [(label, group) for label, group in seen if group]


def page_of(menu: list[tuple[str, list[Entry]]], path: str) -> str:
    """The page of the menu that an address belongs to: itself, or the list that its document lies in; else none."""
    pages = {entry.page for _, group in menu for entry in group}
    return max((page for page in pages if path == page or path.startswith(f"{page}/")), key=len, default="")
