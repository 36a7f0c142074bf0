"""Tabs in short."""

from yunhe.kernel.listing import every, one_of, overdue, tab_each

WORDS = {"open": "Open", "done": "Done"}


def test_one_value_is_asked_by_equality_many_by_membership() -> None:
    assert one_of("state", "open") == {"field": "state", "op": "=", "value": "open"}
    assert one_of("state", "open", "done") == {"field": "state", "op": "in", "value": ["open", "done"]}


def test_conditions_join() -> None:
    assert every(one_of("held", True), overdue("due_on")) == {
        "all": [
            {"field": "held", "op": "=", "value": True},
            {"field": "due_on", "op": "older_than_days", "value": 0},
        ]
    }


def test_a_tab_for_each_value_or_for_some() -> None:
    assert [(tab.name, tab.label) for tab in tab_each("state", WORDS)] == [("open", "Open"), ("done", "Done")]
    assert [tab.condition for tab in tab_each("state", WORDS, only=["done"])] == [one_of("state", "done")]
