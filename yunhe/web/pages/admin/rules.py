"""A decision table as a draft in the browser: edited, put in order, tried on the latest documents, and only then saved."""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from yunhe.kernel.conditions import ConditionError, parse, say
from yunhe.kernel.decisions import Rule, compare, define_rules, drafted, rules_of
from yunhe.kernel.flow import not_found
from yunhe.kernel.models import DecisionRow, DecisionTable
from yunhe.kernel.outcome import Reason, RefusalError
from yunhe.kernel.scope import unlimited
from yunhe.web.lists.bar import builder_of
from yunhe.web.pages.admin.tables import TABLES, Table
from yunhe.web.queries.timeline import timeline
from yunhe.web.render import page
from yunhe.web.routing import Call

Draft = list[dict[str, Any]]
SIZES = (100, 500, 2000)  # how many documents a dry run takes
SHOWN = 100  # of those that change
WRONG = Reason("wrong_rule", N_("A rule has a code, a label, a condition and an outcome"))
CODE = re.compile(r"[^a-z0-9]+")


class Changed(NamedTuple):
    """A document of the dry run for which other rules would speak."""

    document: Any
    before: list[str]
    after: list[str]


def tables(call: Call) -> HttpResponse:
    """All decision tables."""
    unlimited(call.actor)
    rows = DecisionRow.objects.filter(table__name__in=TABLES, enabled=True).values_list("table__name", flat=True)
    counts = {name: list(rows).count(name) for name in TABLES}
    context = {"tables": [(table, counts[table.name]) for table in TABLES.values()]}
    return page(call.request, "admin/tables.html", context, actor=call.actor)


def table(call: Call, code: str) -> HttpResponse:
    """The table as stored, or the draft that the form carries, with what was asked of it done."""
    unlimited(call.actor)
    if code not in TABLES:
        raise RefusalError(not_found(code))
    if call.request.method != "POST":
        stored = DecisionTable.objects.filter(name=code).first()
        return _page(call, TABLES[code], _stored(code), stored.version if stored else 0)
    given = call.request.POST
    draft, version = _carried(given)
    do, _, place = given.get("do", "").partition(" ")
    if do == "save":
        return _save(call, TABLES[code], draft, version)
    if do == "try":
        return _page(call, TABLES[code], draft, version, tried=_size(given))
    if do not in STEPS:
        raise RefusalError(Reason("unknown_action", N_("There is no such action")))
    at = int(place) if place.isdecimal() else len(draft)
    open_ = STEPS[do](draft, at, given, TABLES[code])
    return _page(call, TABLES[code], draft, version, editing=open_)


def _page(
    call: Call,
    of: Table,
    draft: Draft,
    version: int,
    *,
    editing: int | None = None,
    tried: int = 0,
    wrong: str = "",
) -> HttpResponse:
    stored = _stored(of.name)
    held = DecisionTable.objects.filter(name=of.name).first()
    context: dict[str, Any] = {
        "table": of,
        "rules": [(rule, _said(of, rule), _outcome(of, rule)) for rule in draft],
        "draft": json.dumps(draft, ensure_ascii=False),
        "version": version,
        "changed": draft != stored,
        "editing": editing,
        "one": _at(draft, editing),
        "builder": builder_of(of.vocabulary.terms, _typed((_at(draft, editing) or {}).get("condition"))),
        "sizes": SIZES,
        "run": None,
        "story": timeline([("rules", held.pk)], call.actor) if held else [],
        "wrong": [wrong] if wrong else [],
        "saved": call.request.GET.get("saved") and not wrong,
        "at": call.at,
    }
    if tried:
        try:
            context["run"] = _run(call, of, draft, tried)
        except RefusalError as error:
            context["wrong"] = [str(error.reason)]
    status = 422 if context["wrong"] else 200
    return page(call.request, "admin/rules.html", context, actor=call.actor, status=status)


def _save(call: Call, of: Table, draft: Draft, version: int) -> HttpResponse:
    outcome = define_rules(
        {of.name: draft}, kind=of.vocabulary.kind, by=call.actor, at=call.at, versions={of.name: version}
    )
    if outcome.refused:
        return _page(call, of, draft, version, wrong=str(outcome.refused[of.name]))
    return HttpResponseRedirect(f"{reverse('rules', kwargs={'code': of.name})}?saved=1")


def _run(call: Call, of: Table, draft: Draft, size: int) -> dict[str, Any]:
    """What the draft would decide on the latest documents, as they stand now, beside what the stored table does."""
    before = rules_of(of.name, of.vocabulary)
    after = drafted(of.name, draft, of.vocabulary)
    found = compare(before, after, of.latest(call.actor)[:size], at=call.at)
    codes = {pk: (_deciding(of, old), _deciding(of, new)) for pk, (old, new) in found.items()}
    labels = {rule.code: gettext(rule.label) for rule in [*before, *after]}
    moved = [pk for pk, (old, new) in codes.items() if old != new]
    seen = moved[:SHOWN] if call.actor.may(of.right) else []
    documents = {one.pk: one for one in of.latest(call.actor).filter(pk__in=seen)}
    return {
        "size": len(found),
        "asked": size,
        "moved": len(moved),
        "quiet": sum(not new for _, new in codes.values()),
        "counts": [
            (label, *(sum(code in both[side] for both in codes.values()) for side in (0, 1)))
            for code, label in labels.items()
        ],
        "rows": [Changed(documents[pk], *([labels[code] for code in side] for side in codes[pk])) for pk in seen],
    }


def _deciding(of: Table, rules: tuple[Rule, ...]) -> list[str]:
    return [rule.code for rule in (rules if of.every else rules[:1])]


def _stored(name: str) -> Draft:
    rows = DecisionRow.objects.filter(table__name=name).order_by("place")
    fields = ("code", "label", "condition", "outcome", "enabled")
    return [{field: getattr(row, field) for field in fields} for row in rows]


def _carried(given: QueryDict) -> tuple[Draft, int]:
    """The draft that the form brings along; what is no list of rules is refused when it is tried or saved."""
    draft, version = _json(given.get("draft", "")), given.get("version", "")
    if not isinstance(draft, list) or not all(map(_is_rule, draft)) or not version.isdecimal():
        raise RefusalError(WRONG)
    return draft, int(version)


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise RefusalError(WRONG) from None


def _is_rule(one: Any) -> bool:
    return isinstance(one, dict) and one.keys() >= RULE and isinstance(one["outcome"], dict)


def _size(given: QueryDict) -> int:
    return next((size for size in SIZES if str(size) == given.get("size")), SIZES[0])


def _at(draft: Draft, place: int | None) -> dict[str, Any] | None:
    return draft[place] if place is not None and place < len(draft) else None


def _typed(condition: Any) -> Any:
    """A condition as the builder writes it: every value a text, so that `false` and 0 are values too."""
    match condition:
        case dict():
            return {name: _typed(part) for name, part in condition.items()}
        case list():
            return [_typed(part) for part in condition]
        case bool():
            return "1" if condition else "0"
        case int() | float():
            return str(condition)
    return condition


def _said(of: Table, rule: dict[str, Any]) -> str:
    try:
        return say(parse(rule["condition"], of.vocabulary))
    except ConditionError as error:
        return str(error.reason)


def _outcome(of: Table, rule: dict[str, Any]) -> list[str]:
    """What a rule leads to, in words."""
    chosen = [(one, rule["outcome"].get(one.name)) for one in of.outcomes]
    return [gettext(one.choices.get(value, value)) for one, value in chosen if value]


def _edit(draft: Draft, place: int, given: QueryDict, of: Table) -> int | None:
    return place


def _take(draft: Draft, place: int, given: QueryDict, of: Table) -> int | None:
    """The form of a rule into the draft; beyond the last one it is a new rule. A rule without a label stays open."""
    label = given.get("label", "").strip()
    condition = _json(given.get("where") or "{}")
    outcome = {one.name: value for one in of.outcomes if (value := given.get(f"outcome.{one.name}", "")) in one.choices}
    if not label:
        return place
    rule = _at(draft, place) or {"code": _code(label, draft), "enabled": True, "label": label}
    stored = rule["label"]
    kept = stored if gettext(stored) == label else label  # a sentence of ours stays in every language
    rule |= {"label": kept, "condition": condition, "outcome": outcome}
    if place >= len(draft):
        draft.append(rule)
    return None


def _move(by: int) -> Callable[[Draft, int, QueryDict, Table], int | None]:
    def move(draft: Draft, place: int, given: QueryDict, of: Table) -> int | None:
        if 0 <= place + by < len(draft) > place:
            draft[place], draft[place + by] = draft[place + by], draft[place]
        return None

    return move


def _switch(draft: Draft, place: int, given: QueryDict, of: Table) -> int | None:
    if rule := _at(draft, place):
        rule["enabled"] = not rule["enabled"]
    return None


def _drop(draft: Draft, place: int, given: QueryDict, of: Table) -> int | None:
    del draft[place : place + 1]
    return None


def _code(label: str, draft: Draft) -> str:
    """A code for a new rule: of its label where that is Latin, else counted; none that is taken."""
    taken = {rule["code"] for rule in draft}
    stem = CODE.sub("_", label.lower()).strip("_")[:30] or "rule"
    return next(code for n in range(len(taken) + 1) if (code := f"{stem}_{n}" if n else stem) not in taken)


RULE = {"code", "label", "condition", "outcome", "enabled"}
STEPS: dict[str, Callable[[Draft, int, QueryDict, Table], int | None]] = {
    "edit": _edit,
    "add": _edit,
    "take": _take,
    "up": _move(-1),
    "down": _move(1),
    "switch": _switch,
    "drop": _drop,
    "close": lambda draft, place, given, of: None,
}
