"""A small trade to test the kernel on: orders with lines and buyers, and their vocabulary. Tables live in one test."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, models

from yunhe.kernel.actor import person
from yunhe.kernel.conditions import Field, Relation, Type, Vocabulary
from yunhe.kernel.listing import Column, Listing, Tab

AT = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)  # 14:00 in Shanghai


class Buyer(models.Model):
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=10, null=True)

    class Meta:
        app_label = "sample"
        db_table = "sample_buyer"


class Order(models.Model):
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, default="new")
    buyer = models.ForeignKey(Buyer, models.PROTECT, null=True)
    total = models.DecimalField(max_digits=18, decimal_places=2, default=Decimal(0))
    paid = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="CNY")
    business_date = models.DateField(null=True)
    placed_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(null=True)
    remark = models.TextField(null=True)
    shop_id = models.BigIntegerField(null=True)
    custom = models.JSONField(default=dict)

    class Meta:
        app_label = "sample"
        db_table = "sample_order"


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)
    sku = models.CharField(max_length=20)
    qty = models.DecimalField(max_digits=18, decimal_places=6)
    note = models.CharField(max_length=40, null=True)

    class Meta:
        app_label = "sample"
        db_table = "sample_line"


LINE_FIELDS = (
    Field("sku", "SKU", Type.TEXT),
    Field("qty", "Quantity", Type.QUANTITY),
    Field("note", "Note", Type.TEXT),
)
STATES = {"new": "New", "audited": "Audited", "held": "Held"}
VOCABULARY = Vocabulary(
    "sample_order",
    [
        Field("number", "Number", Type.TEXT),
        Field("state", "State", Type.CHOICE, choices=STATES),
        Field("buyer", "Buyer", Type.TEXT, path="buyer__name"),
        Field("level", "Level", Type.TEXT, path="buyer__level"),
        Field("total", "Total", Type.MONEY, unit_from="currency"),
        Field("paid", "Paid", Type.MONEY, right="sample.see_paid"),
        Field("open", "Open amount", Type.MONEY, expression=models.F("total") - models.F("paid")),
        Field("currency", "Currency", Type.TEXT),
        Field("business_date", "Business date", Type.DATE),
        Field("placed_at", "Placed at", Type.MOMENT),
        Field("urgent", "Urgent", Type.FLAG),
        Field("remark", "Remark", Type.TEXT),
        Field("shop", "Shop", Type.REF, path="shop_id"),
        Field("custom.colour", "Colour", Type.TEXT, json=("custom", "colour")),
        Field("custom.weight", "Weight", Type.NUMBER, json=("custom", "weight")),
        Relation("lines", "Lines", Line, {"order_id": "pk"}, LINE_FIELDS),
    ],
)


CLERK = person("clerk", ["sample.see"])
BOSS = person("boss", ["sample.see", "sample.see_paid"])
ORDERS = Listing(
    "sample_orders",
    "Orders",
    VOCABULARY,
    right="sample.see",
    rows=lambda actor: Order.objects.all() if actor.shops is None else Order.objects.filter(shop_id__in=actor.shops),
    columns=[
        Column("number", 16),
        Column("state"),
        Column("buyer", 20),
        Column("total", total=True),
        Column("paid", total=True),
        Column("placed_at"),
        Column("level", shown=False),
    ],
    tabs=[
        Tab("new", "New", {"field": "state", "op": "=", "value": "new"}),
        Tab("old", "Waiting long", {"field": "placed_at", "op": "older_than_days", "value": 2}),
    ],
    filters=["state", "paid"],
    search=["number", "buyer"],
    sort=["-placed_at"],
    custom=True,
)


def tables() -> None:
    """Make the sample's tables inside the transaction of the test that is running; they go with it."""
    with connection.schema_editor(atomic=False) as editor:
        for model in (Buyer, Order, Line):
            editor.create_model(model)
    connection.check_constraints()


def add(number: str, *, lines: list[tuple[Any, ...]] = (), buyer: Buyer | None = None, **values: Any) -> Order:
    """One order with lines (sku, qty[, note])."""
    order = Order.objects.create(number=number, buyer=buyer, **values)
    Line.objects.bulk_create(
        Line(order=order, sku=sku, qty=Decimal(qty), note=(rest or [None])[0]) for sku, qty, *rest in lines
    )
    return order


def as_row(order: Order) -> dict[str, Any]:
    """What `holds` sees of an order: values by field name, lines as rows."""
    return {
        **{name: getattr(order, name) for name in ("number", "state", "total", "paid", "currency", "business_date")},
        **{name: getattr(order, name) for name in ("placed_at", "urgent", "remark")},
        "buyer": order.buyer and order.buyer.name,
        "level": order.buyer and order.buyer.level,
        "open": None if order.paid is None else order.total - order.paid,
        "shop": order.shop_id,
        "custom.colour": order.custom.get("colour"),
        "custom.weight": Decimal(order.custom["weight"]) if order.custom.get("weight") else None,
        "lines": [{"sku": line.sku, "qty": line.qty, "note": line.note} for line in order.line_rows],
    }
