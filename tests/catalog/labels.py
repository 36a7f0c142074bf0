"""GS1 labels as hypothesis makes them: right ones, as elements by AI, and texts that are nearly so."""

import string
from datetime import date

from hypothesis import strategies as st

from yunhe.catalog.gs1 import GS, TABLE, check_digit

LETTERS = (
    string.ascii_letters + string.digits + "!\"%&'*+,-./:;<=>?_"
)  # of set 82 without brackets, which stand for AIs
DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31))


def value(prefix: str) -> st.SearchStrategy[str]:
    """A right value of an AI."""
    rule = TABLE[prefix]
    if rule.kind == "text":
        return st.text(LETTERS, min_size=rule.least, max_size=rule.most)
    if rule.kind == "date":
        return DAYS.map(lambda day: f"{day:%y%m%d}")
    digits = st.text(string.digits, min_size=rule.least, max_size=rule.most)
    return digits.map(lambda text: text[:-1] + check_digit(text[:-1])) if rule.kind == "key" else digits


@st.composite
def labels(draw: st.DrawFn) -> dict[str, str]:
    """The elements of a right label, one to six of them in any order."""
    found = {}
    for prefix in draw(st.lists(st.sampled_from(sorted(TABLE)), min_size=1, max_size=6, unique=True)):
        ai = prefix.ljust(TABLE[prefix].digits, draw(st.sampled_from("0123")))
        found[ai] = draw(value(prefix))
    return found


def nearly() -> st.SearchStrategy[str]:
    """What a gun may send of a label that is wrong somewhere, and of none at all."""
    piece = st.sampled_from(["(", ")", "(10)", "(17)", "]C1", "]d2", "01", "10", "17", "3103", "37", GS, "9", "A", "é"])
    return st.lists(piece | st.text(string.digits, max_size=14), min_size=1, max_size=8).map("".join)
