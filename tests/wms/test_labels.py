"""Labels of bins, items and cartons: what may be printed, and that a scanner reads what the printer makes of it."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import world as worlds
from tests.tms.printed import codes, dots, pages
from tests.world import AT, BY, World
from yunhe.catalog.gs1 import read, write
from yunhe.catalog.models import Barcode
from yunhe.stock import commands as stock
from yunhe.stock.models import Bin
from yunhe.wms.commands import print_bin_labels, print_carton_labels, print_item_labels
from yunhe.wms.label_sheet import WIDTH_DOTS, LabelSheets, ShelfLabel
from yunhe.wms.labels import bin_labels, carton_labels, item_labels

ROLL, A4 = (480, 320), (1679, 2375)  # dots


@pytest.fixture
def world(db_tx: None) -> World:
    return worlds.build()


def printed(*labels: ShelfLabel, paper: str = "roll") -> list[str]:
    sheets = LabelSheets(paper)
    sheets.add(labels)
    return pages(sheets.pdf())


def test_a_bins_label_says_its_code_and_warehouse(world: World) -> None:
    (id,) = stock.add_bins([(world.east, "A-03-12-2")], by=BY, at=AT).made.values()
    [label] = bin_labels([id])[id]
    assert (label.title, label.below) == ("A-03-12-2", "华东仓")
    [page] = printed(label)
    assert codes(page, ROLL) == [("Code128", "A-03-12-2")]


def test_twenty_two_bins_fill_a_sheet_and_begin_another(world: World) -> None:
    rows = [(world.east, f"B-{n:02}") for n in range(1, 23)]
    ids = list(stock.add_bins(rows, by=BY, at=AT).made.values())
    labels = bin_labels(ids)
    first, second = printed(*(label for id in ids for label in labels[id]), paper="a4")
    assert codes(first, A4) == [("Code128", code) for _, code in rows[:21]]
    assert codes(second, A4) == [("Code128", "B-22")]


def test_labels_that_come_in_parts_go_on_where_the_last_part_ended(world: World) -> None:
    sheets, label = LabelSheets("a4"), ShelfLabel("A-1", "A-1", "East")
    for _ in range(3):
        sheets.add([label] * 9)
    assert [len(codes(page, A4)) for page in pages(sheets.pdf())] == [21, 6]


def test_an_items_label_has_the_barcode_of_a_piece(world: World) -> None:
    tea, milk = world.items["TEA"], world.items["MILK"]
    labels = item_labels([tea.id, milk.id])
    assert [label.about for [label] in labels.values()] == ["龙井茶", "鲜牛奶"]
    assert [codes(page, ROLL) for page in printed(*labels[tea.id], *labels[milk.id])] == [
        [("Code128", "6901234567892")],
        [("Code128", "MILK")],
    ]


def test_a_cartons_label_is_gs1_128(world: World) -> None:
    """Its own GTIN; where it has none, the GTIN of the piece and how many there are."""
    tea, unit = world.items["TEA"], world.units["box"]
    Barcode.objects.create(code="TEA-PALLET", item=tea, unit=unit, factor=480)
    labels = carton_labels([tea.id])[tea.id]
    assert [label.aside for label in labels] == ["箱 × 12 件", "箱 × 480 件"]
    found = [codes(page, ROLL) for page in printed(*labels)]
    assert found == [[("Code128", "(01)16901234567899")], [("Code128", "(02)06901234567892(37)480")]]
    assert [label.code for label in labels] == [write(read(text) or {}) for [(_, text)] in found]


def test_what_bars_cannot_say_is_refused(world: World) -> None:
    tea, milk = world.items["TEA"].id, world.items["MILK"].id
    bins = [
        Bin.objects.create(warehouse_id=world.east, code=code).id
        for code in ("A-01", "甲-01", "X" * 40, "A" * 17, "A" * 18)
    ]
    outcome = print_bin_labels([*bins, 10**9], by=BY, at=AT)
    assert (outcome.done, list(outcome.refused)) == ([bins[0]], [*bins[1:], 10**9])
    assert {reason.code for reason in outcome.refused.values()} == {"too_long", "not_found"}
    assert outcome.refused[bins[1]].figures == {"code": "甲-01"}
    assert print_item_labels([tea, milk], by=BY, at=AT).done == [tea, milk]
    cartons = print_carton_labels([tea, milk], by=BY, at=AT)
    assert (cartons.done, cartons.refused[milk].code) == ([tea], "no_carton")


@settings(max_examples=30, deadline=None)
@given(st.text(string.ascii_letters + string.digits + "-./ ", min_size=1, max_size=24).map(str.strip).filter(bool))
def test_a_label_that_fits_is_read_as_it_was_written(code: str) -> None:
    label = ShelfLabel(code, code, "East")
    [page] = printed(label)
    assert codes(page, ROLL) == ([("Code128", code)] if label.fits else [])
    columns = (dots(page, ROLL) == 0).any(axis=0).nonzero()[0]
    assert not label.fits or (columns[0] >= 20 and columns[-1] < WIDTH_DOTS - 20)
