"""Labels for shelves, goods and cartons, 60 × 40 mm: one after the other on a roll, or 21 on a sheet of A4."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop as N_
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from yunhe.catalog.gs1 import GS
from yunhe.kernel.paper import DOT, FNC1, Paper, module_dots

SIZE = (60 * mm, 40 * mm)
WIDTH_DOTS = 479
MARGIN = 16  # dots
COLUMNS, ROWS = 3, 7  # on A4, each 70 × 42.4 mm: sheets so cut are sold everywhere
PAPERS = {"roll": N_("Roll, 60 × 40 mm"), "a4": N_("A4, 21 on a sheet")}


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """`title` in the largest type, `code` as bars (a GS1 element string, where `gs1`, as GS1-128), `below` in words under
    them; `about` and `aside` between, where there is something to say."""

    title: str
    code: str
    below: str
    about: str = ""
    aside: str = ""
    gs1: bool = False

    @property
    def bars(self) -> str:
        """What Code 128 is to say."""
        return FNC1 + self.code.replace(GS, FNC1) if self.gs1 else self.code

    @property
    def said(self) -> str:
        """The code as people read it."""
        return self.below if self.gs1 else self.code

    @property
    def fits(self) -> bool:
        """Whether bars of this code scan when they are as wide as the label."""
        return module_dots(self.bars, WIDTH_DOTS) > 0


class LabelSheets:
    """A PDF that grows by labels. `paper` is one of PAPERS."""

    def __init__(self, paper: str) -> None:
        self._out = io.BytesIO()
        self._sheet = paper == "a4"
        self._canvas = Canvas(self._out, pagesize=A4 if self._sheet else SIZE, invariant=True)
        self._canvas.setTitle("Labels")
        self.count = 0

    def add(self, labels: Iterable[ShelfLabel]) -> None:
        """Draw these, each in the next place; a full sheet is followed by a new one."""
        for label in labels:
            n = self.count % (COLUMNS * ROWS) if self._sheet else 0
            if n == 0 and self.count:
                self._canvas.showPage()
            self._canvas.saveState()
            self._canvas.translate(*(self._place(n) if self._sheet else (0, 0)))
            _draw(Paper(self._canvas, WIDTH_DOTS, MARGIN), label)
            self._canvas.restoreState()
            self.count += 1

    def pdf(self) -> bytes:
        """The file. Nothing can be added afterwards."""
        self._canvas.save()
        return self._out.getvalue()

    def _place(self, n: int) -> tuple[float, float]:
        """The lower left corner of the n-th label on a sheet, in the middle of its cell; row by row from the top."""
        row, column = divmod(n, COLUMNS)
        width, height = A4[0] / COLUMNS, A4[1] / ROWS
        left, below = column * width + (width - SIZE[0]) / 2, A4[1] - (row + 1) * height + (height - SIZE[1]) / 2
        return round(left / DOT) * DOT, round(below / DOT) * DOT  # bars stay on the grid of a printer with 203 dpi


def _draw(paper: Paper, label: ShelfLabel) -> None:
    if label.about:
        paper.text(272, 44, label.title, strong=True)
        paper.lines(236, 24, label.about, limit=2)
    else:
        paper.text(208, 104, label.title, strong=True, centre=True)
    if label.aside:
        paper.text(164, 24, label.aside)
    paper.bars(52, 100, label.bars)
    paper.text(18, 26, label.below, centre=True)
