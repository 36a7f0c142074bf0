"""Documents by kind and id as people know them: their number, and the address of their page."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection
from django.utils.translation import gettext

from yunhe.kernel.bulk import array
from yunhe.kernel.links import SUBJECTS

CODED = {"item", "partner", "shop", "warehouse", "carrier", "bin"}  # kinds that are known by a code
UNNUMBERED = {"level", "case", "period"}
PAGES = {"order", "outbound", "partner", "voucher"}  # kinds that have a page of their own


class Paper(NamedTuple):
    """`kind` is the kind in words; `url` is empty where there is no page."""

    kind: str
    number: str
    url: str


def papers(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Paper]:
    """Name documents; one statement per kind. Ids that no longer exist are left out."""
    by_kind: defaultdict[str, set[int]] = defaultdict(set)
    for kind, id in keys:
        if kind in SUBJECTS and kind not in UNNUMBERED:
            by_kind[kind].add(id)
    named = {}
    with connection.cursor() as cursor:
        for kind, ids in by_kind.items():
            subject = SUBJECTS[kind]
            column = "code" if kind in CODED else "number"
            cursor.execute(f"SELECT id, {column} FROM {subject.table} WHERE id = ANY(%s::bigint[])", [array(ids)])
            for id, number in cursor.fetchall():
                url = f"{subject.path}{number}" if kind in PAGES else ""
                named[kind, id] = Paper(gettext(subject.label), number, url)
    return named
