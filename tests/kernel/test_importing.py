"""Files as people send them: encodings, headers, Excel's habits; and that no row is lost on the way."""

import csv
import io
import struct
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.kernel.sample import AT
from yunhe.kernel.actor import system
from yunhe.kernel.conditions import Type
from yunhe.kernel.importing import ImportColumn, Limits, Rows, error_file, read, record_run, template_file
from yunhe.kernel.models import ImportRun
from yunhe.kernel.outcome import Reason, RefusalError

COLUMNS = [
    ImportColumn("number", "Order number", Type.TEXT, required=True, synonyms=("订单号", "訂單編號"), max_length=20),
    ImportColumn("qty", "Quantity", Type.QUANTITY, synonyms=("数量", "數量"), decimals=3),
    ImportColumn("price", "Price", Type.MONEY, synonyms=("单价",), decimals=2),
    ImportColumn("day", "Date", Type.DATE, synonyms=("日期",)),
    ImportColumn("paid_at", "Paid at", Type.MOMENT, synonyms=("付款时间",)),
    ImportColumn("gift", "Gift", Type.FLAG, synonyms=("赠品",)),
    ImportColumn("state", "State", Type.CHOICE, choices={"new": "New", "held": "Held"}),
]


def load(content: bytes, limits: Limits | None = None) -> Rows:
    return read(io.BytesIO(content), "orders", COLUMNS, **({"limits": limits} if limits else {}))


def book(*rows: list[Any], merge: str = "") -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    if merge:
        workbook.active.merge_cells(merge)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_encoding(encoding: str, delimiter: str) -> None:
    lines = [["订单号", "数量", "备注"], ["A单1", "2", "急"], ["A单2", "1.5", ""]]
    rows = load("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    assert [(row.number, row.values["number"], row.values["qty"]) for row in rows.good] == [
        (2, "A单1", Decimal(2)),
        (3, "A单2", Decimal("1.5")),
    ]
    assert (rows.unknown, rows.bad, rows.blank) == (("备注",), [], 0)


def test_traditional_chinese_in_big5_is_told_by_its_header() -> None:
    rows = load("訂單編號,數量\r\n繁體,1\r\n".encode("big5"))
    assert [row.values["number"] for row in rows.good] == ["繁體"]


def test_an_excel_sheet_with_title_types_and_merged_cells() -> None:
    content = book(
        ["Orders of November"],
        ["Order number *", "Quantity", "price", "日期", "付款时间", "赠品", "State", None],
        ["A1", 3, 0.1 + 0.2, date(2026, 11, 21), datetime.fromisoformat("2026-11-21T14:05"), True, "Held"],
        [None, 2.5, "￥1,234.50", "2026年11月1日", "2026/11/1 9:30", "否", "new"],
        [],
        [6907992500010, "１２", 7, 46347, "2026-11-21T14:05:06+00:00", "√", None],
        merge="A3:A4",
    )
    rows = load(content)
    assert [row.number for row in rows.good] == [3, 4, 6]
    assert rows.blank == 1
    first, second, third = (row.values for row in rows.good)
    assert first == {
        "number": "A1",
        "qty": Decimal(3),
        "price": Decimal("0.3"),
        "day": date(2026, 11, 21),
        "paid_at": datetime(2026, 11, 21, 6, 5, tzinfo=UTC),
        "gift": True,
        "state": "held",
    }
    assert (second["number"], second["price"], second["day"], second["gift"], second["state"]) == (
        "A1",
        Decimal("1234.50"),
        date(2026, 11, 1),
        False,
        "new",
    )
    assert second["paid_at"] == datetime(2026, 11, 1, 1, 30, tzinfo=UTC)
    assert (third["number"], third["qty"], third["day"]) == ("6907992500010", Decimal(12), date(2026, 11, 21))
    assert third["paid_at"] == datetime(2026, 11, 21, 14, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"number": ""}, "number", "required"),
        ({"number": "1.2E+18"}, "number", "digits_lost"),
        ({"number": "x" * 21}, "number", "too_long"),
        ({"number": "a\x07"}, "number", "control_character"),
        ({"qty": "three"}, "qty", "not_a_number"),
        ({"qty": "NaN"}, "qty", "not_a_number"),
        ({"qty": "1.2345"}, "qty", "too_many_decimals"),
        ({"price": "9999999999999"}, "price", "too_large"),
        ({"day": "2026-02-30"}, "day", "not_a_date"),
        ({"day": "21/11/2026"}, "day", "not_a_date"),
        ({"paid_at": "2026-11-21 25:00"}, "paid_at", "not_a_date"),
        ({"gift": "maybe"}, "gift", "not_yes_or_no"),
        ({"state": "gone"}, "state", "not_a_choice"),
    ],
)
def test_a_wrong_cell_says_where_and_why_and_the_others_pass(cells: dict[str, Any], field: str, code: str) -> None:
    names = [column.name for column in COLUMNS]
    table = [{"number": "A1"}, {"number": "A2", "price": "1"} | cells, {"number": "A3"}]
    lines = [names, *([row.get(name) or "" for name in names] for row in table)]
    rows = load("\n".join(",".join(line) for line in lines).encode())
    assert [row.values["number"] for row in rows.good] == ["A1", "A3"]
    (problem,) = rows.bad[0].problems
    assert (rows.bad[0].number, problem.field, problem.reason.code) == (3, field, code)
    assert problem.label == field


def test_excel_shows_no_more_digits_than_it_has() -> None:
    rows = load(book(["Order number"], [1.2e18], [123456789012345], [12345.0]))
    assert [row.values["number"] for row in rows.good] == ["123456789012345", "12345"]
    assert rows.bad[0].problems[0].reason.code == "digits_lost"


def test_wrapped_texts_are_unwrapped() -> None:
    rows = load(b'number,qty\r\n="00123","=""4"""\r\n"=""0""""1""",1\r\n\'=A1,2\r\n\'A,3\r\n')
    assert [row.values["number"] for row in rows.good] == ["00123", '0"1', "=A1", "'A"]
    assert rows.good[0].values["qty"] == Decimal(4)


def test_a_shifted_row_is_bad_not_cut() -> None:
    rows = load(b"number,qty\nA1,1,234\nA2,1,\n")
    assert [row.problems[0].reason.code for row in rows.bad] == ["too_many_cells"]
    assert [row.number for row in rows.good] == [3]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"qty,price\n1,2\n", "missing_columns"),
        (b"", "missing_columns"),
        (b"PK\x03\x04 no archive", "not_readable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"\xff\xfe\x00", "not_readable"),
        (b"\x81\x20\x81\xff", "not_readable"),
        (b"number\n" + b'"' + b"x" * 200_000 + b'"\n', "not_readable"),
    ],
)
def test_a_file_that_is_none_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(RefusalError) as caught:
        load(content)
    assert caught.value.reason.code == code


def test_limits_are_held_before_anything_is_unpacked() -> None:
    small = Limits(file_bytes=100_000, unpacked=500_000, rows=3, columns=8, cells=200)
    for content, code in [
        (b"x" * 100_001, "too_large"),
        (b"number\n" + b"A\n" * 30, "too_many_rows"),
        (b"number" + b",x" * 9 + b"\n", "too_many_columns"),
        (book(["Order number"], *[["A"]] * 30), "too_many_rows"),
        (book(["Order number", *["x"] * 20]), "too_many_columns"),
        (_bomb(600_000), "too_large"),
        (_bomb(600_000, said=100), "not_readable"),
        (_far_cell(), "too_many_rows"),
    ]:
        with pytest.raises(RefusalError) as caught:
            load(content, small)
        assert caught.value.reason.code == code


def _bomb(size: int, said: int | None = None) -> bytes:
    """An archive whose entry inflates to `size` bytes but may say that it is smaller."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * size)
    content = out.getvalue()
    return content if said is None else content.replace(struct.pack("<I", size), struct.pack("<I", said))


def _far_cell() -> bytes:
    """A workbook of a few bytes whose one cell lies in the last corner of Excel's sheet."""
    source, out = zipfile.ZipFile(io.BytesIO(book(["Order number"]))), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in source.infolist():
            archive.writestr(entry, source.read(entry).replace(b'r="A1"', b'r="XFD1048576"'))
    return out.getvalue()


def test_a_run_keeps_the_bad_rows_and_gives_them_back(db_tx: None) -> None:
    rows = load("订单号,数量,备注\nA1,1,x\nA2,=1+1,y\nA3,3,z\n,4,\n".encode())
    rows.refuse({4: Reason("unmatched_item", "No item {code}", {"code": "Z9"})})
    run = record_run("orders", rows, by=system("test"), at=AT)
    stored = ImportRun.objects.get(pk=run.pk)
    assert (stored.noun, stored.rows, stored.taken, len(stored.errors)) == ("orders", 4, 1, 3)
    assert (stored.by, stored.at, len(stored.digest)) == ("system:test", AT, 64)
    out = io.BytesIO()
    error_file(stored, out)
    sheet = load_workbook(out)["1"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Reason", "订单号", "数量", "备注"],
        ["数量: This is not a number (=1+1)", "A2", "=1+1", "y"],
        ["No item Z9", "A3", "3", "z"],
        ["订单号: This field is required", None, "4", None],
    ]
    assert sheet["C2"].data_type == "s"
    assert sheet["C2"].fill.fgColor.rgb == "00FFD9D9"
    assert sheet["B2"].fill.fill_type is None
    again = io.BytesIO(out.getvalue())
    assert [row.problems[0].field for row in read(again, "again", COLUMNS).bad] == ["qty", "number"]


def test_a_reason_names_the_field_without_its_star(db_tx: None) -> None:
    """Fails when the header stands in the reason as the template wrote it."""
    rows = load("订单号 *,数量＊\nA1,many\n,3\n".encode())
    out = io.BytesIO()
    error_file(record_run("orders", rows, by=system("test"), at=AT), out)
    sheet = load_workbook(out)["1"]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == [
        "数量: This is not a number (many)",
        "订单号: This field is required",
    ]
    assert sheet["C2"].fill.fgColor.rgb == "00FFD9D9"


def test_a_template_is_read_back_with_every_column() -> None:
    out = io.BytesIO()
    template_file(COLUMNS, out)
    rows = load(out.getvalue())
    assert rows.header == ("Order number *", "Quantity", "Price", "Date", "Paid at", "Gift", "State")
    assert (rows.unknown, rows.count) == ((), 0)


@given(st.lists(st.lists(st.text("A1,.-=年\"' \n", max_size=4), max_size=5), max_size=8))
def test_every_row_is_good_bad_or_blank(table: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["number", "qty"], *table])
    rows = load(out.getvalue().encode())
    assert len(rows.good) + len(rows.bad) + rows.blank == len(table)
    assert rows.count == len(rows.good) + len(rows.bad)
