"""GS1 element strings, as GS1-128, GS1 DataMatrix and GS1 QR codes carry them: read, checked and written.

An element is an application identifier (AI) with its value. Those of a predefined length follow one another; behind any
other stands FNC1, which a gun sends as GS (0x1D). Source: GS1 General Specifications, sections 3, 7.8 and 7.9.
web/static/gs1.js reads the same table on devices, which judge scans without a network; tests hold them together.
"""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.outcome import Reason, RefusalError

GS = "\x1d"
SYMBOLOGIES = ("]C1", "]e0", "]d2", "]Q3", "]J1")  # AIM prefixes that say: this is GS1
TEXT = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+")  # GS1 AI encodable character set 82
BRACKETS = re.compile(r"\((\d{2,4})\)([^(]*(?:\((?!\d{2,4}\))[^(]*)*)")  # "(10)" in a lot cannot be told from an AI
BRACKETED = re.compile(r"\(\d{2,4}\)")
UNMARKED = ("00", "01", "02")  # with these a string without prefix begins, when a gun is set to send none
PREDEFINED = frozenset(  # by the first two digits of the AI
    ("00", "01", "02", "03", "04", *map(str, range(11, 21)), *map(str, range(31, 37)), "41")
)


class Ai(NamedTuple):
    """An identifier of `digits` digits that begins with its key in TABLE; its value has `least` to `most` characters.

    `kind`: key (digits, the last one a check digit), date, digits, measure (the AI's last digit = decimals) or text.
    """

    digits: int
    least: int
    most: int
    kind: str


TABLE: dict[str, Ai] = {
    "00": Ai(2, 18, 18, "key"),  # SSCC
    "01": Ai(2, 14, 14, "key"),  # GTIN
    "02": Ai(2, 14, 14, "key"),  # GTIN of what is inside
    "10": Ai(2, 1, 20, "text"),  # lot
    "11": Ai(2, 6, 6, "date"),  # production
    "12": Ai(2, 6, 6, "date"),  # due
    "13": Ai(2, 6, 6, "date"),  # packaging
    "15": Ai(2, 6, 6, "date"),  # best before
    "16": Ai(2, 6, 6, "date"),  # sell by
    "17": Ai(2, 6, 6, "date"),  # expiry
    "20": Ai(2, 2, 2, "digits"),  # variant
    "21": Ai(2, 1, 20, "text"),  # serial number
    "22": Ai(2, 1, 20, "text"),  # consumer variant
    "240": Ai(3, 1, 30, "text"),  # additional identification
    "241": Ai(3, 1, 30, "text"),  # customer's part number
    "30": Ai(2, 1, 8, "digits"),  # count of a variable-measure item
    "37": Ai(2, 1, 8, "digits"),  # count of what is inside
    **{str(prefix): Ai(4, 6, 6, "measure") for prefix in range(31, 37)},  # 310n = net weight in kg
    "400": Ai(3, 1, 30, "text"),  # customer's order
    "401": Ai(3, 1, 30, "text"),  # consignment
    "402": Ai(3, 17, 17, "key"),  # shipment
    "403": Ai(3, 1, 30, "text"),  # routing
    **{str(ai): Ai(3, 13, 13, "key") for ai in range(410, 418)},  # locations
    "420": Ai(3, 1, 20, "text"),  # postal code
    "90": Ai(2, 1, 30, "text"),  # agreed between partners
    **{str(ai): Ai(2, 1, 90, "text") for ai in range(91, 100)},  # a company's own
}
FAULTS = {
    "unknown": N_("({ai}) is not an identifier that is read here"),
    "length": N_("({ai}) {value} has not the length that it must have"),
    "digits": N_("({ai}) {value} must be digits"),
    "text": N_("({ai}) {value} has characters that GS1 does not allow"),
    "check": N_("({ai}) {value}: the check digit is wrong"),
    "date": N_("({ai}) {value} is not a day"),
    "twice": N_("({ai}) stands there twice, and differs"),
    "unread": N_("This GS1 code cannot be read: {value}"),
}


DEVICES = {
    "table": {prefix: [*rule, prefix[:2] in PREDEFINED] for prefix, rule in TABLE.items()},
    "symbologies": SYMBOLOGIES,
    "unmarked": UNMARKED,
}


@dataclass(frozen=True, slots=True)
class Goods:
    """What an element string says of goods; empty where it says nothing. `gtin` is the goods' own, else that of what is
    inside; `expires_on` the expiry, else the last day of sale, else best before; `count` pieces; `weight` in kg."""

    gtin: str = ""
    lot: str = ""
    serial: str = ""
    sscc: str = ""
    made_on: date | None = None
    expires_on: date | None = None
    count: int | None = None
    weight: Decimal | None = None


def read(text: str) -> dict[str, str] | None:
    """The elements of a scanned code in their order, by AI; None when it is no GS1 code.

    Marked by a prefix, GS or brackets, it must be right: RefusalError with the AI that is not (codes `gs1_…`, FAULTS).
    Unmarked, it is one when it begins with a GTIN or SSCC and all of it can be read.
    """
    text = text.strip(" \t\r\n")
    body = text[3:] if text.startswith(SYMBOLOGIES) else text
    if BRACKETED.match(body):
        return _bracketed(body)
    if body != text or GS in text:
        return _elements(body.strip(GS))
    if not text.startswith(UNMARKED):
        return None
    try:
        return _elements(text)
    except RefusalError:
        return None


def write(elements: Mapping[str, str]) -> str:
    """The element string, with GS where FNC1 must stand. RefusalError when an element is wrong."""
    last = len(elements) - 1
    parts = []
    for n, (ai, value) in enumerate(elements.items()):
        _check(ai, value)
        parts.append(f"{ai}{value}{'' if n == last or ai[:2] in PREDEFINED else GS}")
    return "".join(parts)


def printed(elements: Mapping[str, str]) -> str:
    """What stands under the bars: (01)…(10)…"""
    return "".join(f"({ai}){value}" for ai, value in elements.items())


def goods(elements: Mapping[str, str], year: int) -> Goods:
    """What the elements say of goods; `year` (the current one) tells the century of a date."""
    days = {ai: day(elements[ai], year) for ai in ("11", "15", "16", "17") if ai in elements}
    count = elements.get("30") or elements.get("37")
    weights = [Decimal(value).scaleb(-int(ai[3])) for ai, value in elements.items() if ai.startswith("310")]
    return Goods(
        gtin=elements.get("01") or elements.get("02", ""),
        lot=elements.get("10", ""),
        serial=elements.get("21", ""),
        sscc=elements.get("00", ""),
        made_on=days.get("11"),
        expires_on=days.get("17") or days.get("16") or days.get("15"),
        count=int(count) if count else None,
        weight=weights[0] if weights else None,
    )


def day(text: str, year: int) -> date:
    """YYMMDD as a day, within 49 years before and 50 after this one (section 7.12); day 00 is the month's last.

    ValueError when there is no such day.
    """
    short, month, number = int(text[:2]), int(text[2:4]), int(text[4:])
    apart = short - year % 100
    full = year - year % 100 + short + (-100 if apart > 50 else 100 if apart < -49 else 0)
    if not 1 <= month <= 12:
        raise ValueError(text)
    return date(full, month, number or calendar.monthrange(full, month)[1])


def check_digit(digits: str) -> str:
    """The digit that follows these: weights 3, 1, 3 … from the right, up to a multiple of ten (section 7.9)."""
    return str(-sum(int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(digits))) % 10)


def gtin14(code: str) -> str | None:
    """An EAN-8, UPC-A, EAN-13 or GTIN-14 with its 14 digits; None for another code or a wrong check digit."""
    if len(code) not in (8, 12, 13, 14) or not (code.isascii() and code.isdecimal()):
        return None
    return code.zfill(14) if check_digit(code[:-1]) == code[-1] else None


def spellings(code: str) -> list[str]:
    """The codes by which goods may be known that a gun calls so: the code itself, and a GTIN with fewer digits."""
    gtin = gtin14(code)
    if gtin is None:
        return [code]
    shorter = [gtin[zeros:] for zeros in (0, 1, 2, 6) if gtin[:zeros] == "0" * zeros]
    return list(dict.fromkeys([code, *shorter]))


def _bracketed(text: str) -> dict[str, str]:
    found = BRACKETS.findall(text)
    if not found or "".join(f"({ai}){value}" for ai, value in found) != text:
        raise _fault("unread", "", text)
    elements: dict[str, str] = {}
    for ai, value in found:
        _add(elements, ai, value)
    return elements


def _elements(text: str) -> dict[str, str]:
    elements: dict[str, str] = {}
    while text:
        ai, rule = _identifier(text)
        rest = text[len(ai) :]
        size = rule.most if ai[:2] in PREDEFINED else rest.index(GS) if GS in rest else len(rest)
        _add(elements, ai, rest[:size])
        text = rest[size:].lstrip(GS)
    if not elements:
        raise _fault("unread", "", text)
    return elements


def _add(elements: dict[str, str], ai: str, value: str) -> None:
    _check(ai, value)
    if elements.setdefault(ai, value) != value:
        raise _fault("twice", ai, value)


def _check(ai: str, value: str) -> None:
    known, rule = _identifier(ai)
    if known != ai:
        raise _fault("unknown", ai, value)
    if not rule.least <= len(value) <= rule.most:
        raise _fault("length", ai, value)
    if rule.kind == "text":
        if not TEXT.fullmatch(value):
            raise _fault("text", ai, value)
        return
    if not (value.isascii() and value.isdecimal()):
        raise _fault("digits", ai, value)
    if rule.kind == "key" and check_digit(value[:-1]) != value[-1]:
        raise _fault("check", ai, value)
    if rule.kind == "date":
        try:
            day(
                value, 2000
            )  # any year does: the same years of 1951 to 2049 and of a hundred years later are leap years
        except ValueError:
            raise _fault("date", ai, value) from None


def _identifier(text: str) -> tuple[str, Ai]:
    """The AI that a string begins with."""
    rule = TABLE.get(text[:3]) or TABLE.get(text[:2])
    ai = text[: rule.digits] if rule else text[:2]
    if rule is None or len(ai) != rule.digits or not (ai.isascii() and ai.isdecimal()):
        raise _fault("unknown", ai, text)
    return ai, rule


def _fault(code: str, ai: str, value: str) -> RefusalError:
    return RefusalError(Reason(f"gs1_{code}", FAULTS[code], {"ai": ai, "value": value.replace(GS, "␝")}))
