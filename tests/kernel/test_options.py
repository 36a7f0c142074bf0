"""Settings: typed, bounded, kept with who and when, and read fresh."""

from decimal import Decimal
from typing import Any

import pytest

from tests.kernel.sample import AT
from yunhe.kernel.actor import person
from yunhe.kernel.models import Event, Setting
from yunhe.kernel.options import OPTIONS, Option, change, chosen, declare, get
from yunhe.kernel.outcome import RefusalError

DAYS = Option("sample.days", 7, "Days an order may wait", "Older ones open a case", least=1, most=30)
RATE = Option("sample.rate", Decimal("0.13"), "Rate of tax", "Used for new items", least=Decimal(0))
PRINT = Option(
    "sample.label_at", "pack", "When labels are printed", "…", choices={"pack": "Pack", "release": "Release"}
)
MERGE = Option("sample.merge", True, "Merge orders", "One parcel for one buyer")
KEY = Option("sample.key", "", "Key of the mail server", "Mail is sent with it", secret=True)
BOSS = person("boss", ["kernel.change_settings"])


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in (DAYS, RATE, PRINT, MERGE, KEY):
        monkeypatch.setitem(OPTIONS, option.name, option)


def test_a_default_holds_until_a_value_is_chosen(db_tx: None) -> None:
    assert chosen(DAYS, RATE, PRINT, MERGE) == {
        "sample.days": 7,
        "sample.rate": Decimal("0.13"),
        "sample.label_at": "pack",
        "sample.merge": True,
    }
    outcome = change(
        {"sample.days": "10", "sample.rate": "0.090", "sample.label_at": "release", "sample.merge": "off"},
        by=BOSS,
        at=AT,
    )
    assert outcome.done == ["sample.days", "sample.rate", "sample.label_at", "sample.merge"]
    assert (get(DAYS), get(RATE), get(PRINT), get(MERGE)) == (10, Decimal("0.090"), "release", False)
    stored = Setting.objects.get(pk="sample.rate")
    assert (stored.value, stored.changed_by, stored.changed_at) == ("0.090", "boss", AT)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("sample.days", 0, "wrong_value"),
        ("sample.days", 31, "wrong_value"),
        ("sample.days", "many", "wrong_value"),
        ("sample.days", True, "wrong_value"),
        ("sample.rate", "-0.1", "wrong_value"),
        ("sample.rate", "NaN", "wrong_value"),
        ("sample.label_at", "never", "wrong_value"),
        ("sample.merge", "perhaps", "wrong_value"),
        ("sample.none", 1, "unknown_setting"),
    ],
)
def test_a_wrong_value_is_refused_and_changes_nothing(db_tx: None, name: str, value: Any, code: str) -> None:
    outcome = change({name: value, "sample.merge" if name != "sample.merge" else "sample.days": "1"}, by=BOSS, at=AT)
    assert outcome.refused[name].code == code
    assert len(outcome.done) == 1
    assert not Setting.objects.filter(pk=name).exists()


def test_the_same_value_again_keeps_who_chose_it_first(db_tx: None) -> None:
    change({"sample.days": 9}, by=BOSS, at=AT)
    change({"sample.days": "9"}, by=person("other", ["kernel.*"]), at=AT)
    assert Setting.objects.get(pk="sample.days").changed_by == "boss"


def test_a_change_says_what_it_was_and_is_and_nothing_of_a_secret(db_tx: None) -> None:
    """Fails when the event of a secret setting carries its value, or when a refused or an equal one leaves a word."""
    change({"sample.days": "10", "sample.key": "s3cret", "sample.merge": True, "sample.rate": "NaN"}, by=BOSS, at=AT)
    change({"sample.days": 12}, by=BOSS, at=AT)
    change({"sample.days": "12", "sample.key": "s3cret", "sample.none": 1}, by=BOSS, at=AT)
    told = Event.objects.filter(kind="SettingsChanged").order_by("id")
    assert [(event.subject_kind, event.by, event.payload["changed"]) for event in told] == [
        ("company", "boss", ["sample.days: 7 → 10", "sample.key"]),
        ("company", "boss", ["sample.days: 10 → 12"]),
    ]
    assert get(KEY) == "s3cret"
    assert not Setting.objects.filter(pk="sample.merge").exists()  # what holds anyway is no choice


def test_only_who_may_changes_settings(db_tx: None) -> None:
    with pytest.raises(RefusalError, match="forbidden"):
        change({"sample.days": 9}, by=person("clerk", ["oms.*"]), at=AT)
    assert get(DAYS) == 7


def test_a_wrong_declaration_fails_at_import() -> None:
    with pytest.raises(ValueError, match="two settings"):
        declare(DAYS)
    with pytest.raises(ValueError, match=r"40"):
        declare(Option("sample.new", 40, "", "", most=30))
    assert "sample.new" not in OPTIONS
