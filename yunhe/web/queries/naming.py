"""Documents by kind and id as people know them: their number, and the address of their page."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext

from yunhe.kernel.bulk import array
from yunhe.kernel.links import SUBJECTS
from yunhe.kernel.names import name_of
from yunhe.tms.models import Carrier

PAGES = {
    "order",
    "return",
    "refund",
    "receivable",
    "payable",
    "payment",
    "invoice",
    "outbound",
    "inbound",
    "partner",
    "voucher",
    "purchase",
    "work_order",
    "parcel",
    "item",
    "user",
    "role",
    "rules",
}  # kinds that have a page of their own

LOOKS = {"work_order": "work", "payment": "money"}  # kinds whose states have another name in `looks`


class Paper(NamedTuple):
    """`kind` is the kind in words; `url` is empty where there is no page. `look` is its kind of states, `state` one."""

    kind: str
    number: str
    url: str
    look: str = ""
    state: str = ""


def papers(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Paper]:
    """Name documents; one statement per kind. Ids that no longer exist are left out."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for kind, id in keys:
        if _column(kind):
            by_kind[kind].add(id)
    named = {}
    with connection.cursor() as cursor:
        for kind, ids in by_kind.items():
            subject = SUBJECTS[kind]
            state = "state" if _has(kind, "state") else "''"
            cursor.execute(
                f"SELECT id, {_column(kind)}, {state} FROM {subject.table} WHERE id = ANY(%s::bigint[])", [array(ids)]
            )
            for id, number, state in cursor.fetchall():
                url = f"{subject.path}{number}" if kind in PAGES else ""
                named[kind, id] = Paper(gettext(subject.label), number, url, LOOKS.get(kind, kind), state)
    return named


def carriers() -> dict[str, str]:
    """All carriers by code, in the reader's language."""
    return {carrier.code: name_of(carrier) for carrier in Carrier.objects.all()}


def _column(kind: str) -> str:
    """The column by which people know a kind of document; empty where it has neither number nor code."""
    return next((name for name in ("number", "code", "username", "name") if _has(kind, name)), "")


@lru_cache(maxsize=300)
def _has(kind: str, column: str) -> bool:
    table = SUBJECTS[kind].table if kind in SUBJECTS else ""
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    return model is not None and column in {field.name for field in model._meta.fields}
