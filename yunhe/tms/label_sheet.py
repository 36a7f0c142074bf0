"""The parcel label, 100 × 150 mm, drawn on the dot grid of a 203 dpi thermal printer, one page per parcel."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

PAGE = (100 * mm, 150 * mm)
DOT = 72 / 203  # points
WIDTH_DOTS = 799
QUIET_MODULES = 10  # on each side, as Code 128 (ISO/IEC 15417) wants
MODULE_DOTS = (4, 3, 2)  # bars of one dot do not scan reliably
CHINESE = "STSong-Light"  # named, not shipped: a Chinese system's reader has it or its own in its place
LATIN = "Helvetica"  # codes and figures, wider apart
MARGIN = 24  # dots

pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))


@dataclass(frozen=True, slots=True)
class Label:
    """What stands on a label. `n` of `count` parcels of the outbound; `cod_amount` 0 = nothing to collect."""

    carrier: str
    service: str
    waybill: str
    parcel: str
    outbound: str
    n: int
    count: int
    province: str
    city: str
    district: str
    detail: str
    recipient: str
    phone: str
    sender: str
    sender_address: str
    weight_kg: Decimal | None = None
    cod_amount: Decimal = Decimal(0)
    currency: str = "CNY"


def draw_labels(labels: Sequence[Label]) -> bytes:
    """A PDF with one page per label, in this order."""
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=PAGE, invariant=True)
    canvas.setTitle("Labels")
    for label in labels:
        _draw(canvas, label)
        canvas.showPage()
    canvas.save()
    return page.getvalue()


def module_dots(code: str) -> int:
    """How many dots wide the thinnest bar of this code is on the label, as wide as fits; 0 when it does not fit."""
    modules = round(Code128(code, barWidth=1, quiet=0).width) + 2 * QUIET_MODULES
    return next((dots for dots in MODULE_DOTS if modules * dots <= WIDTH_DOTS), 0)


def _draw(canvas: Canvas, label: Label) -> None:
    _text(canvas, MARGIN, 1150, 34, label.carrier)
    _text(canvas, 780, 1150, 34, f"{label.n}/{label.count}", right=True)
    _text(canvas, MARGIN, 1112, 22, label.service)
    _rule(canvas, 1096)
    _text(canvas, MARGIN, 1030, 58, f"{label.city} {label.district}".strip() or label.province)
    _rule(canvas, 1006)
    _barcode(canvas, 850, 130, label.waybill)
    _text(canvas, WIDTH_DOTS // 2, 812, 30, label.waybill, centre=True)
    _rule(canvas, 792)
    _text(canvas, MARGIN, 742, 36, f"{label.recipient}  {label.phone}".strip())
    place = "".join(dict.fromkeys((label.province, label.city, label.district)))
    below = _lines(canvas, 694, 30, f"{place} {label.detail}".strip(), limit=4)
    if label.cod_amount:
        _text(canvas, MARGIN, below - 20, 44, f"COD 代收 {label.currency} {label.cod_amount}")
    _rule(canvas, 470)
    _text(canvas, MARGIN, 432, 24, label.sender)
    _lines(canvas, 398, 22, label.sender_address, limit=2)
    _rule(canvas, 340)
    weight = f"{label.weight_kg} kg" if label.weight_kg is not None else ""
    _text(canvas, MARGIN, 300, 24, label.outbound)
    _text(canvas, 780, 300, 24, weight, right=True)
    _barcode(canvas, 130, 90, label.parcel)
    _text(canvas, WIDTH_DOTS // 2, 92, 24, label.parcel, centre=True)


def _barcode(canvas: Canvas, y: int, height: int, code: str) -> None:
    """Centred, every bar a whole number of dots on the dot grid, with its quiet zones left white."""
    dots = module_dots(code)
    if not dots:
        return
    bars = Code128(code, barWidth=dots * DOT, barHeight=height * DOT, quiet=0)
    left = (WIDTH_DOTS - round(bars.width / DOT)) // 2
    bars.drawOn(canvas, left * DOT, y * DOT)


def _text(canvas: Canvas, x: int, y: int, size: int, text: str, *, right: bool = False, centre: bool = False) -> None:
    canvas.setFont(_font(text), _fitting(text, size) * DOT)
    draw = canvas.drawRightString if right else canvas.drawCentredString if centre else canvas.drawString
    draw(x * DOT, y * DOT, text)


def _font(text: str) -> str:
    return LATIN if text.isascii() else CHINESE


def _fitting(text: str, size: int) -> int:
    """The size at which a text fits on one line; what does not fit at half of it runs over the edge."""
    width = pdfmetrics.stringWidth(text, _font(text), size)
    return max(min(size, int(size * (WIDTH_DOTS - 2 * MARGIN) / width)), size // 2) if width else size


def _lines(canvas: Canvas, y: int, size: int, text: str, *, limit: int) -> int:
    """Text broken where the line is full, at most `limit` lines (the last one shrinks); returns the next free y."""
    room = WIDTH_DOTS - 2 * MARGIN
    for n in range(limit):
        cut = len(text)
        while n < limit - 1 and pdfmetrics.stringWidth(text[:cut], CHINESE, size) > room:
            cut -= 1
        _text(canvas, MARGIN, y, size, text[:cut])
        y, text = y - size * 4 // 3, text[cut:]
        if not text:
            break
    return y


def _rule(canvas: Canvas, y: int) -> None:
    canvas.setLineWidth(2 * DOT)
    canvas.line(MARGIN * DOT, y * DOT, (WIDTH_DOTS - MARGIN) * DOT, y * DOT)
