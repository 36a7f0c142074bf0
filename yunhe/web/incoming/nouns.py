"""The nouns that come in: goods, partners, bins, stock, carriers, prices, money, orders; a new one is an entry here."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.importing import import_items, import_prices
from yunhe.catalog.models import Item, PriceList, TaxRate, Unit
from yunhe.erp.finance.importing import import_payables, import_payments, import_receivables
from yunhe.kernel.actor import Actor
from yunhe.kernel.calendar import business_day
from yunhe.kernel.importing import FileImport
from yunhe.kernel.models import Entity
from yunhe.kernel.names import name_of
from yunhe.kernel.scope import scope
from yunhe.oms.importing import import_orders
from yunhe.oms.models import Shop
from yunhe.partners.importing import import_partners
from yunhe.partners.models import Partner
from yunhe.stock.importing import import_stock
from yunhe.stock.models import Warehouse
from yunhe.tms.importing import import_carriers, import_rate_file
from yunhe.tms.models import Carrier
from yunhe.web.incoming.declare import Choices, Incoming
from yunhe.wms.importing import import_bins

OFFERED = 100  # codes that a field offers while one types: the newest


def units(actor: Actor) -> Choices:
    """Units of measure."""
    return _coded(Unit.objects.order_by("id"))


def tax_codes(actor: Actor) -> Choices:
    """Tax rates that hold."""
    return [(code, f"{code} %" if code.isdecimal() else code) for code in _codes(TaxRate.objects.order_by("id"))]


def warehouses(actor: Actor) -> Choices:
    """The warehouses of the actor where goods lie."""
    return _coded(
        Warehouse.objects.filter(scope(actor, warehouse="id"), active=True)
        .exclude(kind=Warehouse.Kind.TRANSIT)
        .order_by("priority", "code")
    )


def shops(actor: Actor) -> Choices:
    """The shops of the actor that sell."""
    return _coded(Shop.objects.filter(scope(actor, shop="id"), active=True).order_by("code"))


def companies(actor: Actor) -> Choices:
    """The legal entities."""
    return _coded(Entity.objects.order_by("code"))


def carriers(actor: Actor) -> Choices:
    """Those who drive for us."""
    return _coded(Carrier.objects.filter(active=True).order_by("code"))


def items(actor: Actor) -> Choices:
    """The newest items."""
    return _coded(Item.objects.filter(active=True).order_by("-id")[:OFFERED])


def partners(actor: Actor) -> Choices:
    """The newest partners."""
    return _coded(Partner.objects.order_by("-id")[:OFFERED])


def price_lists(actor: Actor) -> Choices:
    """The price lists there are."""
    return [(code, name) for code, name in PriceList.objects.order_by("code").values_list("code", "name")]


def _coded(things: Iterable[Any]) -> Choices:
    return [(thing.code, name_of(thing)) for thing in things]


def _codes(things: Any) -> list[str]:
    return list(dict.fromkeys(things.values_list("code", flat=True)))


def _today(at: Any) -> str:
    return business_day(at).isoformat()


def _balance(take: FileImport, label: str, about: str) -> Incoming:
    """Open items as they stood when the books began."""
    return Incoming(
        take,
        label,
        "cash",
        f"finance.open_{take.noun}",
        f"/{take.noun}?tab=open",
        about,
        typed=("entity", "partner", "amount", "day", "due_on", "reference"),
        choices={"entity": companies},
        hints={"partner": partners},
        defaults={"day": _today},
    )


INCOMING = [
    Incoming(
        import_items,
        N_("Items"),
        "box",
        "catalog.save_items",
        "/items",
        N_("An item needs a code of your own and a name. A code that exists is changed."),
        typed=("code", "name", "unit", "barcode", "tax_code", "weight_kg", "category"),
        choices={"unit": units, "tax_code": tax_codes},
        defaults={"unit": "pcs", "tax_code": "13"},
    ),
    Incoming(
        import_bins,
        N_("Bins"),
        "map-pin",
        "stock.add_bins",
        "/places?tab=shelf",
        N_(
            "Where goods lie in a warehouse. With aisle and metres a picker's walk is in their order; a bin that exists is moved."
        ),
        typed=("warehouse", "code", "zone", "aisle", "metres", "level"),
        choices={"warehouse": warehouses},
    ),
    Incoming(
        import_stock,
        N_("Stock to begin with"),
        "building-warehouse",
        "stock.open_stock",
        "/stock",
        N_("What lies in the warehouse on the day you begin, with what one of it cost without tax."),
        typed=("item", "warehouse", "qty", "unit_cost", "bin", "lot", "expires_on"),
        choices={"warehouse": warehouses},
        hints={"item": items},
    ),
    Incoming(
        import_partners,
        N_("Partners"),
        "users",
        "partners.save_partners",
        "/customers",
        N_("Customers, suppliers, carriers and owners of goods. A code that exists is changed."),
        typed=("code", "name", "roles", "terms_days", "recipient", "phone", "region_code", "detail"),
        hints={
            "roles": lambda actor: [("customer", ""), ("supplier", ""), ("carrier", ""), ("consignor", "")],
        },
    ),
    Incoming(
        import_prices,
        N_("Prices"),
        "tag",
        "catalog.save_prices",
        "/items",
        N_("What an item costs in a price list from a day on, with tax. A list that is new is made."),
        typed=("list", "item", "price_incl", "valid_from", "min_qty"),
        hints={"list": price_lists, "item": items},
        defaults={"valid_from": _today},
    ),
    Incoming(
        import_carriers,
        N_("Carriers"),
        "truck-delivery",
        "tms.define_carriers",
        "/rates",
        N_("Who drives for you. Without a rate card or an interface you choose the carrier and type its number."),
        typed=("code", "name", "kind", "name_en"),
        defaults={"kind": "express"},
    ),
    Incoming(
        import_rate_file,
        N_("Rate cards"),
        "scale",
        "tms.import_rates",
        "/rates",
        N_("One row per zone; regions are the beginnings of region codes. A card is taken whole."),
        typed=(
            *("carrier", "service", "valid_from", "zone", "regions"),
            *("first_kg", "first_price", "step_kg", "step_price", "transit_days"),
        ),
        choices={"carrier": carriers},
        defaults={"valid_from": _today},
    ),
    _balance(import_receivables, N_("Opening receivables"), N_("What customers owed when the books began.")),
    _balance(import_payables, N_("Opening payables"), N_("What you owed when the books began.")),
    Incoming(
        import_payments,
        N_("Payments"),
        "cash",
        "finance.receive_payments",
        "/payments",
        N_("Money in or out, as the bank lists it. On its page a payment is put against what is open."),
        typed=("external_id", "entity", "kind", "partner", "amount", "day", "account_role"),
        choices={"entity": companies},
        hints={"partner": partners},
        defaults={"kind": "receipt", "account_role": "bank", "day": _today},
    ),
    Incoming(
        import_orders,
        N_("Orders"),
        "shopping-cart",
        "oms.intake",
        "/orders",
        N_("One row per line of an order; rows of one shop and channel number are one order."),
        choices={"shop": shops},
        address="/orders/import",
    ),
]
