"""Tabs in short: one per value of a field, and the conditions that they are made of."""

from collections.abc import Iterable, Mapping
from typing import Any

from yunhe.kernel.listing.declare import Tab


def one_of(field: str, *values: Any) -> dict[str, Any]:
    """The condition that a field is one of these values, or the one there is."""
    if len(values) == 1:
        return {"field": field, "op": "=", "value": values[0]}
    return {"field": field, "op": "in", "value": list(values)}


def every(*conditions: Any) -> dict[str, Any]:
    """The condition that all of these hold."""
    return {"all": list(conditions)}


def overdue(field: str) -> dict[str, Any]:
    """The condition that a day has passed."""
    return {"field": field, "op": "older_than_days", "value": 0}


def tab_each(field: str, words: Mapping[str, str], only: Iterable[str] = ()) -> tuple[Tab, ...]:
    """A tab for every value of a field (or for `only` these), named by its word."""
    return tuple(Tab(value, words[value], one_of(field, value)) for value in only or words)
