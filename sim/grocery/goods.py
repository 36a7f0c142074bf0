"""Items out of products: names, weights, suppliers, costs, lead times, and bills of material for bakery items."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sim.grocery.baskets import Product
from sim.grocery.luck import Luck
from sim.grocery.words import category_name, size_name

YUAN_PER_DOLLAR = 7
LEAD_DAYS = (2, 20)
FRESH = ("PRODUCE", "MEAT", "SEAFOOD", "DELI", "PASTRY", "FLORAL", "SALAD BAR")  # comes within days
LOW_TAX = ("PRODUCE", "MEAT", "SEAFOOD", "FLORAL")  # agricultural products
SUPPLIERS = 60
SIZE = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(OZ|LB|ML|L|GAL|QT|PT|CT)\b")
KILOGRAMS = {"OZ": 0.02835, "LB": 0.4536, "ML": 0.001, "L": 1.0, "GAL": 3.785, "QT": 0.946, "PT": 0.473}
MADE_KINDS = ("BREAD:ITALIAN/FRENCH", "CAKES:", "COOKIES:", "ROLLS: DINNER", "PIES:")
MADE_ITEMS = 12


@dataclass(frozen=True, slots=True)
class Good:
    """An item: prices and cost in yuan, `price` and `cost` with tax, weight in kg, lead time in days."""

    code: str
    product: int
    name: str
    name_en: str
    category: str
    category_en: str
    tax_code: str
    weight_kg: Decimal
    price: Decimal
    cost: Decimal
    supplier: int
    lead_days: int
    barcode: str
    made: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """What bakery items are made of: bought by the kilogram, price per kilogram with tax."""

    code: str
    name: str
    name_en: str
    cost: Decimal
    supplier: int
    per_item: Decimal


MATERIALS = (
    Material("RM-FLOUR", "面粉", "Flour", Decimal("4.20"), 1, Decimal("0.300")),
    Material("RM-SUGAR", "白砂糖", "Sugar", Decimal("7.50"), 1, Decimal("0.060")),
    Material("RM-BUTTER", "黄油", "Butter", Decimal("58.00"), 2, Decimal("0.040")),
)


def goods(products: Sequence[Product], luck: Luck, *, making: bool) -> list[Good]:
    """An item for each product. With `making`, the dozen bakery items that come first are made in our own kitchen."""
    made = set(_bakery(products)) if making else set()
    return [_good(p, luck, p.id in made) for p in products]


def supplier_name(number: int) -> tuple[str, str]:
    """A supplier's Chinese and English name, by number from 1."""
    return f"供应商 {number:02d} 号商贸有限公司", f"Supplier {number:02d} Trading"


def _good(p: Product, luck: Luck, made: bool) -> Good:
    price = _cents(max(p.price, 1) * YUAN_PER_DOLLAR)
    share = 0.55 + 0.25 * luck.draw("cost", p.id)
    fresh = p.department in FRESH
    kind = " ".join(p.kind.title().split()) or p.category.title() or "Item"
    size = p.size.strip()
    return Good(
        code=f"G{p.id}",
        product=p.id,
        name=" ".join(filter(None, (category_name(p.category, p.department), size_name(size), f"厂{p.maker}"))),
        name_en=" ".join(filter(None, (kind, size.title(), f"maker {p.maker}"))),
        category=category_name(p.category, p.department),
        category_en=p.category.title() or "Other",
        tax_code="9" if p.department in LOW_TAX else "13",
        weight_kg=_weight(size, luck, p.id),
        price=price,
        cost=max((price * Decimal(str(round(share, 4)))).quantize(Decimal("0.01")), Decimal("0.01")),
        supplier=1 + p.maker % SUPPLIERS,
        lead_days=luck.between("lead", p.id, LEAD_DAYS[0], 4 if fresh else LEAD_DAYS[1]),
        barcode=_ean(p.id),
        made=made,
    )


def _bakery(products: Iterable[Product]) -> list[int]:
    kinds = [p for p in products if p.department == "PASTRY" and p.kind.startswith(MADE_KINDS)]
    return [p.id for p in kinds[:MADE_ITEMS]]


def _cents(cents: float) -> Decimal:
    return (Decimal(round(cents)) / 100).quantize(Decimal("0.01"))


def _weight(size: str, luck: Luck, product: int) -> Decimal:
    """What the package says, else between 0.1 and 1 kg."""
    found = SIZE.match(size.upper())
    kg = (
        float(found[1]) * KILOGRAMS[found[2]]
        if found and found[2] in KILOGRAMS
        else 0.1 + 0.9 * luck.draw("kg", product)
    )
    return Decimal(str(round(min(max(kg, 0.02), 20), 3)))


def _ean(product: int) -> str:
    """A 13-digit code in the range 20–29 that shops use inside their own walls."""
    body = f"20{product:010d}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"
