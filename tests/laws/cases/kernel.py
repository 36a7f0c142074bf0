"""Calls of the kernel's own commands with n rows."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from unittest.mock import patch

from tests.laws.cases.stock import planned
from tests.world import AT, BY, World
from yunhe.kernel import options
from yunhe.kernel.actor import person
from yunhe.kernel.cases import Trouble, close_case, open_cases
from yunhe.kernel.decisions import define_rules
from yunhe.kernel.fields import define_fields
from yunhe.kernel.files import Upload, attach
from yunhe.kernel.listing.state import State
from yunhe.kernel.listing.views import delete_views, save_views
from yunhe.kernel.models import FieldDef, SavedView, User
from yunhe.kernel.outcome import Reason
from yunhe.oms.vocabulary import ORDER_WORDS
from yunhe.stock import listings
from yunhe.stock.models import Outbound

Call = Callable[[], Any]


def _save_views(w: World, n: int) -> Call:
    clerk = person("clerk", {"kernel.*"}, user_id=User.objects.create(username="clerk").pk)
    views = {f"view {i}": State(search=str(i)) for i in range(n)}
    return lambda: save_views(listings.OUTBOUNDS.name, views, by=clerk)


def _delete_views(w: World, n: int) -> Call:
    _save_views(w, n)()
    clerk = person("clerk", {"kernel.*"}, user_id=User.objects.get(username="clerk").pk)
    ids = list(SavedView.objects.values_list("pk", flat=True))
    return lambda: delete_views(ids, by=clerk)


def _attach(w: World, n: int) -> Call:
    outbound = w.outbound(("TEA", 1), shop=1)
    return lambda: attach("outbound", outbound, [Upload(f"{i}.txt", BytesIO(b"same")) for i in range(n)], by=BY, at=AT)


def _define_fields(w: World, n: int) -> Call:
    fields = [FieldDef(code=f"f{i}", label={"en": f"Field {i}"}, type="text") for i in range(n)]
    return lambda: define_fields("order", fields, by=BY)


def _define_rules(w: World, n: int) -> Call:
    rule = {"code": "A", "label": "A", "condition": {"field": "state", "op": "=", "value": "new"}, "outcome": {}}
    tables = {f"table {i}": [rule] for i in range(n)}
    return lambda: define_rules(tables, kind=ORDER_WORDS.kind, by=BY)


def _close_case(w: World, n: int) -> Call:
    reason = Reason("x", "Something is wrong")
    outbounds = planned(w, n)
    Outbound.objects.filter(id__in=outbounds).update(shop_id=1)
    ids = open_cases([Trouble("law", "outbound", id, reason) for id in outbounds], by=BY, at=AT)
    return lambda: close_case(ids, resolution="done", by=BY, at=AT)


def _change_settings(w: World, n: int) -> Call:
    """n settings that exist while the call lasts."""
    known = {f"law.o{i}": options.Option(f"law.o{i}", 1, "", "") for i in range(n)}

    def call() -> None:
        with patch.dict(options.OPTIONS, known):
            assert options.change(dict.fromkeys(known, 2), by=BY, at=AT).refused == {}

    return call


CASES: dict[str, Callable[[World, int], Call]] = {
    "kernel.save_view": _save_views,
    "kernel.delete_view": _delete_views,
    "kernel.attach": _attach,
    "kernel.define_fields": _define_fields,
    "kernel.define_rules": _define_rules,
    "kernel.close_case": _close_case,
    "kernel.change_settings": _change_settings,
}
