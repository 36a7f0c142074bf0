"""Search: found by name, pinyin, initials, code and barcode, best first, and by the index."""

import pytest
from django.db import connection, models

from yunhe.kernel.search import best_ids, matches, search_key

NAMES = {
    "milk": ("蒙牛 纯牛奶 250ml", "ML-250", "6907992500010"),
    "sour": ("酸牛奶", "SN-1", "6901111111111"),
    "yak": ("牦牛肉干", "NR-9", "6902222222222"),
    "bread": ("Whole Wheat Bread", "BR-12", "6903333333333"),
    "long": ("重庆小面 大包装", "CQ-7", "6904444444444"),
}


class Thing(models.Model):
    name = models.CharField(max_length=20)
    search = models.TextField()

    class Meta:
        app_label = "sample"
        db_table = "sample_thing"


@pytest.fixture
def things(db_tx: None) -> None:
    with connection.schema_editor(atomic=False) as editor:
        editor.create_model(Thing)
    Thing.objects.bulk_create(Thing(name=name, search=search_key(*texts)) for name, texts in NAMES.items())
    connection.check_constraints()


def test_the_key_of_a_name() -> None:
    assert search_key("蒙牛 纯牛奶250ml", "A-01") == (" 蒙 牛 纯 牛 奶 250ml mengniu chunniunai mn cnn mncnn a-01 ")
    assert search_key("", "") == ""
    assert search_key("Ａbc ABC") == " abc "


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("牛奶", ["sour", "milk"]),
        ("牛", ["sour", "yak", "milk"]),
        ("奶牛", []),
        ("niunai", ["sour", "milk"]),
        ("cnn", ["milk"]),
        ("mncnn", ["milk"]),
        ("cq", ["long"]),
        ("chongqing", ["long"]),
        ("250", ["milk"]),
        ("250ML", ["milk"]),
        ("99250", ["milk"]),
        ("wheat bread", ["bread"]),
        ("bread wheat", ["bread"]),
        ("heat", ["bread"]),
        ("ea", []),
        ("纯牛奶250", ["milk"]),
        ("牛奶 sn", ["sour"]),
        ("％", []),
        ("_", []),
    ],
)
def test_what_is_typed_finds(things: None, typed: str, found: list[str]) -> None:
    assert best(typed) == found


def test_a_whole_word_comes_before_a_beginning_before_an_inside(things: None) -> None:
    Thing.objects.bulk_create(
        Thing(name=name, search=search_key(text))
        for name, text in [("in", "xbr-1"), ("begin", "br-12"), ("whole", "br-1")]
    )
    assert best("br-1") == ["whole", "begin", "bread", "in"]
    assert best_ids(Thing.objects.all(), "search", "br-1", limit=1) == [Thing.objects.get(name="whole").pk]


def best(typed: str) -> list[str]:
    return [Thing.objects.get(pk=id).name for id in best_ids(Thing.objects.all(), "search", typed)]


def test_nothing_typed_finds_everything(things: None) -> None:
    assert Thing.objects.filter(matches("search", "  ")).count() == 5


@pytest.mark.parametrize("typed", ["牛", "牛奶", "nr", "niu"])
def test_the_index_answers_even_one_character(things: None, typed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX ON sample_thing USING gin (search gin_trgm_ops)")
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Thing.objects.filter(matches("search", typed)).explain(analyze=True)
    assert "Bitmap Index Scan" in plan
    if typed == "牛":
        assert "Rows Removed by Index Recheck" not in plan
