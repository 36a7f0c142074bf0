"""Files whose head is not ours: where it stands, what a layout reads, and by what the next one is known again."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.kernel.sample import AT
from yunhe.kernel.actor import person
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import Head, ImportColumn, Layout, keep_layout, layouts_of, look, read
from yunhe.kernel.importing.heads import keys_of
from yunhe.kernel.models import ImportLayout
from yunhe.kernel.outcome import RefusalError

COLUMNS = [
    ImportColumn("number", "Order number", Type.TEXT, required=True, synonyms=("订单号",)),
    ImportColumn("shop", "Shop", Type.TEXT, required=True),
    ImportColumn("qty", "Quantity", Type.QUANTITY, synonyms=("数量",), decimals=3),
]
ALICE, BOB = person("alice", []), person("bob", [])


def seen(content: bytes, row: int | None = None) -> Head:
    return look(io.BytesIO(content), COLUMNS, row=row)


def rows_of(content: bytes, layout: Layout) -> list[dict[str, Any]]:
    return [dict(row.values) for row in read(io.BytesIO(content), "a", COLUMNS, layout=layout).good]


def book(*rows: list[Any], merge: str = "") -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if merge:
        made.active.merge_cells(merge)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_head_without_one_known_word_is_found_by_its_words(encoding: str, delimiter: str) -> None:
    """Fails when the delimiter is chosen by known columns alone: then each line is one cell."""
    lines = [["导出"], ["交易编号", "件数", "店"], ["A1", "2", "T1"], ["A2", "3", "T1"]]
    head = seen("\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert (head.row, head.rows, head.guess) == (2, 2, {})
    assert [(column.text, column.samples) for column in head.columns] == [
        ("交易编号", ("A1", "A2")),
        ("件数", ("2", "3")),
        ("店", ("T1", "T1")),
    ]


def test_of_two_rows_of_a_head_the_lower_one_names_the_columns() -> None:
    content = book(["订单", None, "店"], ["交易编号", "件数", None], ["A1", 2, "T1"], merge="C1:C2")
    head = seen(content)
    assert (head.row, [column.text for column in head.columns]) == (2, ["交易编号", "件数", "店"])
    assert seen(content, row=1).columns[0].samples == ("交易编号", "A1")


def test_a_layout_reads_what_it_names_and_fills_what_the_file_leaves_empty() -> None:
    """Fails when the head is looked for by our words, or a fixed value overrides what a row says."""
    content = "标题\n交易编号,件数,店\nA1,2,\nA2,3,T9\n".encode("gbk")
    layout = Layout({"number": "交易编号", "qty": "件数", "shop": "店"}, {"shop": "T1"})
    assert [(row["number"], row["qty"], row["shop"]) for row in rows_of(content, layout)] == [
        ("A1", 2, "T1"),
        ("A2", 3, "T9"),
    ]
    with pytest.raises(RefusalError, match="missing_columns"):
        rows_of(content, Layout({"number": "交易编号"}))


def test_columns_are_known_by_name_wherever_they_stand() -> None:
    """Fails when a layout keeps places: the marketplace that moves a column would fill the wrong field."""
    layout = Layout({"number": "编号", "qty": "数*2", "shop": "*1"})
    assert rows_of("编号,数,数,\nA,1,2,T\n".encode(), layout) == rows_of("数,,数,编号\n1,T,2,A\n".encode(), layout)
    assert seen("编号,数,数,\nA,1,2,T\n".encode()).fingerprint == seen("数,,数,编号\n1,T,2,A\n".encode()).fingerprint
    assert keys_of(["Reason", "编号 *", "数", "数", ""]) == ["", "编号", "数", "数*2", "*1"]
    assert keys_of(["编号", "Reason"]) == ["编号", "reason"]


@given(st.lists(st.text(alphabet="ab*1#2 ", max_size=3), max_size=8))
def test_no_two_columns_have_one_key(header: list[str]) -> None:
    """Fails when a column that is called `a*2` takes the key of the second `a`."""
    keys = [key for key in keys_of(header) if key]
    assert len(keys) == len(set(keys))


def test_layouts_are_found_by_the_head_ones_own_first(db_tx: None) -> None:
    head, other = seen("交易编号,店\nA1,T1\n".encode()), seen("编号,店\nA1,T1\n".encode())
    layout = Layout({"number": "交易编号", "shop": "店"})
    keep_layout("orders", "hers", head, layout, by=ALICE, at=AT)
    keep_layout("orders", "his", head, layout, by=BOB, at=AT)
    keep_layout("orders", "other", other, layout, by=BOB, at=AT)  # names a column that is not there
    assert [one.name for one in layouts_of("orders", head, by=ALICE)] == ["hers", "his"]
    assert [one.name for one in layouts_of("orders", head, by=BOB)] == ["his", "hers"]
    assert layouts_of("orders", other, by=BOB) == []
    assert layouts_of("items", head, by=BOB) == []
    keep_layout("orders", " his ", other, Layout({"number": "编号"}), by=ALICE, at=AT)
    assert sorted(ImportLayout.objects.values_list("name", flat=True)) == ["hers", "his", "other"]
    assert [one.name for one in layouts_of("orders", head, by=BOB)] == ["hers"]
