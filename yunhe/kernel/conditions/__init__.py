"""The one condition language: a JSON tree over a vocabulary of fields, for lists, rules, alerts, segments and approvals.

    {"all": [{"field": "total", "op": ">=", "value": "500.00"},
             {"not": {"field": "buyer", "op": "empty"}},
             {"some": "lines", "where": {"all": [{"field": "sku", "op": "=", "value": "A1"},
                                                 {"field": "qty", "op": ">", "value": 3}]}}]}

`all` and `any` hold lists (an empty `all` is always true), `some` asks for one row of a to-many relation for which the
whole `where` holds; a leaf on `lines.sku` is short for a `some` of its own. Every condition is true or false, never
unknown: a comparison with an empty value is false, and `!=`, `not_in` and `not` are exact opposites.
"""

from yunhe.kernel.conditions.errors import ConditionError
from yunhe.kernel.conditions.fields import OPERATORS, Field, Relation, Type
from yunhe.kernel.conditions.plain import holds
from yunhe.kernel.conditions.sql import column, to_q
from yunhe.kernel.conditions.tree import All, AnyOf, Leaf, Node, Not, Some, parse, spoken_of
from yunhe.kernel.conditions.vocabulary import VOCABULARIES, Vocabulary, register
from yunhe.kernel.conditions.words import say

__all__ = [
    "OPERATORS",
    "VOCABULARIES",
    "All",
    "AnyOf",
    "ConditionError",
    "Field",
    "Leaf",
    "Node",
    "Not",
    "Relation",
    "Some",
    "Type",
    "Vocabulary",
    "column",
    "holds",
    "parse",
    "register",
    "say",
    "spoken_of",
    "to_q",
]
