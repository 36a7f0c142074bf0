"""Orders from a file: rows become messages, one per order number; what cannot be taken goes back with its reason."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext_noop as N_
from pydantic import ValidationError

from yunhe.kernel.actor import Actor
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import FileImport, GoodRow, ImportColumn, Problem, Rows, Taking
from yunhe.kernel.importing.taking import STOPPED
from yunhe.kernel.outcome import Reason
from yunhe.oms.commands import intake
from yunhe.oms.messages import Message
from yunhe.oms.models import Shop
from yunhe.oms.words import PAYMENTS

BATCH = 500  # orders in one transaction

ORDER_FILE = (
    ImportColumn("shop", N_("Shop code"), Type.TEXT, required=True, synonyms=("店铺", "店铺编码")),
    ImportColumn(
        "external_id", N_("Channel number"), Type.TEXT, True, ("订单号", "订单编号", "平台单号"), max_length=80
    ),
    ImportColumn("sku", N_("Item code"), Type.TEXT, True, ("SKU", "商品编码", "货号", "商家编码"), max_length=80),
    ImportColumn("qty", N_("Quantity"), Type.QUANTITY, True, ("数量",), decimals=6),
    ImportColumn("price_incl", N_("Price"), Type.MONEY, True, ("单价", "价格"), decimals=6),
    ImportColumn("discount", N_("Discount"), Type.MONEY, synonyms=("优惠",), decimals=2),
    ImportColumn("placed_at", N_("Placed"), Type.MOMENT, synonyms=("下单时间",)),
    ImportColumn("version", N_("Changed at"), Type.MOMENT, synonyms=("修改时间",)),
    ImportColumn("recipient", N_("Recipient"), Type.TEXT, synonyms=("收件人", "收货人"), max_length=80),
    ImportColumn("phone", N_("Phone"), Type.TEXT, synonyms=("手机", "电话"), max_length=30),
    ImportColumn("region_code", N_("Region code"), Type.TEXT, synonyms=("地区编码", "行政区划"), max_length=6),
    ImportColumn("detail", N_("Address"), Type.TEXT, synonyms=("地址", "详细地址"), max_length=300),
    ImportColumn("customer", N_("Customer code"), Type.TEXT, synonyms=("客户编码",), max_length=40),
    ImportColumn("payment", N_("Payment"), Type.CHOICE, synonyms=("付款",), choices=PAYMENTS),
    ImportColumn("freight", N_("Freight"), Type.MONEY, synonyms=("运费",), decimals=2),
    ImportColumn("buyer_message", N_("Buyer's message"), Type.TEXT, synonyms=("买家留言",), max_length=500),
    ImportColumn("seller_memo", N_("Seller's memo"), Type.TEXT, synonyms=("卖家备注",), max_length=500),
)
OF_ORDER = ("customer", "payment", "freight", "buyer_message", "seller_memo")
OF_ADDRESS = ("recipient", "phone", "region_code", "detail")
INCOMPLETE = Reason("order_incomplete", N_("Another row of this order is wrong, so none of it was taken"))
WRONG_VALUE = Reason("wrong_value", N_("This value cannot be used"))


def take_orders(rows: Rows, how: Taking) -> None:
    """Take in orders: good ones pass whole, the rows of the others are kept with reasons.

    Rows with one shop and channel number are one order; the first row's head counts. One that was imported before and says
    the same is taken, and changes nothing.
    """
    _refuse_broken_orders(rows)
    _refuse_foreign_shops(rows, how.by)
    _note_known(rows)
    _take_in(rows, _messages(rows, how.at), how)


def _refuse_broken_orders(rows: Rows) -> None:
    """An order with an unreadable row is not taken in part."""
    places = [rows.where.get(name) for name in ("shop", "external_id")]

    def key(cells: Sequence[str]) -> tuple[str, ...]:
        return tuple(cells[place] if place is not None and place < len(cells) else "" for place in places)

    broken = {key(row.cells) for row in rows.bad}
    rows.refuse({row.number: INCOMPLETE for row in rows.good if key(row.cells) in broken})


def _refuse_foreign_shops(rows: Rows, by: Actor) -> None:
    foreign = set()
    if by.shops is not None:
        asked = {row.values["shop"] for row in rows.good}
        foreign = set(Shop.objects.filter(code__in=asked).exclude(id__in=by.shops).values_list("code", flat=True))
    reasons = {
        row.number: Reason("foreign_shop", N_("Shop {shop} is not yours"), {"shop": row.values["shop"]})
        for row in rows.good
        if row.values["shop"] in foreign
    }
    rows.refuse(reasons)


def _note_known(rows: Rows) -> None:
    with connection.cursor() as cursor:
        cursor.execute(THERE, [rows.said("shop"), rows.said("external_id")])
        there = set(cursor.fetchall())
    rows.known = {row.number for row in rows.good if (row.values["shop"], row.values["external_id"]) in there}


class Asked(NamedTuple):
    """An order of the file, the numbers of its rows, and which times the file gives."""

    message: Message
    rows: list[int]
    has_version: bool
    has_placed: bool

    @property
    def unsaid(self) -> set[str]:
        """What the file leaves to the moment of the import."""
        return {"version"} if self.has_placed else {"version", "placed_at"}

    def says(self, payload: Mapping[str, Any]) -> bool:
        """Whether this is what an earlier message said."""
        mine = self.message.model_dump(mode="json", exclude_defaults=True)
        return all(mine.get(name) == payload.get(name) for name in {*mine, *payload} - self.unsaid)


def _messages(rows: Rows, at: datetime) -> list[Asked]:
    """A message per order; the rows of those that are no order are rejected."""
    by_order: defaultdict[tuple[str, str], list[GoodRow]] = defaultdict(list)
    for row in rows.good:
        by_order[row.values["shop"], row.values["external_id"]].append(row)
    asked: list[Asked] = []
    rejected: dict[int, list[Problem]] = {}
    header = {name: rows.header[place] for name, place in rows.where.items()}
    for own in by_order.values():
        head = own[0].values
        try:
            message = Message.model_validate(_message(own, at))
        except ValidationError as error:
            rejected |= _problems(own, error, header)
        else:
            numbers = [row.number for row in own]
            asked.append(Asked(message, numbers, head["version"] is not None, head["placed_at"] is not None))
    rows.reject(rejected)
    return asked


def _problems(own: Sequence[GoodRow], error: ValidationError, header: Mapping[str, str]) -> dict[int, list[Problem]]:
    """What is wrong with which cell of an order's rows; the others say that the order is incomplete."""
    found: defaultdict[int, list[Problem]] = defaultdict(list)
    for one in error.errors():
        place, field = (*one["loc"], 0)[1], str(one["loc"][-1])
        row = own[place] if isinstance(place, int) else own[0]
        value = row.values.get(field)
        said = f"{value:f}" if isinstance(value, Decimal) else str(value or "")
        found[row.number].append(Problem(field, header.get(field, ""), said, WRONG_VALUE))
    rest = {row.number: [Problem("", "", "", INCOMPLETE)] for row in own}
    return rest | found


def _message(rows: Sequence[GoodRow], at: datetime) -> dict[str, Any]:
    head = rows[0].values
    placed = head["placed_at"] or at
    return {
        "shop": head["shop"],
        "external_id": head["external_id"],
        "version": head["version"] or placed,
        "placed_at": placed,
        "lines": [
            {
                "sku": row.values["sku"],
                "qty": row.values["qty"],
                "price_incl": row.values["price_incl"],
                "discount": row.values["discount"] or Decimal(0),
            }
            for row in rows
        ],
        "address": {name: head[name] or "" for name in OF_ADDRESS},
        **{name: head[name] for name in OF_ORDER if head[name] is not None},
    }


def _take_in(rows: Rows, asked: Sequence[Asked], how: Taking) -> None:
    """Hand the messages to the intake, and what it refuses back to their rows. What the watch stops goes back as well."""
    how.watch.begins(len(asked))
    for start in range(0, len(asked), BATCH):
        if not how.watch.goes_on():
            rows.refuse({number: STOPPED for one in asked[start:] for number in one.rows})
            return
        with how.step():
            batch = _recognised(asked[start : start + BATCH], how.at)
            outcome = intake([one.message for one in batch], by=how.by, at=how.at, source="import")
        rows.refuse({number: reason for n, reason in outcome.refused.items() for number in batch[n].rows})
        how.watch.did(len(batch))


def _recognised(batch: Sequence[Asked], at: datetime) -> list[Asked]:
    """Orders whose version the file does not give: one that says what we have been told already is that version again, one
    that says something else than an earlier file is a new one. One statement."""
    wanted = [one.message.key for one in batch if not one.has_version]
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [[shop for shop, _ in wanted], [id for _, id in wanted]])
        told = {(shop, id): (version, json.loads(payload), source) for shop, id, version, payload, source in cursor}
    return [one if one.has_version else _as_told(one, told.get(one.message.key), at) for one in batch]


def _as_told(one: Asked, told: tuple[datetime, dict[str, Any], str] | None, at: datetime) -> Asked:
    if told is None:
        return one
    version, payload, source = told
    if one.says(payload):
        return one._replace(message=one.message.model_copy(update={"version": version}))
    if source == "import":
        return one._replace(message=one.message.model_copy(update={"version": at}))
    return one


THERE = """
    SELECT s.code, o.external_id FROM unnest(%s::text[], %s::text[]) AS k(shop, id)
    JOIN oms_shop s ON s.code = k.shop JOIN oms_order o ON (o.shop_id, o.external_id) = (s.id, k.id)
"""
NEWEST = """
    SELECT DISTINCT ON (s.code, r.external_id) s.code, r.external_id, r.version, r.payload, r.source
    FROM unnest(%s::text[], %s::text[]) AS k(shop, id) JOIN oms_shop s ON s.code = k.shop
    JOIN oms_raworder r ON (r.shop_id, r.external_id) = (s.id, k.id)
    ORDER BY s.code, r.external_id, r.version DESC
"""

import_orders = FileImport("orders", ORDER_FILE, take_orders)
