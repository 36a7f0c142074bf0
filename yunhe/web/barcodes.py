"""Bars that a gun reads, drawn into a page: Code 128 as an SVG picture with nothing but rectangles."""

from markupsafe import Markup
from reportlab.graphics.barcode.code128 import Code128

from yunhe.kernel.paper import QUIET_MODULES as QUIET

HEIGHT = 40  # modules


def barcode(code: str) -> Markup:
    """The picture of a code; empty for one that Code 128 cannot say (no Chinese)."""
    if not code or not code.isascii():
        return Markup("")
    bars, width = _bars(code)
    path = "".join(f"M{x} 0h{w}v{HEIGHT}h-{w}z" for x, w in bars)
    return Markup(
        '<svg class="barcode" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}"><path d="{}"/></svg>'
    ).format(width, HEIGHT, code, path)


def _bars(code: str) -> tuple[list[tuple[int, int]], int]:
    """(left, width) of each bar in modules, and the whole width with its quiet zones."""
    drawn = Code128(code, barWidth=1, quiet=0)
    whole = round(drawn.width)  # asking for it makes the reportlab picture work out its bars
    bars, x = [], QUIET
    for letter in drawn.decomposed:  # A = a bar of one module, a = a gap of one
        if letter.isupper():
            bars.append((x, ord(letter) - ord("A") + 1))
        x += ord(letter.lower()) - ord("a") + 1
    return bars, whole + 2 * QUIET
