"""Decision tables: the first rule, or every rule, judged in one statement for all subjects."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.kernel import sample
from tests.kernel.sample import AT, VOCABULARY, Order
from yunhe.kernel.actor import person, system
from yunhe.kernel.conditions import VOCABULARIES
from yunhe.kernel.decisions import compare, define_rules, drafted, every, first, rules_of
from yunhe.kernel.models import DecisionTable, Event
from yunhe.kernel.outcome import RefusalError

RULES = [
    {"code": "gift", "label": "A gift", "condition": {"field": "total", "op": "=", "value": 0}, "outcome": {"go": 1}},
    {
        "code": "large",
        "label": "Large amount",
        "condition": {"field": "total", "op": ">", "value": 1000},
        "outcome": {"hold": "amount"},
    },
    {
        "code": "unmatched",
        "label": "Unmatched item",
        "condition": {"field": "lines.sku", "op": "=", "value": ""},
        "outcome": {"hold": "item"},
    },
    {"code": "off", "label": "Off", "condition": {}, "outcome": {}, "enabled": False},
]


@pytest.fixture
def orders(db_tx: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Three orders judged by the table sample.audit; their ids by number."""
    monkeypatch.setitem(VOCABULARIES, "sample_order", VOCABULARY)
    sample.tables()
    made = [
        sample.add("clean", total=Decimal(10), lines=[("A1", "1")]),
        sample.add("gift", lines=[("A1", "1"), ("B1", "1")]),
        sample.add("both", total=Decimal(5000), lines=[("", "1"), ("", "2")]),
    ]
    done = define_rules({"sample.audit": RULES}, kind="sample_order", by=system("test"), at=AT)
    assert done.done == ["sample.audit"]
    return {order.number: order.id for order in made}


def test_the_first_rule_that_holds_decides(orders: dict[str, int]) -> None:
    rules = rules_of("sample.audit", VOCABULARY)
    fired = first(rules, Order.objects.all(), at=AT)
    assert {number: fired[id] and fired[id].code for number, id in orders.items()} == {
        "clean": None,
        "gift": "gift",
        "both": "large",
    }
    assert fired[orders["both"]].stored() == {
        "table": "sample.audit",
        "version": 1,
        "code": "large",
        "label": "Large amount",
        "outcome": {"hold": "amount"},
    }


def test_every_rule_that_holds_speaks_in_order(orders: dict[str, int]) -> None:
    fired = every(rules_of("sample.audit", VOCABULARY), Order.objects.all(), at=AT)
    assert {number: [rule.code for rule in fired[id]] for number, id in orders.items()} == {
        "clean": [],
        "gift": ["gift"],
        "both": ["large", "unmatched"],
    }


def test_a_dry_run_says_for_each_what_would_change_and_writes_nothing(orders: dict[str, int]) -> None:
    before = rules_of("sample.audit", VOCABULARY)
    after = drafted("sample.audit", [RULES[1], {**RULES[0], "enabled": False}], VOCABULARY)
    found = compare(before, after, Order.objects.order_by("-pk")[:2], at=AT)
    told = {pk: ([rule.code for rule in old], [rule.code for rule in new]) for pk, (old, new) in found.items()}
    both, gift = orders["both"], orders["gift"]
    assert (list(told), told) == ([both, gift], {both: (["large", "unmatched"], ["large"]), gift: (["gift"], [])})
    assert [rule.code for rule in rules_of("sample.audit", VOCABULARY)] == ["gift", "large", "unmatched"]
    with pytest.raises(RefusalError, match="rule_twice"):
        drafted("sample.audit", [RULES[0], RULES[0]], VOCABULARY)


def test_a_table_without_rules_decides_nothing(orders: dict[str, int]) -> None:
    nobody = rules_of("sample.nobody", VOCABULARY)
    assert first(nobody, Order.objects.all(), at=AT) == dict.fromkeys(orders.values())
    assert every(nobody, Order.objects.all(), at=AT) == dict.fromkeys(orders.values(), ())
    assert compare(nobody, nobody, Order.objects.all(), at=AT) == dict.fromkeys(orders.values(), ((), ()))


def test_judging_is_one_statement(orders: dict[str, int]) -> None:
    rules = rules_of("sample.audit", VOCABULARY)
    for judge in (first, every, lambda *given, **when: compare(rules, *given, **when)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            judge(rules, Order.objects.all(), at=AT)
        assert len(queries) == 1


def test_a_wrong_rule_refuses_its_table_and_no_other(orders: dict[str, int]) -> None:
    wrong = [{**RULES[0], "condition": {"field": "totl", "op": "=", "value": 0}}]
    twice: list[dict[str, Any]] = [RULES[0], RULES[0]]
    changed = {"sample.audit": wrong, "sample.other": RULES[:1], "sample.twice": twice}
    outcome = define_rules(changed, kind="sample_order", by=system("test"), at=AT)
    assert outcome.done == ["sample.other"]
    assert str(outcome.refused["sample.audit"]) == (
        "The condition of rule gift is wrong: There is no field totl (at field)"
    )
    assert outcome.refused["sample.twice"].code == "rule_twice"
    assert [rule.code for rule in rules_of("sample.audit", VOCABULARY)] == ["gift", "large", "unmatched"]


def test_a_change_counts_the_version_up(orders: dict[str, int]) -> None:
    define_rules({"sample.audit": RULES[1:]}, kind="sample_order", by=system("test"), at=AT)
    rules = rules_of("sample.audit", VOCABULARY)
    assert [(rule.code, rule.version) for rule in rules] == [("large", 2), ("unmatched", 2)]
    assert DecisionTable.objects.get(name="sample.audit").version == 2


def test_a_change_leaves_an_event_and_who_saw_an_older_version_is_refused(orders: dict[str, int]) -> None:
    changed = [{**RULES[1], "label": "Dear"}, RULES[2]]
    given = {"kind": "sample_order", "by": system("test"), "at": AT, "versions": {"sample.audit": 1}}
    assert define_rules({"sample.audit": changed}, **given).done == ["sample.audit"]
    assert define_rules({"sample.audit": RULES}, **given).refused["sample.audit"].code == "changed_meanwhile"
    told = Event.objects.filter(kind="RulesChanged").latest("id")
    assert (told.subject_kind, told.subject_id) == ("rules", DecisionTable.objects.get(name="sample.audit").pk)
    assert (told.payload["version"], told.payload["order"]) == (2, ["large", "unmatched"])
    assert {code: rule["label"] for code, rule in told.payload["before"].items()} == {
        "gift": RULES[0]["label"],
        "large": "Large amount",
        "off": "Off",
    }
    assert {code: rule["label"] for code, rule in told.payload["after"].items()} == {"large": "Dear"}


def test_a_stranger_changes_no_rules(orders: dict[str, int]) -> None:
    with pytest.raises(RefusalError, match="forbidden"):
        define_rules({"sample.audit": []}, kind="sample_order", by=person("stranger", ["oms.see"]), at=AT)
    assert len(rules_of("sample.audit", VOCABULARY)) == 3
