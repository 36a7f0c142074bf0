"""Bars in a page: a pick list's wave and totes are read as they were written."""

import re

import numpy as np
import pytest
import zxingcpp

from yunhe.web.barcodes import HEIGHT, barcode

BAR = re.compile(r"M(\d+) 0h(\d+)v")
DOTS = 2  # a module as wide as a browser draws it


def read(picture: str) -> list[tuple[str, str]]:
    """What a gun reads of the picture on paper."""
    width = int(picture.split('viewBox="0 0 ')[1].split(" ")[0])
    paper = np.full((HEIGHT * DOTS, width * DOTS), 255, np.uint8)
    for left, wide in BAR.findall(picture):
        paper[:, int(left) * DOTS : (int(left) + int(wide)) * DOTS] = 0
    return [(code.format.name, code.text) for code in zxingcpp.read_barcodes(paper)]


@pytest.mark.parametrize("code", ["WV202611210001", "OB202611210001-2", "A-03-12", "6901234567892"])
def test_a_code_is_read_back(code: str) -> None:
    assert read(barcode(code)) == [("Code128", code)]


def test_what_code_128_cannot_say_has_no_bars() -> None:
    assert (barcode("甲-01"), barcode("")) == ("", "")
