"""The query string of a list in OpenAPI: tab, search, order, columns, page and filters, read from its declaration."""

from collections.abc import Iterator
from typing import Any

from yunhe.kernel.conditions import Field, Type
from yunhe.kernel.conditions.fields import DAYS, EMPTY, HOURS, MEMBER, NUMBERS
from yunhe.kernel.conditions.values import MAX_DAYS, MAX_REF
from yunhe.kernel.listing import Listing
from yunhe.kernel.listing.state import DEFAULT_SIZE, IN_URL, SIZES

Schema = dict[str, Any]
NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
CONDITION = "A comparison {field, op, value}, or {all: […]}, {any: […]}, {not: …} of such, in each other"


def parameters(listing: Listing) -> list[Schema]:
    """The parameters of GET /{list}. Fields of the filter bar have one for each operator of their type; every other field
    can be asked the same way, and in `where`. A field that a caller may not see does not exist for this caller."""
    columns = [column.name for column in listing.columns]
    found = [
        _parameter("sort", "Columns to sort by, `-` before one turns it round", _listed(_both_ways(columns))),
        _parameter("columns", "Columns to answer with, in this order", _listed(columns)),
        _parameter("size", "Rows a page", {"type": "integer", "enum": list(SIZES), "default": DEFAULT_SIZE}),
        _parameter("place", "Where the page begins: part of `next` and `previous` of an answer", {"type": "string"}),
        {
            "name": "where",
            "in": "query",
            "description": CONDITION,
            "content": {"application/json": {"schema": _condition(listing)}},
        },
    ]
    if listing.tabs:
        found.append(_parameter("tab", "Rows of this tab only", {"type": "string", "enum": list(listing.tabs)}))
    if listing.search or listing.search_key:
        found.append(_parameter("q", "Rows that hold each of these words", {"type": "string"}))
    for name in listing.filters:
        found += _filters(listing.vocabulary.field(name))
    return found


def _filters(field: Field) -> Iterator[Schema]:
    for op in field.operators:
        about = f"{field.label} {op.replace('_', ' ')}"
        yield _parameter(f"f.{field.name}.{IN_URL.get(op, op)}", about, _of_operator(field, op))


def _of_operator(field: Field, op: str) -> Schema:
    """Of the value or, repeated in the address, of the values."""
    if op in EMPTY:
        return {"type": "string", "enum": ["1"]}
    if op in DAYS or op in HOURS:
        return {"type": "integer", "minimum": 0, "maximum": MAX_DAYS}
    one = _value(field)
    if op == "between":
        return {"type": "array", "items": one, "minItems": 2, "maxItems": 2}
    if op == "=" or op in MEMBER:
        return {"type": "array", "items": one, "minItems": 1}
    return one


def _value(field: Field) -> Schema:
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if field.type in NUMBERS:
        return {"type": "string", "pattern": NUMBER}
    if field.type == Type.REF:
        return {"type": "integer", "minimum": 0, "maximum": MAX_REF}
    if field.type == Type.FLAG:
        return {"type": "string", "enum": ["true", "false"]}
    if field.type in (Type.DATE, Type.MOMENT):
        return {"type": "string", "format": "date" if field.type == Type.DATE else "date-time"}
    return {"type": "string", "minLength": 1}


def _condition(listing: Listing) -> Schema:
    """A comparison, or one level of them: what a schema without names of its own can say of something that nests."""
    alike: dict[str, list[Field]] = {}
    for field in listing.vocabulary.fields():
        alike.setdefault(field.name if field.choices else field.type, []).append(field)
    leaves = [_leaf(fields) for fields in alike.values()]
    level = {
        "type": "object",
        "propertyNames": {"enum": ["all", "any"]},
        "additionalProperties": {"type": "array", "items": {"anyOf": leaves}, "minItems": 1},
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"anyOf": [*leaves, level]}


def _leaf(fields: list[Field]) -> Schema:
    """The comparisons of fields that take the same operators and values."""
    one, of_all = _value(fields[0]), fields[0].operators
    values: list[Schema] = [one, {"type": "array", "items": one, "minItems": 1}]
    if DAYS[0] in of_all:
        values.append({"type": "integer", "minimum": 0, "maximum": MAX_DAYS})
    properties = {
        "field": {"type": "string", "enum": [field.name for field in fields]},
        "op": {"type": "string", "enum": list(of_all)},
        "value": {"anyOf": values},
    }
    return {"type": "object", "properties": properties, "required": ["field", "op"], "additionalProperties": False}


def _both_ways(names: list[str]) -> list[str]:
    return [*names, *(f"-{name}" for name in names)]


def _listed(names: list[str]) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": names}, "uniqueItems": True}


def _parameter(name: str, about: str, schema: Schema) -> Schema:
    """`sort` and `columns` are separated by commas, several values of a filter repeated."""
    repeated = schema["type"] != "array" or name.startswith("f.")
    return {"name": name, "in": "query", "description": about, "schema": schema, "style": "form", "explode": repeated}
