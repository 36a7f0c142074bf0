"""Any document by what people know of it: number, channel number, waybill, phone tail, code, name or pinyin."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import F, Q
from django.utils.translation import gettext

from yunhe.kernel.actor import Actor
from yunhe.kernel.names import Named
from yunhe.kernel.search import best_ids
from yunhe.web.lists import (
    CUSTOMER_LIST,
    ITEM_LIST,
    ORDER_LIST,
    OUTBOUND_LIST,
    PARCEL_LIST,
    PURCHASE_LIST,
    VOUCHER_LIST,
    WORK_LIST,
    ListPage,
)

EACH = 5
TAIL = 4  # digits of a phone number that people say


class Found(NamedTuple):
    """A document: its kind in words, its number, what else is said of it, and its address."""

    kind: str
    icon: str
    number: str
    about: str
    url: str


class Source(NamedTuple):
    """`match(text)` finds by an index, the key `search` beside it by name. `about` is the column shown beside."""

    page: ListPage
    match: Callable[[str], Q]
    about: Any
    search: str = ""


def _begins(*columns: str) -> Callable[[str], Q]:
    """The first column begins with the text; the others are the text."""

    def match(text: str) -> Q:
        found = Q(**{f"{columns[0]}__startswith": text.upper()})
        for name in columns[1:]:
            found |= Q(**{name: text})
        return found

    return match


def _order(text: str) -> Q:
    found = _begins("number", "external_id")(text)
    return found | Q(phone_tail=text) if len(text) == TAIL and text.isdecimal() else found


SOURCES: Sequence[Source] = (
    Source(ORDER_LIST, _order, F("recipient")),
    Source(OUTBOUND_LIST, _begins("number"), F("recipient")),
    Source(PARCEL_LIST, _begins("number", "waybill"), F("waybill")),
    Source(PURCHASE_LIST, _begins("number"), Named("supplier__name")),
    Source(WORK_LIST, _begins("number"), Named("item__name")),
    Source(VOUCHER_LIST, _begins("number"), Named("entity__name")),
    Source(ITEM_LIST, _begins("code"), Named("name"), "search"),
    Source(CUSTOMER_LIST, _begins("code"), Named("name"), "search"),
)


def found_papers(text: str, actor: Actor) -> list[Found]:
    """A few documents of each kind that the actor may see, newest first; one statement for a kind, more for names."""
    return [paper for source in SOURCES if actor.may(source.page.listing.right) for paper in _of(source, text, actor)]


def _of(source: Source, text: str, actor: Actor) -> list[Found]:
    things = source.page.listing.rows(actor)
    column, prefix = source.page.opens or ("", "")
    if source.search:
        coded = things.filter(source.match(text)).order_by("pk").values_list("pk", flat=True)[:EACH]
        ids = list(dict.fromkeys([*coded, *best_ids(things, source.search, text, EACH)]))[:EACH]
        rows = {row[0]: row for row in things.filter(pk__in=ids).values_list("pk", column, source.about)}
        found = [rows[id] for id in ids]
    else:
        found = list(things.filter(source.match(text)).order_by("-pk").values_list("pk", column, source.about)[:EACH])
    kind, icon = gettext(source.page.listing.label), source.page.icon
    return [Found(kind, icon, number, about or "", f"{prefix}{number}") for _, number, about in found]
