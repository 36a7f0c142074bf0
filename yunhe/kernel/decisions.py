"""Decision tables: ordered rules of condition → outcome that judge a thousand subjects in one statement.

Two ways to read a table. `first`: the first rule that holds decides (strategies, prices, tags). `every`: all rules that
hold speak, in their order (audit wants every hold of an order at once). Judging reads and never writes; the caller
stores the rule that fired (`Rule.stored`) with the subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Count, Expression, F, Func, Q, QuerySet, SmallIntegerField, Value, When
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.conditions import VOCABULARIES, ConditionError, Node, Vocabulary, parse, to_q
from yunhe.kernel.models import DecisionRow, DecisionTable
from yunhe.kernel.outcome import Outcome, Reason, RefusalError

NUMBER = SmallIntegerField()
NEEDED = {"code", "label", "condition", "outcome"}  # of a rule


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table, checked: `outcome` is what the room that owns the table understands."""

    code: str
    label: str
    condition: Node
    outcome: Any
    table: str
    version: int

    def stored(self) -> dict[str, Any]:
        """What is kept with a judged subject: it stays readable when the table has changed."""
        return {
            "table": self.table,
            "version": self.version,
            "code": self.code,
            "label": self.label,
            "outcome": self.outcome,
        }


def rules_of(name: str, vocabulary: Vocabulary) -> list[Rule]:
    """The enabled rules of a table in their order, one query. A table that nobody has defined has no rules.

    Raises ConditionError when a stored condition no longer fits the vocabulary.
    """
    rows = DecisionRow.objects.filter(table__name=name, enabled=True).select_related("table").order_by("place")
    return [
        Rule(row.code, row.label, parse(row.condition, vocabulary), row.outcome, name, row.table.version)
        for row in rows
    ]


def first(rules: Sequence[Rule], subjects: QuerySet[Any], *, at: datetime) -> dict[int, Rule | None]:
    """The first rule that holds for each subject, None where none does. One statement."""
    fired = subjects.annotate(fired_=_first_fired(rules, at)).values_list("pk", "fired_")
    return {pk: None if place is None else rules[place] for pk, place in fired}


def every(rules: Sequence[Rule], subjects: QuerySet[Any], *, at: datetime) -> dict[int, tuple[Rule, ...]]:
    """All rules that hold for each subject, in the table's order. One statement."""
    fired = subjects.annotate(fired_=_all_fired(rules, at)).values_list("pk", "fired_")
    return {pk: tuple(rules[place] for place in places) for pk, places in fired}


def dry_run(rules: Sequence[Rule], subjects: QuerySet[Any], *, at: datetime) -> dict[str, int]:
    """How many subjects each rule would decide by `first`, by code; under "" those that no rule decides. No write."""
    counts = dict.fromkeys([*(rule.code for rule in rules), ""], 0)
    fired = subjects.order_by().annotate(fired_=_first_fired(rules, at)).values_list("fired_").annotate(Count("pk"))
    return counts | {"" if place is None else rules[place].code: n for place, n in fired}


def dry_run_every(rules: Sequence[Rule], subjects: QuerySet[Any], *, at: datetime) -> dict[str, int]:
    """How many subjects each rule holds for, by code; under "" those that no rule speaks of. No write."""
    none = ~_any(rules, at) if rules else None
    sums = {f"n{i}": Count("pk", filter=to_q(rule.condition, at=at)) for i, rule in enumerate(rules)}
    found = subjects.order_by().aggregate(none=Count("pk", filter=none), **sums)
    return {rule.code: found[f"n{i}"] for i, rule in enumerate(rules)} | {"": found["none"]}


@command("kernel.define_rules", N_("Change decision tables"))
def define_rules(tables: Mapping[str, Sequence[Mapping[str, Any]]], *, kind: str, by: Actor) -> Outcome:
    """Replace the rules of each table, {name: [{code, label, condition, outcome[, enabled]}, …]}, for one kind of subject.

    Every condition is checked against the kind's vocabulary first; a table with a wrong one is refused whole, naming
    the rule. Each change counts the table's version up. RefusalError `unknown_kind`.
    """
    if kind not in VOCABULARIES:
        raise RefusalError(Reason("unknown_kind", N_("There are no rules about {kind}"), {"kind": kind}))
    outcome = Outcome()
    for name, rows in tables.items():
        if reason := _what_is_wrong(rows, VOCABULARIES[kind]):
            outcome.refused[name] = reason
        else:
            outcome.done.append(name)
    if outcome.done:
        _replace({name: tables[name] for name in outcome.done}, kind)
    return outcome


def _first_fired(rules: Sequence[Rule], at: datetime) -> Expression:
    cases = [When(to_q(rule.condition, at=at), then=Value(place)) for place, rule in enumerate(rules)]
    return Case(*cases, default=None, output_field=NUMBER)


def _all_fired(rules: Sequence[Rule], at: datetime) -> Expression:
    each = [
        Case(When(to_q(rule.condition, at=at), then=Value(place)), default=None, output_field=NUMBER)
        for place, rule in enumerate(rules)
    ]
    return Func(
        Func(*each, template="ARRAY[%(expressions)s]::smallint[]", output_field=ArrayField(NUMBER)),
        template="array_remove(%(expressions)s, NULL)",
        output_field=ArrayField(NUMBER),
    )


def _any(rules: Sequence[Rule], at: datetime) -> Q:
    return reduce(or_, [to_q(rule.condition, at=at) for rule in rules])


def _what_is_wrong(rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> Reason | None:
    codes: set[str] = set()
    for row in rows:
        if not isinstance(row.get("code"), str) or not row.keys() >= NEEDED:
            return Reason("wrong_rule", N_("A rule has a code, a label, a condition and an outcome"))
        if row["code"] in codes:
            return Reason("rule_twice", N_("Two rules have the code {code}"), {"code": row["code"]})
        codes.add(row["code"])
        try:
            parse(row["condition"], vocabulary)
        except ConditionError as error:
            figures = {"code": row["code"], "problem": str(error.reason)}
            return Reason("wrong_condition", N_("The condition of rule {code} is wrong: {problem}"), figures)
    return None


def _replace(tables: Mapping[str, Sequence[Mapping[str, Any]]], kind: str) -> None:
    DecisionTable.objects.filter(name__in=tables).update(version=F("version") + 1)
    DecisionTable.objects.bulk_create(
        [DecisionTable(name=name, subject_kind=kind) for name in tables], ignore_conflicts=True
    )
    ids = dict(DecisionTable.objects.filter(name__in=tables).values_list("name", "pk"))
    DecisionRow.objects.filter(table__in=ids.values()).delete()
    DecisionRow.objects.bulk_create(
        DecisionRow(
            table_id=ids[name],
            place=place,
            code=row["code"],
            label=row["label"],
            condition=row["condition"],
            outcome=row["outcome"],
            enabled=row.get("enabled", True),
        )
        for name, rows in tables.items()
        for place, row in enumerate(rows)
    )
