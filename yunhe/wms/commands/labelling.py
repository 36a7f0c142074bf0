"""Which labels of bins, items and cartons can be printed; `wms.labels` says what stands on them.

Nothing is noted: a shelf's label may be printed as often as it falls off.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.actor import Actor
from yunhe.kernel.commands import Reach, command
from yunhe.kernel.outcome import Outcome, Reason
from yunhe.stock.scopes import BINS
from yunhe.wms.label_sheet import ShelfLabel
from yunhe.wms.labels import bin_labels, carton_labels, item_labels

UNKNOWN = Reason("not_found", N_("There is no such row"))
NO_CARTON = Reason(
    "no_carton", N_("No package of it has a GTIN, nor has its piece: give the carton or the piece its barcode")
)


@command("wms.print_bin_labels", N_("Print bin labels"), BINS)
def print_bin_labels(bin_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Refused: a code that no bars on a label can say."""
    return _printable(bin_ids, bin_labels(bin_ids), UNKNOWN)


@command("wms.print_item_labels", N_("Print item labels"), Reach.OWN)
def print_item_labels(item_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Refused: a code that no bars on a label can say. Items are the whole company's."""
    return _printable(item_ids, item_labels(item_ids), UNKNOWN)


@command("wms.print_carton_labels", N_("Print carton labels"), Reach.OWN)
def print_carton_labels(item_ids: Sequence[int], *, by: Actor, at: datetime) -> Outcome:
    """Refused: an item without a package that GS1 can name. Items are the whole company's."""
    return _printable(item_ids, carton_labels(item_ids), NO_CARTON)


def _printable(ids: Sequence[int], labels: Mapping[int, Sequence[ShelfLabel]], none: Reason) -> Outcome:
    outcome = Outcome()
    for id in dict.fromkeys(ids):
        wrong = next((label for label in labels.get(id, ()) if not label.fits), None)
        if id not in labels:
            outcome.refused[id] = none
        elif wrong:
            outcome.refused[id] = Reason("too_long", N_("{code} does not fit on a label as bars"), {"code": wrong.said})
        else:
            outcome.done.append(id)
    return outcome
