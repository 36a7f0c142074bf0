"""Labels drawn on the dot grid of a 203 dpi thermal printer: text that fits its line, and bars that scan."""

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

DOT = 72 / 203  # points
QUIET_MODULES = 10  # on each side, as Code 128 (ISO/IEC 15417) wants
MODULE_DOTS = (4, 3, 2)  # bars of one dot do not scan reliably
CHINESE = "STSong-Light"  # named, not shipped: a Chinese system's reader has it or its own in its place
FNC1 = "\xf1"  # as reportlab's Code 128 takes it: at the beginning it says GS1-128, later it ends an element
LATIN = "Helvetica"  # codes and figures, wider apart
STRONG = "Helvetica-Bold"  # what is read from afar
LEGIBLE = 18  # dots: 2 mm

pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


def module_dots(code: str, width: int) -> int:
    """How many dots wide the thinnest bar of this code is on paper of so many dots, as wide as fits; 0 when it does not
    fit, or when Code 128 cannot say it."""
    if not code or any(letter > "\x7f" and letter != FNC1 for letter in code):
        return 0
    modules = round(Code128(code, barWidth=1, quiet=0).width) + 2 * QUIET_MODULES
    return next((dots for dots in MODULE_DOTS if modules * dots <= width), 0)


class Paper:
    """A label on a canvas: `width` in dots, text begins at `margin`; y counts dots from its lower edge."""

    def __init__(self, canvas: Canvas, width: int, margin: int) -> None:
        self.canvas, self.width, self.margin = canvas, width, margin

    def text(
        self, y: int, size: int, text: str, *, right: int | None = None, centre: bool = False, strong: bool = False
    ) -> None:
        """A line from the margin, up to `right`, or in the middle; smaller where it is too long."""
        font = STRONG if strong and text.isascii() else _font(text)
        self.canvas.setFont(font, self._fitting(text, size, font) * DOT)
        if centre:
            self.canvas.drawCentredString(self.width // 2 * DOT, y * DOT, text)
        elif right is not None:
            self.canvas.drawRightString(right * DOT, y * DOT, text)
        else:
            self.canvas.drawString(self.margin * DOT, y * DOT, text)

    def lines(self, y: int, size: int, text: str, *, limit: int) -> int:
        """Text broken where the line is full, between words where there are some, at most `limit` lines (the last one
        shrinks); returns the next free y."""
        for n in range(limit):
            cut = self._cut(text, size) if n < limit - 1 else len(text)
            self.text(y, size, text[:cut].rstrip())
            y, text = y - size * 4 // 3, text[cut:].lstrip()
            if not text:
                break
        return y

    def bars(self, y: int, height: int, code: str) -> None:
        """A code in the middle, every bar a whole number of dots on the grid, with its quiet zones left white."""
        dots = module_dots(code, self.width)
        if not dots:
            return
        bars = Code128(code, barWidth=dots * DOT, barHeight=height * DOT, quiet=0)
        left = (self.width - round(bars.width / DOT)) // 2
        bars.drawOn(self.canvas, left * DOT, y * DOT)

    def rule(self, y: int) -> None:
        """A line across, two dots thick."""
        self.canvas.setLineWidth(2 * DOT)
        self.canvas.line(self.margin * DOT, y * DOT, (self.width - self.margin) * DOT, y * DOT)

    def _cut(self, text: str, size: int) -> int:
        """How many characters stand on the first line."""
        room, font, cut = self.width - 2 * self.margin, _font(text), len(text)
        while pdfmetrics.stringWidth(text[:cut], font, size) > room:
            cut -= 1
        between = text.rfind(" ", 0, cut + 1)
        return between if cut < len(text) and between > cut // 2 else cut

    def _fitting(self, text: str, size: int, font: str) -> int:
        """The size at which a text fits on one line; what does not fit at a legible one runs over the edge."""
        width = pdfmetrics.stringWidth(text, font, size)
        least = max(size // 4, min(size // 2, LEGIBLE))
        return max(min(size, int(size * (self.width - 2 * self.margin) / width)), least) if width else size


def _font(text: str) -> str:
    return LATIN if text.isascii() else CHINESE
