"""What a 203 dpi printer makes of a label: the rectangles of a PDF page as dots, and what a scanner reads of them."""

import base64
import re
import zlib

import numpy as np
import zxingcpp

DPI = 203
PARCEL = (800, 1200)  # dots: 100 × 150 mm
ROW = 20  # dots within which codes stand beside each other
NUMBER = r"-?\d*\.?\d+"
STEP = re.compile(
    rf"^(?:(?P<save>q)$|(?P<restore>Q)$|1 0 0 1 (?P<dx>{NUMBER}) (?P<dy>{NUMBER}) cm"
    rf"|n (?P<x>{NUMBER}) (?P<y>{NUMBER}) (?P<w>{NUMBER}) (?P<h>{NUMBER}) re f)",
    re.MULTILINE,
)


def pages(pdf: bytes) -> list[str]:
    """The drawing operators of each page."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    return [zlib.decompress(base64.a85decode(b"<~" + s.strip(), adobe=True)).decode("latin1") for s in streams]


def rectangles(page: str) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of each filled rectangle, in dots from the lower left."""
    found, offset, saved = [], (0.0, 0.0), []
    scale = DPI / 72
    for step in STEP.finditer(page):
        if step["save"]:
            saved.append(offset)
        elif step["restore"]:
            offset = saved.pop()
        elif step["dx"]:
            offset = (offset[0] + float(step["dx"]), offset[1] + float(step["dy"]))
        else:
            x, y, w, h = (float(step[name]) for name in "xywh")
            found.append(((x + offset[0]) * scale, (y + offset[1]) * scale, w * scale, h * scale))
    return found


def dots(page: str, size: tuple[int, int] = PARCEL) -> np.ndarray:
    """The page as a printer's dots: 0 is black, 255 white; `size` is its width and height."""
    width, height = size
    picture = np.full((height, width), 255, np.uint8)
    for x, y, w, h in rectangles(page):
        picture[height - round(y + h) : height - round(y), round(x) : round(x + w)] = 0
    return picture


def codes(page: str, size: tuple[int, int] = PARCEL) -> list[tuple[str, str]]:
    """(symbology, text) of the barcodes on a page, from top to bottom and left to right; GS1 as (01)…(10)…"""
    read = zxingcpp.read_barcodes(dots(page, size))
    corners = {id(code): code.position.top_left for code in read}
    order = sorted(read, key=lambda code: (corners[id(code)].y // ROW, corners[id(code)].x))
    return [(code.format.name, code.text) for code in order]
