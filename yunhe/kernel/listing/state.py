"""The state of a list as its URL holds it: tab, search, filters, sort, columns, page size and place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions.fields import MEMBER
from yunhe.kernel.outcome import Reason, RefusalError

SIZES = (20, 50, 100, 200)
DEFAULT_SIZE = 50
IN_URL = {"=": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
FROM_URL = {word: op for op, word in IN_URL.items()}


class Filter(NamedTuple):
    """One filter of the bar; the URL writes it `f.total.ge=500`."""

    field: str
    op: str
    values: tuple[str, ...]

    def tree(self) -> dict[str, Any]:
        """The filter as a leaf of the condition language; several values of one `=` mean one of them."""
        if self.op in MEMBER or self.op == "between":
            return {"field": self.field, "op": self.op, "value": list(self.values)}
        if self.op == "=" and len(self.values) > 1:
            return {"field": self.field, "op": "in", "value": list(self.values)}
        return {"field": self.field, "op": self.op, "value": self.values[0]}


@dataclass(frozen=True, slots=True)
class State:
    """`where` is a whole condition from the builder, beside the plain filters; `place` is a page's cursor."""

    tab: str = ""
    search: str = ""
    filters: tuple[Filter, ...] = ()
    where: Any = None
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    size: int = DEFAULT_SIZE
    place: str = ""

    @classmethod
    def parse(cls, query: str) -> "State":
        """From a query string; empty parameters and those of others are left out. RefusalError `wrong_list_url`."""
        known: dict[str, str] = {}
        filters: dict[tuple[str, str], list[str]] = {}
        for key, value in parse_qsl(query):
            if key.startswith("f.") and key.count(".") >= 2:
                field, _, op = key[2:].rpartition(".")
                filters.setdefault((field, FROM_URL.get(op, op)), []).append(value)
            elif key == "columns" and key in known:  # of a form, where each column is a box to be ticked
                known[key] += f",{value}"
            else:
                known[key] = value
        return cls(
            tab=known.get("tab", ""),
            search=known.get("q", "").strip(),
            filters=tuple(Filter(field, op, tuple(values)) for (field, op), values in filters.items()),
            where=_json(known.get("where", "")),
            sort=tuple(filter(None, known.get("sort", "").split(","))),
            columns=tuple(filter(None, known.get("columns", "").split(","))),
            size=_size(known.get("size", "")),
            place=known.get("place", ""),
        )

    def query(self) -> str:
        """The query string that parses to this state."""
        pairs = [("tab", self.tab), ("q", self.search)]
        pairs += [(f"f.{field}.{IN_URL.get(op, op)}", value) for field, op, values in self.filters for value in values]
        pairs += [
            ("where", json.dumps(self.where, ensure_ascii=False, separators=(",", ":")) if self.where else ""),
            ("sort", ",".join(self.sort)),
            ("columns", ",".join(self.columns)),
            ("size", "" if self.size == DEFAULT_SIZE else str(self.size)),
            ("place", self.place),
        ]
        return urlencode([(key, value) for key, value in pairs if value])

    def but(self, **changes: Any) -> "State":
        """This state with changes, back at the first page unless the place itself is given."""
        return replace(self, **{"place": "", **changes})

    def stored(self) -> dict[str, Any]:
        """As a saved view keeps it: everything but the place."""
        return {
            "tab": self.tab,
            "search": self.search,
            "filters": [[field, op, list(values)] for field, op, values in self.filters],
            "where": self.where,
            "sort": list(self.sort),
            "columns": list(self.columns),
            "size": self.size,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "State":
        """From `stored`."""
        return cls(
            tab=stored.get("tab", ""),
            search=stored.get("search", ""),
            filters=tuple(Filter(field, op, tuple(values)) for field, op, values in stored.get("filters", ())),
            where=stored.get("where"),
            sort=tuple(stored.get("sort", ())),
            columns=tuple(stored.get("columns", ())),
            size=stored.get("size", DEFAULT_SIZE),
        )


def _size(text: str) -> int:
    if not text:
        return DEFAULT_SIZE
    if not text.isdecimal() or int(text) not in SIZES:
        raise RefusalError(
            Reason("wrong_list_url", N_("A page has {sizes} rows, not {size}"), {"sizes": list(SIZES), "size": text})
        )
    return int(text)


def _json(text: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text) or None
    except (ValueError, RecursionError):
        raise RefusalError(Reason("wrong_list_url", N_("The condition in the address cannot be read"))) from None
