"""Decision tables: ordered rules of condition → outcome that judge a thousand subjects in one statement.

Two ways to read a table. `first`: the first rule that holds decides (strategies, prices, tags). `every`: all rules that
hold speak, in their order (audit wants every hold of an order at once). Judging reads and never writes; the caller
stores the rule that fired (`Rule.stored`) with the subject.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, Expression, F, Func, QuerySet, SmallIntegerField, Value, When
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import command
from yunhe.kernel.conditions import VOCABULARIES, ConditionError, Node, Vocabulary, parse, to_q
from yunhe.kernel.events import Event, record
from yunhe.kernel.links import subject
from yunhe.kernel.models import DecisionRow, DecisionTable
from yunhe.kernel.outcome import Outcome, Reason, RefusalError

RULES = subject("rules", "kernel_decisiontable", "Decision table", "/rules/")
CHANGED = N_("Somebody else has changed it meanwhile: look at it again")
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


def drafted(name: str, rows: Sequence[Mapping[str, Any]], vocabulary: Vocabulary) -> list[Rule]:
    """The enabled rules of a table that is not saved yet, to be compared. Raises RefusalError for what is wrong in it."""
    if reason := _what_is_wrong(rows, vocabulary):
        raise RefusalError(reason)
    return [
        Rule(row["code"], row["label"], parse(row["condition"], vocabulary), row["outcome"], name, version=0)
        for row in rows
        if row.get("enabled", True)
    ]


def compare(
    before: Sequence[Rule], after: Sequence[Rule], subjects: QuerySet[Any], *, at: datetime
) -> dict[int, tuple[tuple[Rule, ...], tuple[Rule, ...]]]:
    """A dry run: the rules that hold for each subject by two tables, in the order of the subjects. One statement, no write.

    Of a table that is read by `first` only the first one of each decides.
    """
    fired = subjects.annotate(before_=_all_fired(before, at), after_=_all_fired(after, at))
    return {
        pk: (tuple(before[place] for place in old), tuple(after[place] for place in new))
        for pk, old, new in fired.values_list("pk", "before_", "after_")
    }


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event, subject="rules"):
    """A decision table has other rules: those that differ by code as they were and as they are, and the order now."""

    version: int
    before: dict[str, Any]
    after: dict[str, Any]
    order: tuple[str, ...]


@command("kernel.define_rules", N_("Change decision tables"))
def define_rules(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    kind: str,
    by: Actor,
    at: datetime,
    versions: Mapping[str, int] | None = None,
) -> Outcome:
    """Replace the rules of each table, {name: [{code, label, condition, outcome[, enabled]}, …]}, for one kind of subject.

    Every condition is checked against the kind's vocabulary first; a table with a wrong one is refused whole, naming
    the rule. Each change counts the table's version up; one that is not at the version of `versions` any more is refused.
    RefusalError `unknown_kind`.
    """
    if kind not in VOCABULARIES:
        raise RefusalError(Reason("unknown_kind", N_("There are no rules about {kind}"), {"kind": kind}))
    seen = versions or {}
    held = DecisionTable.objects.select_for_update().filter(name__in=tables).order_by("pk")
    now = dict(held.values_list("name", "version"))
    outcome = Outcome()
    for name, rows in tables.items():
        if reason := _what_is_wrong(rows, VOCABULARIES[kind]):
            outcome.refused[name] = reason
        elif seen.get(name, now.get(name, 0)) != now.get(name, 0):
            outcome.refused[name] = Reason("changed_meanwhile", CHANGED)
        else:
            outcome.done.append(name)
    if outcome.done:
        _replace({name: tables[name] for name in outcome.done}, kind, by=by, at=at)
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


def _replace(tables: Mapping[str, Sequence[Mapping[str, Any]]], kind: str, *, by: Actor, at: datetime) -> None:
    DecisionTable.objects.filter(name__in=tables).update(version=F("version") + 1)
    DecisionTable.objects.bulk_create(
        [DecisionTable(name=name, subject_kind=kind) for name in tables], ignore_conflicts=True
    )
    held = {table.name: table for table in DecisionTable.objects.filter(name__in=tables)}
    old = DecisionRow.objects.filter(table__in=[table.pk for table in held.values()])
    before: dict[str, dict[str, Any]] = {name: {} for name in tables}
    for row in old.select_related("table"):
        before[row.table.name][row.code] = _content(vars(row))
    old.delete()
    DecisionRow.objects.bulk_create(
        DecisionRow(table_id=held[name].pk, place=place, code=row["code"], **_content(row))
        for name, rows in tables.items()
        for place, row in enumerate(rows)
    )
    record([_told(held[name], before[name], rows) for name, rows in tables.items()], by=by, at=at)


def _content(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"enabled": row.get("enabled", True), **{name: row[name] for name in ("label", "condition", "outcome")}}


def _told(table: DecisionTable, before: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> RulesChanged:
    after = {row["code"]: _content(row) for row in rows}
    return RulesChanged(
        subject=table.pk,
        version=table.version,
        before={code: rule for code, rule in before.items() if after.get(code) != rule},
        after={code: rule for code, rule in after.items() if before.get(code) != rule},
        order=tuple(after),
    )
