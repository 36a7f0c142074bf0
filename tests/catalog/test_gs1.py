"""GS1 element strings: exact labels, what is wrong with others, and that what is written is read back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.catalog.labels import labels, nearly
from yunhe.catalog.gs1 import GS, Goods, check_digit, day, goods, gtin14, printed, read, spellings, write
from yunhe.kernel.outcome import RefusalError

CARTON = {"02": "06901234567892", "15": "270630", "37": "12", "10": "L-7/A"}


@pytest.mark.parametrize(
    "text",
    [
        f"]C10206901234567892152706303712{GS}10L-7/A",
        f"]d20206901234567892152706303712{GS}10L-7/A",
        f"]Q3{GS}0206901234567892152706303712{GS}{GS}10L-7/A{GS}",
        f"0206901234567892152706303712{GS}10L-7/A",
        "(02)06901234567892(15)270630(37)12(10)L-7/A",
        "]C1(02)06901234567892(15)270630(37)12(10)L-7/A",
    ],
)
def test_a_carton_is_read_however_it_is_sent(text: str) -> None:
    assert read(text) == CARTON
    assert goods(read(text) or {}, 2026) == Goods("06901234567892", "L-7/A", "", "", None, date(2027, 6, 30), 12)


def test_what_labels_say_of_goods() -> None:
    pallet = read("]C100006141411234567890")
    assert pallet == {"00": "006141411234567890"}
    assert goods(pallet, 2026).sscc == "006141411234567890"
    weighed = read("(01)96901234567895(3103)001250(11)261101(17)261201(15)261125(21)S1") or {}
    assert goods(weighed, 2026) == Goods(
        "96901234567895", "", "S1", "", date(2026, 11, 1), date(2026, 12, 1), None, Decimal("1.250")
    )
    assert goods({"30": "5"}, 2026).count == 5
    assert (write(CARTON), printed(CARTON)) == (
        f"0206901234567892152706303712{GS}10L-7/A",
        "(02)06901234567892(15)270630(37)12(10)L-7/A",
    )


@pytest.mark.parametrize(
    ("text", "code", "ai"),
    [
        ("]C10106901234567893", "gs1_check", "01"),
        ("(01)06901234567892(17)260231", "gs1_date", "17"),
        ("(01)06901234567892(17)261301", "gs1_date", "17"),
        ("(01)0690123456789", "gs1_length", "01"),
        ("(10)" + "L" * 21, "gs1_length", "10"),
        ("(37)1A", "gs1_digits", "37"),
        ("]C1310A001250", "gs1_unknown", "310A"),
        ("]d210L 7", "gs1_text", "10"),
        ("]C18004123", "gs1_unknown", "80"),
        ("(10)A(10)B", "gs1_twice", "10"),
        ("]C1", "gs1_unread", ""),
        (f"{GS}{GS}", "gs1_unread", ""),
    ],
)
def test_a_wrong_label_is_refused_by_the_element_that_is_wrong(text: str, code: str, ai: str) -> None:
    with pytest.raises(RefusalError) as caught:
        read(text)
    assert (caught.value.reason.code, caught.value.reason.figures["ai"]) == (code, ai)
    assert not ai or f"({ai}" in str(caught.value.reason)


@pytest.mark.parametrize(
    "text", ["6901234567892", "A-03-12", "01", "0106901234567893", "02L7", "(A)", "SM7000000001", ""]
)
def test_another_code_is_no_label(text: str) -> None:
    """Also a string without prefix that begins like one and is not right as a whole."""
    assert read(text) is None


def test_a_gun_that_sends_no_prefix_is_understood() -> None:
    assert read("010690123456789217270630" + "10M7") == {"01": "06901234567892", "17": "270630", "10": "M7"}


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("270630", 2026, date(2027, 6, 30)),
        ("270600", 2026, date(2027, 6, 30)),  # no day: the month's last
        ("280200", 2026, date(2028, 2, 29)),
        ("760101", 2026, date(2076, 1, 1)),  # 50 years on
        ("770101", 2026, date(1977, 1, 1)),  # 49 years back
        ("010101", 2051, date(2101, 1, 1)),
        ("020101", 2051, date(2002, 1, 1)),
    ],
)
def test_the_century_of_a_day(text: str, year: int, expected: date) -> None:
    assert day(text, year) == expected


def test_check_digits_and_spellings_of_a_gtin() -> None:
    bodies = ("950110153000", "1690123456789", "00614141123456789", "9638507")  # three of them from GS1's own examples
    assert "".join(check_digit(body) for body in bodies) == "3904"
    assert gtin14("6901234567892") == "06901234567892"
    assert (gtin14("6901234567893"), gtin14("TEA"), gtin14("０６９０１２３４５６７８９２")) == (None, None, None)
    assert spellings("06901234567892") == ["06901234567892", "6901234567892"]
    assert spellings("96385074") == ["96385074", "00000096385074", "0000096385074", "000096385074"]
    assert spellings("A-03-12") == ["A-03-12"]


@given(labels())
def test_what_is_written_is_read_back(elements: dict[str, str]) -> None:
    assert read("]C1" + write(elements)) == elements
    assert read(printed(elements)) == elements


@given(nearly() | st.text(max_size=30))
def test_any_text_is_a_label_or_refused_or_none(text: str) -> None:
    """Never another error; and a label that is read is right as a whole: it can be written."""
    try:
        elements = read(text)
    except RefusalError:
        return
    assert elements is None or read("]C1" + write(elements)) == elements
