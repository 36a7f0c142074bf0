"""Exports follow the filter and the columns, and no text in them is ever a formula."""

import csv
import io
from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests.kernel import sample
from tests.kernel.sample import AT, BOSS, CLERK, ORDERS, Order
from yunhe.kernel.actor import person
from yunhe.kernel.listing import State, delete_views, export, save_views, views_of, write_csv, write_xlsx
from yunhe.kernel.listing.declare import LISTINGS
from yunhe.kernel.models import User
from yunhe.kernel.outcome import RefusalError


@pytest.fixture
def orders(db_tx: None) -> None:
    sample.tables()
    buyers = [sample.Buyer.objects.create(name=name) for name in ('=cmd|"/c calc"!A1', "+86", "李, 记\x02")]
    sample.add("A1", total=Decimal("-12.50"), buyer=buyers[0], placed_at=AT)
    sample.add("A2", total=Decimal("1234567890123456.78"), paid=Decimal(0), buyer=buyers[1])
    sample.add("@B", total=Decimal(7), buyer=buyers[2], state="held")


COLUMNS = ("number", "buyer", "total", "placed_at", "state")


def test_excel_has_numbers_dates_and_harmless_texts(orders: None) -> None:
    out = io.BytesIO()
    assert write_xlsx(ORDERS, State(columns=COLUMNS, sort=("number",)), out, actor=BOSS, at=AT) == 3
    sheet = load_workbook(out)["1"]
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == ["Number", "Buyer", "Total", "Placed at", "State"]
    assert [cell.value for cell in rows[2]] == [
        "A1",
        '=cmd|"/c calc"!A1',
        -12.5,
        datetime.fromisoformat("2026-11-21T14:00"),
        "New",
    ]
    assert {cell.data_type for row in rows for cell in row[:2]} == {"s"}
    assert rows[3][2].value == "1,234,567,890,123,456.78"  # Excel would lose its last digits
    assert rows[1][1].value == "李, 记"


def test_csv_begins_with_its_mark_and_disarms_formulas(orders: None) -> None:
    content = b"".join(write_csv(ORDERS, State(columns=COLUMNS, sort=("number",)), actor=BOSS, at=AT))
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))) == [
        ["Number", "Buyer", "Total", "Placed at", "State"],
        ["'@B", "李, 记\x02", "7.00", "", "Held"],
        ["A1", '\'=cmd|"/c calc"!A1', "-12.50", "2026-11-21 14:00", "New"],
        ["A2", "'+86", "1234567890123456.78", "", "New"],
    ]


def test_an_export_follows_the_filter_and_the_rights(orders: None) -> None:
    state = State.parse("tab=new&f.total.lt=0")
    content = b"".join(write_csv(ORDERS, state, actor=CLERK, at=AT)).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content))) == [
        ["Number", "State", "Buyer", "Total", "Placed at"],
        ["A1", "New", '\'=cmd|"/c calc"!A1', "-12.50", "2026-11-21 14:00"],
    ]
    with pytest.raises(RefusalError, match="unknown_column"):
        write_csv(ORDERS, State(columns=("paid",)), actor=CLERK, at=AT)


def test_a_file_has_a_limit(orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MAX_ROWS", 2)
    with pytest.raises(RefusalError, match="too_many"):
        write_csv(ORDERS, State(), actor=BOSS, at=AT)
    with pytest.raises(RefusalError, match="too_many"):
        write_xlsx(ORDERS, State(), io.BytesIO(), actor=BOSS, at=AT)


def test_more_than_one_chunk_is_written_whole(orders: None, monkeypatch: pytest.MonkeyPatch) -> None:
    Order.objects.bulk_create(Order(number=f"N{n}") for n in range(4500))
    rows = b"".join(write_csv(ORDERS, State(columns=("number",)), actor=BOSS, at=AT)).decode("utf-8-sig").split()
    assert len(rows) == len(set(rows)) == 4504


def test_a_view_is_ones_own_or_shared(db_tx: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LISTINGS, ORDERS.name, ORDERS)
    alice, bob = (
        person(name, ["kernel.*"], user_id=User.objects.create(username=name).id) for name in ("alice", "bob")
    )
    save_views("sample_orders", {"Mine": State(tab="new")}, by=alice)
    save_views("sample_orders", {"Ours": State(search="x")}, by=alice, shared=True)
    save_views("sample_orders", {"Mine": State(tab="old")}, by=alice)
    assert [(view.name, state) for view, state in views_of(ORDERS, alice)] == [
        ("Mine", State(tab="old")),
        ("Ours", State(search="x")),
    ]
    ((ours, _),) = views_of(ORDERS, bob)
    assert ours.name == "Ours"
    assert delete_views([ours.id], by=bob).refused[ours.id].code == "not_yours"
    assert delete_views([ours.id], by=alice).done == [ours.id]
    assert views_of(ORDERS, bob) == []
