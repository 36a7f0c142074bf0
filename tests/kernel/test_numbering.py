"""Numbers of documents: drawn in blocks, of a form that the company may choose, and never the same one twice."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.world import AT, BY
from yunhe.kernel.models import Event, Setting
from yunhe.kernel.numbering import DATES, Format, change_numbers, draw, next_numbers

DAY = date(2026, 11, 21)


def test_a_company_chooses_another_form_and_it_is_logged(db_tx: None) -> None:
    assert draw("SO", DAY, 2) == ["SO202611210001", "SO202611210002"]
    assert next_numbers(DAY)["SO"] == "SO202611210003"
    assert change_numbers({"SO": Format("DH", "YYMM", 6)}, by=BY, at=AT).done == ["SO"]
    assert next_numbers(DAY)["SO"] == "DH2611000001"
    assert draw("SO", DAY, 2) == ["DH2611000001", "DH2611000002"]
    assert draw("SO", date(2026, 11, 22), 1) == ["DH2611000003"]
    told = Event.objects.get(kind="NumbersChanged")
    assert told.payload == {"series": "SO", "before": "SO YYYYMMDD 4", "after": "DH YYMM 6"}
    assert change_numbers({"SO": Format("DH", "YYMM", 6)}, by=BY, at=AT).done == ["SO"]
    assert Event.objects.filter(kind="NumbersChanged").count() == 1
    assert change_numbers({"SO": Format("SO")}, by=BY, at=AT).done == ["SO"]
    assert draw("SO", DAY, 1) == ["SO202611210003"]


def test_a_form_that_could_give_a_number_twice_is_refused(db_tx: None) -> None:
    draw("SO", DAY, 1)
    for series, form, code in [
        ("SO", Format("SO", "YYYYMM"), "prefix_taken"),  # 2026-11 and number 210001 would meet the 21st and 0001
        ("SO", Format("PO"), "prefix_taken"),
        ("PO", Format("SO"), "prefix_taken"),
        ("SO", Format("S1"), "wrong_prefix"),
        ("SO", Format("SO", "DDMM"), "wrong_date"),
        ("SO", Format("SO", width=2), "wrong_width"),
        ("XX", Format("XX"), "unknown_series"),
    ]:
        assert change_numbers({series: form}, by=BY, at=AT).refused[series].code == code, form
    assert change_numbers({"SO": Format("X"), "PO": Format("X")}, by=BY, at=AT).refused["PO"].code == "prefix_taken"
    assert Setting.objects.values_list("name", flat=True).get() == "numbers.SO"
    assert change_numbers({"SO": Format("X", width=6)}, by=BY, at=AT).refused == {}
    assert draw("SO", DAY, 1) == ["X20261121000001"]


forms = st.builds(Format, st.sampled_from("AB"), st.sampled_from(sorted(DATES)), st.integers(3, 9))
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@given(st.sampled_from(sorted(DATES)), st.integers(3, 9), st.integers(3, 9), days, days, st.data())
def test_one_form_of_date_never_gives_a_number_twice(
    form: str, wide: int, narrow: int, one: date, two: date, data: st.DataObject
) -> None:
    """Whatever the widths were when: two draws meet only as the same number of the same scope."""
    n, m = data.draw(st.integers(1, 10**6)), data.draw(st.integers(1, 10**6))
    a, b = Format("A", form, wide), Format("A", form, narrow)
    if (a.scope(one), n) != (b.scope(two), m):
        assert a.number(one, n) != b.number(two, m)
