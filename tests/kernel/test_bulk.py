"""Many rows at once: texts as an array literal say what they said; who loses a race leaves nothing and looks again."""

import pytest
from django.db import IntegrityError, connection

from yunhe.kernel.bulk import after_races, copy_rows, texts
from yunhe.kernel.models import NumberBlock

ODD = ["a", 'b"c\\d', "{x,y}", "NULL", "", "中 文", "\n\t", "'; --", "\\"]


def test_texts_arrive_as_they_were(db_tx: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[], %s::text[]", [texts(ODD), texts([])])
        assert cursor.fetchone() == (ODD, [])


def test_what_is_taken_for_good_leaves_nothing_and_is_an_error(db_tx: None) -> None:
    """Fails without the savepoint in after_races; without its bound it tries until the test's time is over."""

    def write(*scopes: str) -> int:
        return copy_rows(NumberBlock, ("scope", "last"), [(scope, 1) for scope in scopes])

    assert after_races(lambda: write("A")) == 1
    with pytest.raises(IntegrityError, match=r"\(scope\)=\(A\) already exists"):
        after_races(lambda: write("B", "A"))
    assert after_races(lambda: write("B")) == 1
    assert sorted(NumberBlock.objects.values_list("scope", flat=True)) == ["A", "B"]
