"""Verbs about goods: units and tax rates a company starts with, items with barcodes, bills of material, prices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext_noop as N_

from yunhe.catalog.models import Barcode, Bom, BomLine, Category, Item, Price, PriceList, TaxRate, Unit
from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.outcome import Outcome, Reason, split
from yunhe.kernel.search import search_key

ONE = Decimal(1)
UNITS = (
    *(("pcs", "件", "piece"), ("box", "箱", "carton"), ("bag", "袋", "bag"), ("bottle", "瓶", "bottle")),
    *(("kg", "千克", "kg"), ("g", "克", "g"), ("l", "升", "l"), ("m", "米", "m"), ("set", "套", "set")),
)
# VAT of the People's Republic since 1 April 2019; 3 and 1 are levies of small-scale taxpayers.
TAX_RATES = (("13", "0.13"), ("9", "0.09"), ("6", "0.06"), ("3", "0.03"), ("1", "0.01"), ("0", "0"), ("exempt", "0"))
RATES_FROM = date(2017, 1, 1)
ITEM_FIELDS = (
    *("name", "name_en", "category", "unit", "decimals", "tracking", "shelf_life_days", "source", "lead_days"),
    *("tax_code", "weight_kg", "search"),
)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as typed or imported; `unit` is a unit's code, `category` a name (made when new), weight in kg."""

    code: str
    name: str
    unit: str = "pcs"
    name_en: str = ""
    category: str = ""
    category_en: str = ""
    barcode: str = ""
    tax_code: str = "13"
    weight_kg: Decimal | None = None
    decimals: int = 0
    tracking: str = Item.Tracking.NONE
    shelf_life_days: int | None = None
    source: str = Item.Source.BUY
    lead_days: int = 7


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A tax-inclusive price per unit of an item in a price list (by code, made when new) from a day on."""

    list: str
    item: str
    price_incl: Decimal
    valid_from: date
    unit: str = ""
    min_qty: Decimal = Decimal(0)
    currency: str = "CNY"


@dataclass(frozen=True, slots=True)
class BomRow:
    """So much of a component goes into one of an item."""

    item: str
    component: str
    qty: Decimal
    scrap: Decimal = Decimal(0)


@command("catalog.set_up", N_("Set up units and tax rates"))
def set_up(*, by: Actor, at: datetime) -> Outcome:
    """The units and VAT rates that a company starts with; what exists stays as it is."""
    Unit.objects.bulk_create([Unit(code=c, name=n, name_en=e) for c, n, e in UNITS], ignore_conflicts=True)
    TaxRate.objects.bulk_create(
        [TaxRate(code=c, rate=Decimal(r), exempt=c == "exempt", valid_from=RATES_FROM) for c, r in TAX_RATES],
        ignore_conflicts=True,
    )
    return Outcome()


@command("catalog.save_items", N_("Save items"))
def save_items(rows: Sequence[ItemRow], *, by: Actor, at: datetime) -> Outcome:
    """Create or change items by code. Refused by code: an unknown unit or tax code, another item's barcode, a changed
    unit or tracking of an item that has been used. `made` maps each code to its id."""
    units = dict(Unit.objects.values_list("code", "id"))
    taxes = set(TaxRate.objects.values_list("code", flat=True))
    before = {i.code: i for i in Item.objects.filter(code__in=[r.code for r in rows])}
    owners = dict(
        Barcode.objects.filter(code__in=[r.barcode for r in rows if r.barcode]).values_list("code", "item__code")
    )
    by_code = {row.code: row for row in rows}
    good, refused = split(by_code, lambda code: _why_not(by_code[code], units, taxes, before.get(code), owners))
    categories = _categories({(by_code[c].category, by_code[c].category_en) for c in good if by_code[c].category})
    Item.objects.bulk_create(
        [_item(by_code[code], units, categories) for code in good],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=ITEM_FIELDS,
        batch_size=2_000,
    )
    made = dict(Item.objects.filter(code__in=good).values_list("code", "id"))
    Barcode.objects.bulk_create(
        [
            Barcode(code=row.barcode, item_id=made[code], unit_id=units[row.unit], factor=ONE)
            for code in good
            if (row := by_code[code]).barcode and row.barcode not in owners
        ],
        batch_size=2_000,
    )
    return Outcome(done=good, refused=refused, made=made)


@command("catalog.save_prices", N_("Save prices"))
def save_prices(rows: Sequence[PriceRow], *, by: Actor, at: datetime) -> Outcome:
    """Write prices; the one of the same list, item, unit, quantity and first day is replaced. Refused by row index."""
    items = {i.code: i for i in Item.objects.filter(code__in={r.item for r in rows})}
    units = dict(Unit.objects.values_list("code", "id"))
    outcome = Outcome()
    for n, row in enumerate(rows):
        if row.item not in items:
            outcome.refused[n] = _unknown("no_item", N_("There is no item {code}"), row.item)
        elif row.unit and row.unit not in units:
            outcome.refused[n] = _unknown("no_unit", N_("There is no unit {code}"), row.unit)
        elif row.price_incl < 0:
            outcome.refused[n] = Reason("negative", N_("A price must not be negative"))
        else:
            outcome.done.append(n)
    good = [rows[n] for n in outcome.done]
    PriceList.objects.bulk_create(
        [PriceList(code=c, name=c, currency=m) for c, m in {r.list: r.currency for r in good}.items()],
        ignore_conflicts=True,
    )
    lists = dict(PriceList.objects.filter(code__in={r.list for r in good}).values_list("code", "id"))
    keyed = {(r.list, r.item, r.unit, r.min_qty, r.valid_from): r for r in good}  # of one key twice the last row counts
    Price.objects.bulk_create(
        [
            Price(
                list_id=lists[r.list],
                item=items[r.item],
                unit_id=units[r.unit] if r.unit else items[r.item].unit_id,
                min_qty=r.min_qty,
                price_incl=r.price_incl,
                valid_from=r.valid_from,
            )
            for r in keyed.values()
        ],
        update_conflicts=True,
        unique_fields=["list", "item", "unit", "min_qty", "valid_from"],
        update_fields=["price_incl"],
    )
    return outcome


@command("catalog.save_boms", N_("Save bills of material"))
def save_boms(rows: Sequence[BomRow], *, by: Actor, at: datetime, valid_from: date, backflush: bool = False) -> Outcome:
    """Write version 1 of the bills of these items anew; the items are made from now on. Refused by row index."""
    ids = dict(
        Item.objects.filter(code__in={r.item for r in rows} | {r.component for r in rows}).values_list("code", "id")
    )
    outcome = Outcome()
    for n, row in enumerate(rows):
        if missing := [code for code in (row.item, row.component) if code not in ids]:
            outcome.refused[n] = _unknown("no_item", N_("There is no item {code}"), missing[0])
        elif row.qty <= 0 or not 0 <= row.scrap < 1:
            outcome.refused[n] = Reason("bad_quantity", N_("A component needs a quantity above zero"))
        else:
            outcome.done.append(n)
    good = [rows[n] for n in outcome.done]
    products = {ids[row.item] for row in good}
    Bom.objects.filter(item__in=products, version="1").delete()
    boms = Bom.objects.bulk_create([Bom(item_id=id, valid_from=valid_from, backflush=backflush) for id in products])
    by_item = {bom.item_id: bom for bom in boms}
    BomLine.objects.bulk_create(
        [BomLine(bom=by_item[ids[r.item]], component_id=ids[r.component], qty=r.qty, scrap=r.scrap) for r in good]
    )
    Item.objects.filter(id__in=products).update(source=Item.Source.MAKE)
    return outcome


def _why_not(
    row: ItemRow, units: dict[str, int], taxes: set[str], before: Item | None, owners: dict[str, str]
) -> Reason | None:
    if row.unit not in units:
        return _unknown("no_unit", N_("There is no unit {code}"), row.unit)
    if row.tax_code not in taxes:
        return _unknown("no_tax_code", N_("There is no tax rate {code}"), row.tax_code)
    if row.barcode and owners.get(row.barcode, row.code) != row.code:
        return Reason("barcode_taken", N_("Item {code} has this barcode"), {"code": owners[row.barcode]})
    if before and (before.unit_id, before.tracking) != (units[row.unit], row.tracking):
        return Reason("unit_fixed", N_("Unit and tracking of {code} cannot be changed any more"), {"code": row.code})
    return None


def _item(row: ItemRow, units: dict[str, int], categories: dict[str, int]) -> Item:
    return Item(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        category_id=categories.get(row.category),
        unit_id=units[row.unit],
        decimals=row.decimals,
        tracking=row.tracking,
        shelf_life_days=row.shelf_life_days,
        source=row.source,
        lead_days=row.lead_days,
        tax_code=row.tax_code,
        weight_kg=row.weight_kg,
        search=search_key(row.code, row.name, row.name_en, row.barcode),
    )


def _categories(named: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Ids by name; new ones are made, with the name as their code."""
    wanted = dict(named)
    Category.objects.bulk_create(
        [Category(code=name[:40], name=name, name_en=english) for name, english in wanted.items()],
        ignore_conflicts=True,
    )
    return dict(Category.objects.filter(code__in=[name[:40] for name in wanted]).values_list("name", "id"))


def _unknown(code: str, text: str, what: str) -> Reason:
    return Reason(code, text, {"code": what})
