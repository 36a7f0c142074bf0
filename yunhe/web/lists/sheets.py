"""What is drawn of the rows of a list: labels of shelves, goods and parcels, on paper that is chosen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from django.utils.translation import gettext_noop as N_

from yunhe.tms.label_sheet import Label, draw_labels
from yunhe.tms.queries.labels import labels as parcel_labels
from yunhe.web.lists.declare import Ask
from yunhe.wms.label_sheet import PAPERS, LabelSheets, ShelfLabel
from yunhe.wms.labels import bin_labels, carton_labels, item_labels

Several = Callable[[Sequence[int]], Mapping[int, Sequence[ShelfLabel]]]
PAPER = Ask("paper", N_("Paper"), choices=PAPERS)


class Shelves:
    """Labels of 60 × 40 mm on a paper of `wms.label_sheet.PAPERS`."""

    def __init__(self, labels: Several, paper: str) -> None:
        self._labels, self._sheets = labels, LabelSheets(paper)

    def add(self, ids: Sequence[int]) -> None:
        """Draw all labels of these rows."""
        found = self._labels(ids)
        self._sheets.add(label for id in ids for label in found.get(id, ()))

    def pdf(self) -> bytes:
        return self._sheets.pdf()


class Parcels:
    """Labels of parcels, a page of 100 × 150 mm each."""

    def __init__(self, paper: str) -> None:
        self._labels: list[Label] = []

    def add(self, ids: Sequence[int]) -> None:
        """Take those that `tms.print_labels` has noted as printed."""
        self._labels += parcel_labels(ids)

    def pdf(self) -> bytes:
        return draw_labels(self._labels)


of_bins = partial(Shelves, bin_labels)
of_items = partial(Shelves, item_labels)
of_cartons = partial(Shelves, carton_labels)
of_parcels = Parcels
