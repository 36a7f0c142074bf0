"""The good rows of a file by batches: each its own transaction, so that a long import can be watched and stopped."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext_noop as N_

from yunhe.kernel.importing.rows import GoodRow, Rows
from yunhe.kernel.outcome import Reason
from yunhe.kernel.progress import NOBODY, Watch

BATCH = 500
STOPPED = Reason("stopped", N_("The import was cancelled before this row; send it again"))


def take_by_batches(
    rows: Rows, take: Callable[[Sequence[GoodRow]], Mapping[int, Reason]], *, watch: Watch = NOBODY
) -> None:
    """`take` gets up to BATCH good rows and says which it refused, by row number. When the watch says stop, the rows
    that were not taken are refused as STOPPED: the error file holds them for another time."""
    good = list(rows.good)
    watch.begins(len(good))
    for start in range(0, len(good), BATCH):
        if not watch.goes_on():
            rows.refuse({row.number: STOPPED for row in good[start:]})
            return
        batch = good[start : start + BATCH]
        rows.refuse(take(batch))
        watch.did(len(batch))
