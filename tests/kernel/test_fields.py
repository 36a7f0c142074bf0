"""Custom fields: one definition, checked values, and the same field wherever fields are spoken of."""

import io
from decimal import Decimal

import pytest
from django.utils.translation import override

from yunhe.kernel.actor import person
from yunhe.kernel.conditions import Type
from yunhe.kernel.fields import check, define_fields, definitions, form_fields, import_columns, label_of, terms
from yunhe.kernel.importing import read
from yunhe.kernel.models import FieldDef
from yunhe.kernel.outcome import RefusalError

BOSS = person("boss", ["kernel.define_fields"])


def fields() -> list[FieldDef]:
    return [
        FieldDef(
            code="colour", label={"en": "Colour", "zh-hans": "颜色"}, type="choice", choices=["red", "blue"], place=2
        ),
        FieldDef(code="weight", label={"en": "Weight", "zh-hans": "重量"}, type="number", required=True, place=1),
        FieldDef(code="best_before", label={"en": "Best before"}, type="date", place=3),
        FieldDef(code="fragile", label={"zh-hans": "易碎"}, type="flag", place=4),
        FieldDef(code="remark", label={"en": "Remark"}, type="text", place=5),
    ]


def test_values_are_checked_and_stored_exactly() -> None:
    stored, wrong = check(
        fields(), {"weight": "1,200.50", "colour": "red", "best_before": "2026/1/2", "fragile": "是", "remark": " "}
    )
    assert stored == {"weight": "1200.5", "colour": "red", "best_before": "2026-01-02", "fragile": True}
    assert wrong == {}


def test_each_wrong_value_says_why() -> None:
    stored, wrong = check(
        fields(), {"colour": "green", "best_before": "soon", "fragile": "perhaps", "size": 3, "remark": "ok"}
    )
    assert stored == {"remark": "ok"}
    assert {code: reason.code for code, reason in wrong.items()} == {
        "weight": "required",
        "colour": "not_a_choice",
        "best_before": "not_a_date",
        "fragile": "not_yes_or_no",
        "size": "unknown_field",
    }


def test_a_definition_is_field_column_and_input_at_once(db_tx: None) -> None:
    assert define_fields("order", fields(), by=BOSS).refused == {}
    defs = definitions("order")
    assert [term.name for term in terms(defs)] == [
        "custom.weight",
        "custom.colour",
        "custom.best_before",
        "custom.fragile",
        "custom.remark",
    ]
    assert [field.type for field in form_fields(defs)] == [Type.NUMBER, Type.CHOICE, Type.DATE, Type.FLAG, Type.TEXT]
    assert form_fields(defs)[1].choices == ("red", "blue")
    (row,) = read(io.BytesIO("重量,Colour\n1.5,blue\n".encode()), "f.csv", import_columns(defs)).good
    assert (row.values["custom.weight"], row.values["custom.colour"]) == (Decimal("1.5"), "blue")


def test_labels_are_said_in_the_readers_language() -> None:
    colour, *_, fragile, _ = fields()
    with override("zh-hans"):
        assert label_of(colour) == "颜色"
    with override("zh-hant"):
        assert label_of(colour) == "Colour"
        assert label_of(fragile) == "易碎"


def test_a_field_changes_all_but_its_type(db_tx: None) -> None:
    define_fields("order", fields(), by=BOSS)
    changed = [
        FieldDef(code="colour", label={"en": "Shade"}, type="choice", choices=["red", "green"]),
        FieldDef(code="weight", label={"en": "Weight"}, type="text"),
        FieldDef(code="Größe", label={}, type="text"),
        FieldDef(code="kind", label={}, type="choice"),
    ]
    outcome = define_fields("order", changed, by=BOSS)
    assert outcome.done == ["colour"]
    assert {code: reason.code for code, reason in outcome.refused.items()} == {
        "weight": "type_is_fixed",
        "Größe": "wrong_code",
        "kind": "choices_needed",
    }
    by_code = {one.code: one for one in definitions("order")}
    assert by_code["colour"].choices == ["red", "green"]
    assert by_code["weight"].type == "number"
    assert len(by_code) == 5


def test_a_stranger_defines_nothing(db_tx: None) -> None:
    with pytest.raises(RefusalError, match="forbidden"):
        define_fields("order", fields(), by=person("stranger", []))
    assert definitions("order") == []
