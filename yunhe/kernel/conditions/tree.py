"""From the JSON tree to a checked one: fields known, operators allowed, values of the field's type."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions.errors import ConditionError, Path
from yunhe.kernel.conditions.fields import NUMBERS, Field, Relation
from yunhe.kernel.conditions.values import OtherField, read
from yunhe.kernel.conditions.vocabulary import Vocabulary

MAX_DEPTH = 10
MAX_LEAVES = 300
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class All:
    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    node: "Node"


@dataclass(frozen=True, slots=True)
class Some:
    relation: Relation
    where: "Node"


@dataclass(frozen=True, slots=True)
class Leaf:
    """`value` is what `values.read` gives for the operator: one value, a tuple, a pair, a number of days, or None."""

    field: Field
    op: str
    value: Any


Node = All | AnyOf | Not | Some | Leaf
ALWAYS = All(())


def parse(tree: Any, vocabulary: Vocabulary) -> Node:
    """The checked tree. None and {} are always true. Raises ConditionError naming path, field and what is allowed."""
    if not tree and tree in (None, {}):
        return ALWAYS
    node = _node(tree, vocabulary, (), 0)
    if _leaves(node) > MAX_LEAVES:
        raise ConditionError((), "condition_too_large", N_("The condition has too many parts"))
    return node


def spoken_of(node: Node) -> set[str]:
    """The names of the fields, and of the relations, that a condition speaks of."""
    match node:
        case All(nodes) | AnyOf(nodes):
            return set().union(*map(spoken_of, nodes))
        case Not(part):
            return spoken_of(part)
        case Some(relation, _):
            return {relation.name}
    return {node.field.name} | ({node.value.field.name} if isinstance(node.value, OtherField) else set())


def _node(tree: Any, vocabulary: Vocabulary, path: Path, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise ConditionError(path, "condition_too_deep", N_("The condition is nested too deeply at {path}"))
    match tree:
        case {"all": list() as parts, **rest} if not rest:
            return All(tuple(_node(part, vocabulary, (*path, "all", i), depth + 1) for i, part in enumerate(parts)))
        case {"any": list() as parts, **rest} if parts and not rest:
            return AnyOf(tuple(_node(part, vocabulary, (*path, "any", i), depth + 1) for i, part in enumerate(parts)))
        case {"not": part, **rest} if not rest:
            return Not(_node(part, vocabulary, (*path, "not"), depth + 1))
        case {"some": str() as name, **rest} if rest.keys() <= {"where"}:
            relation = _relation(name, vocabulary, (*path, "some"))
            inner = Vocabulary("", relation.fields)
            return Some(relation, _node(rest.get("where", {"all": []}), inner, (*path, "where"), depth + 1))
        case {"field": str() as name, "op": str() as op, **rest} if rest.keys() <= {"value"}:
            return _leaf(name, op, rest.get("value"), vocabulary, path)
    raise ConditionError(
        path,
        "condition_form",
        N_("At {path} stands something that is no condition; allowed are {allowed}"),
        allowed=("all", "any", "not", "some, where", "field, op, value"),
    )


def _relation(name: str, vocabulary: Vocabulary, path: Path) -> Relation:
    term = vocabulary.get(name)
    if isinstance(term, Relation):
        return term
    known = [term.name for term in vocabulary.terms if isinstance(term, Relation)]
    raise ConditionError(
        path, "unknown_relation", N_("{field} has no rows of its own (at {path})"), field=name, allowed=known
    )


def _leaf(name: str, op: str, value: Any, vocabulary: Vocabulary, path: Path) -> Node:
    term = vocabulary.get(name)
    if term is None and "." in name and isinstance(outer := vocabulary.get(name.split(".")[0]), Relation):
        return Some(outer, _leaf(name.partition(".")[2], op, value, Vocabulary("", outer.fields), path))
    if not isinstance(term, Field):
        known = [field.name for field in vocabulary.fields()]
        raise ConditionError(
            (*path, "field"), "unknown_field", N_("There is no field {field} (at {path})"), field=name, allowed=known
        )
    if op not in term.operators:
        text = N_("{field} cannot be compared by this operator (at {path}); allowed are {allowed}")
        raise ConditionError((*path, "op"), "wrong_operator", text, field=name, allowed=term.operators)
    if isinstance(value, dict):
        return Leaf(term, op, _other(term, op, value, vocabulary, (*path, "value")))
    try:
        return Leaf(term, op, read(term, op, value))
    except ValueError:
        allowed = tuple(term.choices) if term.choices else (term.type.value,)
        text = N_("{field} cannot be compared with this value (at {path}); allowed are {allowed}")
        raise ConditionError((*path, "value"), "wrong_value", text, field=name, allowed=allowed) from None


def _other(field: Field, op: str, value: dict[str, Any], vocabulary: Vocabulary, path: Path) -> OtherField:
    """The right side of a comparison of two fields of one row: `{"field": "paid"}`."""
    other = vocabulary.get(value.get("field", "")) if value.keys() == {"field"} else None
    if op not in COMPARISONS or not isinstance(other, Field) or not _comparable(field, other):
        known = [term.name for term in vocabulary.fields() if _comparable(field, term)]
        text = N_("{field} cannot be compared with this field (at {path}); allowed are {allowed}")
        raise ConditionError(path, "wrong_field", text, field=field.name, allowed=known)
    return OtherField(other)


def _comparable(one: Field, other: Field) -> bool:
    return one.type == other.type or (one.type in NUMBERS and other.type in NUMBERS)


def _leaves(node: Node) -> int:
    match node:
        case All(nodes) | AnyOf(nodes):
            return sum(_leaves(part) for part in nodes)
        case Not(part):
            return _leaves(part)
        case Some(_, where):
            return 1 + _leaves(where)
    return 1
