"""The parcel label, 100 × 150 mm, drawn on the dot grid of a 203 dpi thermal printer, one page per parcel."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from yunhe.kernel.paper import Paper

PAGE = (100 * mm, 150 * mm)
WIDTH_DOTS = 799
MARGIN = 24  # dots


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
        _draw(Paper(canvas, WIDTH_DOTS, MARGIN), label)
        canvas.showPage()
    canvas.save()
    return page.getvalue()


def _draw(paper: Paper, label: Label) -> None:
    paper.text(1150, 34, label.carrier)
    paper.text(1150, 34, f"{label.n}/{label.count}", right=780)
    paper.text(1112, 22, label.service)
    paper.rule(1096)
    paper.text(1030, 58, f"{label.city} {label.district}".strip() or label.province)
    paper.rule(1006)
    paper.bars(850, 130, label.waybill)
    paper.text(812, 30, label.waybill, centre=True)
    paper.rule(792)
    paper.text(742, 36, f"{label.recipient}  {label.phone}".strip())
    place = "".join(dict.fromkeys((label.province, label.city, label.district)))
    below = paper.lines(694, 30, f"{place} {label.detail}".strip(), limit=4)
    if label.cod_amount:
        paper.text(below - 20, 44, f"COD 代收 {label.currency} {label.cod_amount}")
    paper.rule(470)
    paper.text(432, 24, label.sender)
    paper.lines(398, 22, label.sender_address, limit=2)
    paper.rule(340)
    weight = f"{label.weight_kg} kg" if label.weight_kg is not None else ""
    paper.text(300, 24, label.outbound)
    paper.text(300, 24, weight, right=780)
    paper.bars(130, 90, label.parcel)
    paper.text(92, 24, label.parcel, centre=True)
