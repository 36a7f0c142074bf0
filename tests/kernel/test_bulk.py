"""Many rows at once: texts as an array literal say what they said; who loses a race leaves nothing and looks again."""

from django.db import connection

from yunhe.kernel.bulk import copy_rows, texts, unless_raced
from yunhe.kernel.models import NumberBlock

ODD = ["a", 'b"c\\d', "{x,y}", "NULL", "", "中 文", "\n\t", "'; --", "\\"]


def test_texts_arrive_as_they_were(db_tx: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[], %s::text[]", [texts(ODD), texts([])])
        assert cursor.fetchone() == (ODD, [])


def test_who_loses_a_race_leaves_nothing_and_goes_on(db_tx: None) -> None:
    def write(*scopes: str) -> int:
        return copy_rows(NumberBlock, ("scope", "last"), [(scope, 1) for scope in scopes])

    assert unless_raced(lambda: write("A")) == 1
    assert unless_raced(lambda: write("B", "A")) is None
    assert unless_raced(lambda: write("B")) == 1
    assert sorted(NumberBlock.objects.values_list("scope", flat=True)) == ["A", "B"]
