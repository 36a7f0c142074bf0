"""Labels: what may be printed, and that a scanner reads what the printer makes of it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tms.depot import ALICE, AT, Depot, again, events, labelled, parcels, payload
from tests.tms.printed import codes, dots, pages, rectangles
from yunhe.kernel.paper import module_dots
from yunhe.stock.models import Outbound, Parcel
from yunhe.tms.commands import print_labels
from yunhe.tms.label_sheet import WIDTH_DOTS, Label, draw_labels
from yunhe.tms.queries.labels import label_pdf, labels

LABEL = Label(
    carrier="迅达速递",
    service="standard",
    waybill="SF1234567890123",
    parcel="PK202611210001",
    outbound="OB202611210001",
    n=1,
    count=2,
    province="广东省",
    city="深圳市",
    district="南山区",
    detail="科技园路8号3栋502室",
    recipient="王小明",
    phone="13812345678",
    sender="上海仓",
    sender_address="浦东新区川沙路1号",
    cod_amount=Decimal("158.00"),
)


def test_a_printed_label_scans() -> None:
    [page] = pages(draw_labels([LABEL]))
    assert codes(page) == [("Code128", "SF1234567890123"), ("Code128", "PK202611210001")]


def test_every_bar_is_a_whole_number_of_dots_on_the_grid() -> None:
    [page] = pages(draw_labels([LABEL]))
    bars = rectangles(page)
    assert len(bars) == 77
    for x, _, width, _ in bars:
        assert abs(x - round(x)) < 0.001
        assert abs(width - round(width)) < 0.001
        assert round(width) % module_dots(LABEL.waybill, WIDTH_DOTS) == 0


def test_ten_modules_beside_a_code_stay_white() -> None:
    [page] = pages(draw_labels([LABEL]))
    columns = dots(page)[280, :]  # a line through the waybill's bars
    black = [x for x in range(800) if columns[x] == 0]
    quiet = 10 * module_dots(LABEL.waybill, WIDTH_DOTS)
    assert black[0] >= quiet
    assert 799 - black[-1] >= quiet


@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-", min_size=4, max_size=24))
@settings(max_examples=40, deadline=None)
def test_any_waybill_that_fits_scans(waybill: str) -> None:
    [page] = pages(draw_labels([replace(LABEL, waybill=waybill)]))
    assert ("Code128", waybill) in codes(page)  # zxing also makes "(PU\"\"Y" of the bars of 2PUFCY


@pytest.mark.parametrize(
    ("code", "dots"), [("12345678", 4), ("1" * 40, 2), ("A" * 19, 3), ("A" * 20, 2), ("A" * 31, 2), ("A" * 32, 0)]
)
def test_bars_are_as_wide_as_the_paper_allows(code: str, dots: int) -> None:
    assert module_dots(code, WIDTH_DOTS) == dots


def test_printing_is_noted_and_the_pages_come_in_the_order_asked(depot: Depot) -> None:
    one, two = labelled(depot, 2)
    assert print_labels([two.id, one.id], by=ALICE, at=AT).done == [two.id, one.id]
    assert [p.label_printed_at for p in again([one.id, two.id])] == [AT, AT]
    read = [codes(page) for page in pages(label_pdf([two.id, one.id]))]
    assert [page[0][1] for page in read] == ["SW000002", "SW000001"]
    assert [page[1][1] for page in read] == [two.number, one.number]


def test_what_stands_on_a_label(depot: Depot) -> None:
    one, two = labelled(depot, 2, outbounds=1, cod_amount=Decimal("158.00"))
    print_labels([two.id], by=ALICE, at=AT)
    [label] = labels([one.id, two.id])  # the first was not printed
    assert label == Label(
        carrier="迅达速递",
        service="",  # `road` was cheaper with the cash to collect, but a number of another carrier was typed
        waybill="SW000002",
        parcel=two.number,
        outbound=two.outbound.number,
        n=2,
        count=2,
        province="广东省",
        city="深圳市",
        district="南山区",
        detail="科技园路8号3栋502室",
        recipient="王小明",
        phone="13812345678",
        sender="上海仓",
        sender_address="浦东新区川沙路1号",
        cod_amount=Decimal("158.00"),
    )


def test_a_second_print_is_told_apart(depot: Depot) -> None:
    [parcel] = labelled(depot)
    print_labels([parcel.id], by=ALICE, at=AT)
    assert payload(parcel.id, "LabelPrinted")["again"] is False
    print_labels([parcel.id], by=ALICE, at=AT)
    assert payload(parcel.id, "LabelPrinted")["again"] is True
    assert events(parcel.id)[-1] == ("LabelPrinted", None)


def test_no_label_from_the_commit_of_a_recall_on(depot: Depot) -> None:
    fine, recalled, cancelled, long, unlabelled = [*labelled(depot, 4), *parcels(depot)]
    print_labels([recalled.id], by=ALICE, at=AT)
    Outbound.objects.filter(id=recalled.outbound_id).update(recall_requested=True)
    Outbound.objects.filter(id=cancelled.outbound_id).update(state="cancelled")
    Parcel.objects.filter(id=long.id).update(waybill="A" * 40)
    ids = [fine.id, recalled.id, cancelled.id, long.id, unlabelled.id, 999_999]
    outcome = print_labels(ids, by=ALICE, at=AT)
    assert outcome.done == [fine.id]
    assert {id: reason.code for id, reason in outcome.refused.items()} == {
        recalled.id: "recall_requested",
        cancelled.id: "not_released",
        long.id: "too_long",
        unlabelled.id: "wrong_state",
        999_999: "not_found",
    }
    assert [label.waybill for label in labels(ids)] == [fine.waybill]
